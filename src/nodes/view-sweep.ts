import type { NodeDefinition } from "../runtime/node.ts";

/** A param of any node and the values that it takes in a sweep; several of them are swept together. */
export const viewSweep: NodeDefinition = {
  type: "view/sweep",
  v: 1,
  category: "view",
  title: { en: "Sweep", zh: "扫描" },
  help: {
    en: "Runs the graph again for each value of a param, for a table of pictures. Several Sweep nodes make all combinations. A plain run leaves the param as it is.",
    zh: "以某个参数的每个取值各运行一次图，得到图像表格。多个“扫描”节点组成全部组合。普通运行不改变该参数。",
  },
  inputs: [],
  outputs: [],
  params: [
    {
      name: "over",
      kind: "text",
      title: { en: "What is changed", zh: "改变什么" },
      help: { en: "A param of a node: node.param.", zh: "某个节点的参数：节点.参数。" },
      default: "",
      maxLength: 160,
      names: "params",
    },
    {
      name: "values",
      kind: "text",
      title: { en: "Values", zh: "取值" },
      help: {
        en: "1, 2, 5, or from:to:step as in 0:1:0.25.",
        zh: "1, 2, 5，或 起:止:步长，如 0:1:0.25。",
      },
      default: "1, 2, 5, 10",
      maxLength: 2000,
    },
  ],
  sweeps: { over: "over", values: "values" },
  run: () => ({}),
};
