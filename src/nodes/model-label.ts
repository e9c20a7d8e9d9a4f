import type { NodeDefinition } from "../runtime/node.ts";
import { numberParam } from "./common/facts.ts";
import { TITLES } from "./common/sockets.ts";

/** A class index, for networks that were trained with labels. */
export const modelLabel: NodeDefinition = {
  type: "model/label",
  v: 1,
  category: "model",
  title: { en: "Class label", zh: "类别标签" },
  help: {
    en: "Says what the picture is to show, for a network that knows classes.",
    zh: "指明图中应有什么，用于带类别的网络。",
  },
  source: "Dhariwal & Nichol 2021, §4",
  inputs: [],
  outputs: [{ name: "label", title: TITLES.label, type: "label" }],
  params: [
    {
      name: "label",
      kind: "number",
      title: { en: "Class", zh: "类别序号" },
      help: { en: "Index of the class, counted from 0.", zh: "类别的序号，从 0 起。" },
      default: 0,
      min: 0,
      max: 1_000_000,
      step: 1,
      integer: true,
      names: "classes",
    },
  ],
  facts: (site) => ({ label: { type: "label", label: { index: numberParam(site, "label"), node: site.id } } }),
  run: ({ site }) => ({ label: { type: "label", label: numberParam(site, "label") } }),
};
