import type { Language } from "../../runtime/text.ts";

/** The words of the list of saved graphs; loaded with it. */
const en = {
  documents: "Saved graphs",
  documentsEmpty: "Nothing is saved in this browser yet. Every change is saved by itself from the first one on.",
  points: "Earlier states of this graph",
  copies: "Named copies",
  others: "Other documents",
  copyName: "Name of the copy",
  keep: "Keep",
  openThis: "Open",
  remove: "Remove",
  close: "Close",
  nodesOf: (nodes: string) => `${nodes} nodes`,
};

const zh: typeof en = {
  documents: "已保存的图",
  documentsEmpty: "此浏览器中尚未保存任何图。从第一次改动起，每次改动都会自动保存。",
  points: "本图先前的状态",
  copies: "命名副本",
  others: "其他文档",
  copyName: "副本名称",
  keep: "保留",
  openThis: "打开",
  remove: "移除",
  close: "关闭",
  nodesOf: (nodes) => `${nodes} 个节点`,
};

export const documentsWords = (language: Language): typeof en => ({ en, zh })[language];
