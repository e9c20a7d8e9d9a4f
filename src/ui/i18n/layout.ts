/** The names of the editor's panels. */
export const layoutWords = {
  en: {
    panels: "Panels",
    player: "Player",
    canvas: "Graph",
    nodes: "Nodes",
    outline: "Outline",
    inspector: "Inspector",
    result: "Result",
    foldRight: "Hide or show the inspector",
    foldBottom: "Hide or show the timeline",
  },
  zh: {
    panels: "面板",
    player: "播放",
    canvas: "图",
    nodes: "节点",
    outline: "大纲",
    inspector: "属性",
    result: "结果",
    foldRight: "隐藏或显示属性面板",
    foldBottom: "隐藏或显示时间轴",
  },
} as const;
