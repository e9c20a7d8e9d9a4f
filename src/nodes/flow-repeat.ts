import type { NodeDefinition } from "../runtime/node.ts";
import { loopSockets } from "./common/loops.ts";

/** A loop that counts: its body runs n times, whatever its level. */
export const flowRepeat: NodeDefinition = {
  type: "flow/repeat",
  v: 1,
  category: "flow",
  title: { en: "Repeat", zh: "重复" },
  help: {
    en: "Sends the sample through its body n times, mostly at one level: for corrector and Langevin steps.",
    zh: "让样本经过循环体 n 次，通常停在同一噪声级：用于校正步与朗之万步。",
  },
  source: "Song et al. 2021 (score SDE) Alg. 2, 3",
  ...loopSockets,
  params: [
    {
      name: "times",
      kind: "number",
      title: { en: "Times n", zh: "次数 n" },
      help: {
        en: "How often the body runs each time the sample comes by; 0 passes it on as it came.",
        zh: "样本每次到来时循环体运行多少次；0 表示原样通过。",
      },
      unit: { en: "times", zh: "次" },
      default: 2,
      min: 0,
      max: 10000,
      step: 1,
      integer: true,
    },
  ],
  loop: { times: "times" },
};
