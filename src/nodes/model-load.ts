import type { NodeDefinition } from "../runtime/node.ts";
import { problem } from "../runtime/problem.ts";
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
  check: (site) => {
    const channels = site.card?.image.channels ?? 3;
    if (channels === 1 || channels === 3) return [];
    return [
      problem(
        "model-channels",
        {
          en: `The model of ${site.id} works on ${channels} channels; pictures have 1 (grey) or 3 (colour).`,
          zh: `${site.id} 的模型使用 ${channels} 个通道，而图像只有 1 个（灰度）或 3 个（彩色）。`,
        },
        { en: "Choose a model of 1 or 3 channels.", zh: "请选择 1 或 3 通道的模型。" },
        { node: site.id, param: "model" },
      ),
    ];
  },
  run: (context) => ({ model: { type: "model", network: context.network("model") } }),
};
