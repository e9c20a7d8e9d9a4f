import type { NodeDefinition } from "../../runtime/node.ts";
import { factsOf } from "./facts.ts";

/** What every loop takes and gives: a sample goes in, round through the body, and out; it stays what it is. */
export const loopSockets: Required<Pick<NodeDefinition, "inputs" | "outputs" | "facts">> = {
  inputs: [
    { name: "init", title: { en: "start", zh: "起始" }, types: ["sample"] },
    { name: "back", title: { en: "back", zh: "返回" }, types: ["sample"], feedback: true },
  ],
  outputs: [
    { name: "body", title: { en: "body", zh: "循环体" }, type: "sample" },
    { name: "done", title: { en: "done", zh: "完成" }, type: "sample" },
  ],
  facts: ({ inputs: { init } }) => {
    const sample = factsOf("sample", { ...init });
    return { body: sample, done: sample };
  },
};
