/** The names of the editor's panels, in English. */
export const layoutEn = {
  panels: "Panels",
  player: "Player",
  canvas: "Graph",
  nodes: "Nodes",
  outline: "Outline",
  inspector: "Inspector",
  result: "Result",
  foldRight: "Hide or show the inspector",
  foldBottom: "Hide or show the timeline",
  view: "View",
  more: "More",
};
