/** Words of the canvas, in English. */
export const canvasEn = {
  words: { item: "Text", title: "Name", note: "Note on the node" },
  never: "Leave it",
  newGroup: "Group",
  tooMany: (most: number) =>
    `With these, the graph would have more than ${most} nodes, which no file holds. Paste fewer of them.`,
  nothingToPaste: "There is no part of a graph on the clipboard. Select nodes and copy them first.",
  fixed: (what: string) => `Done: ${what}`,
};
