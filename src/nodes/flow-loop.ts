import type { NodeDefinition } from "../runtime/node.ts";
import { UNITS } from "./common/params.ts";
import { loopSockets } from "./common/loops.ts";

/** The one node that may close a cycle: it sends a sample round while its level is above `stop`. */
export const flowLoop: NodeDefinition = {
  type: "flow/loop",
  v: 1,
  category: "flow",
  title: { en: "Loop", zh: "循环" },
  help: {
    en: "Sends the sample round through its body, again and again, until it is clean (t = 0); then it leaves by done.",
    zh: "让样本一遍遍经过循环体，直到干净（t = 0），然后从“完成”送出。",
  },
  source: "Lugmayr et al. 2022 Alg. 1, lines 2–13",
  ...loopSockets,
  params: [
    {
      name: "stop",
      kind: "number",
      title: { en: "Stop at t", zh: "停止级 t" },
      help: {
        en: "The level at which the sample leaves the loop; 0 is the clean picture.",
        zh: "样本到达该级即离开循环；0 为干净图像。",
      },
      unit: UNITS.level,
      advanced: true,
      default: 0,
      min: 0,
      max: 4000,
      step: 1,
      integer: true,
    },
  ],
  loop: { stop: "stop" },
};
