import type { Words } from "../words.ts";

/** The names of the editor's panels, in Chinese. */
export const layoutZh: Words["layout"] = {
  panels: "面板",
  player: "播放",
  canvas: "图",
  nodes: "节点",
  outline: "大纲",
  inspector: "属性",
  result: "结果",
  foldRight: "隐藏或显示属性面板",
  foldBottom: "隐藏或显示时间轴",
  view: "视图",
  more: "更多",
};
