import type { NodeDefinition } from "../runtime/node.ts";
import { factsOf } from "./common/facts.ts";
import { TITLES } from "./common/sockets.ts";

/** Opens a denoiser: a network and the card that says how it was trained. */
export const modelLoad: NodeDefinition = {
  type: "model/load",
  v: 1,
  category: "model",
  title: { en: "Load model", zh: "加载模型" },
  help: {
    en: "Opens the network that has learned to remove noise. RePaint needs no special one: any unconditional diffusion model will do.",
    zh: "打开学会了去噪的网络。RePaint 不需要专门训练的网络，任何无条件扩散模型都可以。",
  },
  source: "Ho et al. 2020, §3.2",
  inputs: [],
  outputs: [{ name: "model", title: TITLES.model, type: "model" }],
  params: [
    {
      name: "model",
      kind: "model",
      title: { en: "Model", zh: "模型" },
      help: {
        en: "A bundled model (bundled:NAME), a file of yours (file:NAME) or an https address; each has its card beside it.",
        zh: "内置模型（bundled:名称）、自己的文件（file:名称）或 https 网址；模型旁须有它的说明卡。",
      },
      default: "bundled:faces64",
    },
  ],
  facts: (site) => ({ model: factsOf("model", { card: site.card }) }),
  run: (context) => ({ model: { type: "model", network: context.network("model") } }),
};
