import type { Language } from "../../runtime/text.ts";

const en = {
  tree: "Outline of the graph",
  empty: "Nothing here yet. Press A to add a node.",
  zone: "Loop",
  open: "not wired",
  optional: "optional",
  inputOpen: (title: string, takes: string, optional: boolean) =>
    `input ${title}, ${optional ? "optional" : "not wired"}, takes ${takes}`,
  inputFrom: (title: string, from: string) => `input ${title}, from ${from}`,
  outputTo: (title: string, ends: readonly string[]) =>
    `output ${title}, ${ends.length === 0 ? "not wired" : `to ${ends.join(", ")}`}`,
  goesTo: (end: string) => `to ${end}`,
  moved: (title: string, before: string) => `${title} now runs before ${before}.`,
  stays: (title: string, other: string) =>
    `${title} and ${other} run in this order, since one needs what the other gives.`,
};

/** What the rows of the outline say. */
export type TreeWords = typeof en;

const zh: TreeWords = {
  tree: "图的大纲",
  empty: "这里还没有内容。按 A 添加节点。",
  zone: "循环",
  open: "未连接",
  optional: "可选",
  inputOpen: (title, takes, optional) => `输入 ${title}，${optional ? "可选" : "未连接"}，接受${takes}`,
  inputFrom: (title, from) => `输入 ${title}，来自 ${from}`,
  outputTo: (title, ends) => `输出 ${title}，${ends.length === 0 ? "未连接" : `到 ${ends.join("、")}`}`,
  goesTo: (end) => `到 ${end}`,
  moved: (title, before) => `${title} 现在先于 ${before} 运行。`,
  stays: (title, other) => `${title} 与 ${other} 只能按此顺序运行，因为一个需要另一个的输出。`,
};

export const treeWords = (language: Language): TreeWords => ({ en, zh })[language];
