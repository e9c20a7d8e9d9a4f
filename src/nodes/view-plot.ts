import type { NodeDefinition } from "../runtime/node.ts";
import { textParam } from "./common/facts.ts";
import { TITLES } from "./common/sockets.ts";

/** A number over the steps of a run. */
export const viewPlot: NodeDefinition = {
  type: "view/plot",
  v: 1,
  category: "view",
  title: { en: "Plot", zh: "曲线" },
  help: { en: "Draws a number as it changes over the run.", zh: "画出一个数值在运行中的变化。" },
  inputs: [{ name: "number", title: TITLES.number, types: ["number"] }],
  outputs: [],
  params: [
    {
      name: "name",
      kind: "text",
      title: { en: "Name", zh: "名称" },
      help: { en: "What the curve is called.", zh: "曲线的名称。" },
      default: "value",
      maxLength: 60,
    },
  ],
  run: (context) => {
    const { site, t } = context;
    const { number } = context.inputs;
    if (number?.type !== "number") throw new Error("view/plot runs without a number");
    context.emit({ kind: "number", node: site.id, name: textParam(site, "name"), t, value: number.number });
    return {};
  },
};
