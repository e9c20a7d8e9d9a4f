import type { NodeDefinition } from "../runtime/node.ts";
import { checkBatches, checkSameSize } from "./common/checks.ts";
import { factsOf } from "./common/facts.ts";
import { imageIn, sampleOut } from "./common/sockets.ts";

/**
 * Brings the known picture to the level of a sample in one leap.
 *
 *     x_t = √ᾱ_t x_0 + √(1 − ᾱ_t) ε
 */
export const noiseForward: NodeDefinition = {
  type: "noise/forward",
  v: 1,
  category: "noise",
  title: { en: "Forward-noise known", zh: "已知区域加噪" },
  help: {
    en: "Gives the known picture as much noise as the sample has, so that the two can be joined.",
    zh: "给已知图像加上与样本同等程度的噪声，使二者可以拼合。",
  },
  source: "Lugmayr et al. 2022 Eq. 8a; Ho et al. 2020 Eq. 4",
  inputs: [imageIn, { name: "at", title: { en: "level of", zh: "对齐噪声级" }, types: ["sample"] }],
  outputs: [{ ...sampleOut, title: { en: "known", zh: "已知样本" } }],
  params: [],
  // Every picture of a batch has its own noise, so the result is as large as the batch of the sample.
  facts: ({ inputs: { image, at } }) => {
    const shape = at?.shape ?? image?.shape;
    const N = Math.max(image?.shape?.[0] ?? 1, at?.shape?.[0] ?? 1);
    return { sample: factsOf("sample", { ...at, shape: shape && [N, shape[1], shape[2], shape[3]] }) };
  },
  check: (site) => [...checkSameSize(site, "at", ["image"]), ...checkBatches(site, ["image", "at"])],
  level: { from: "at" },
  stage: () => ({
    text: "x_t = sqrt(alphas_cumprod) * x_start + sqrt(1 - alphas_cumprod) * noise",
    tensors: { x_start: { input: "image", part: "image" } },
    noise: ["noise"],
    level: { input: "at", at: "arrival" },
    outputs: { sample: { x: "x_t" } },
  }),
};
