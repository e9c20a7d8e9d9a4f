import type { Language } from "../../runtime/text.ts";

const en = {
  addNode: "Add a node",
  connectNode: (node: string) => `Connect ${node}`,
  nothingFits: (node: string) => `Nothing in the graph fits ${node}. Add a node (A) that does.`,
  connected: (from: string, to: string) => `Connected ${from} to ${to}.`,
  find: "Commands, nodes, places in the graph",
  groups: { commands: "Commands", add: "Add a node", places: "In the graph", templates: "Templates" },
  nothingFound: "Nothing has this in its name.",
};

/** Words of the lists from which things are chosen. */
export type ListWords = typeof en;

const zh: ListWords = {
  addNode: "添加节点",
  connectNode: (node) => `连接 ${node}`,
  nothingFits: (node) => `图中没有适合 ${node} 的接口。请添加（A）一个合适的节点。`,
  connected: (from, to) => `已将 ${from} 连接到 ${to}。`,
  find: "命令、节点、图中的位置",
  groups: { commands: "命令", add: "添加节点", places: "在图中", templates: "模板" },
  nothingFound: "没有名称相符的项。",
};

export const listWords = (language: Language): ListWords => ({ en, zh })[language];
