import type { NodeDefinition } from "../runtime/node.ts";
import { numberParam } from "./common/facts.ts";
import { TITLES } from "./common/sockets.ts";

/** A number on a wire, to be shared by several equations. */
export const mathNumber: NodeDefinition = {
  type: "math/number",
  v: 1,
  category: "math",
  title: { en: "Number", zh: "数值" },
  help: { en: "A number that equations may use.", zh: "供公式使用的一个数。" },
  inputs: [],
  outputs: [{ name: "number", title: TITLES.number, type: "number" }],
  params: [
    {
      name: "value",
      kind: "number",
      title: { en: "Value", zh: "值" },
      help: { en: "The number itself.", zh: "这个数本身。" },
      default: 1,
      min: -1e6,
      max: 1e6,
    },
  ],
  run: ({ site }) => ({ number: { type: "number", number: numberParam(site, "value") } }),
};
