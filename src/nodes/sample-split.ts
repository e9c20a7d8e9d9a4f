import type { NodeDefinition } from "../runtime/node.ts";
import { factsOf } from "./common/facts.ts";
import { imageOut, sampleIn } from "./common/sockets.ts";

/** Picture and level of a sample, apart: for equations that join moments of different levels. */
export const sampleSplit: NodeDefinition = {
  type: "sample/split",
  v: 1,
  category: "math",
  title: { en: "Split sample", zh: "拆分样本" },
  help: {
    en: "Takes the picture and the level t of a sample apart. A picture has no level any more: Join sample gives it one again.",
    zh: "把样本拆成图像与噪声级 t。图像不再带噪声级：用“组成样本”重新赋予。",
  },
  inputs: [sampleIn],
  outputs: [imageOut, { name: "t", title: { en: "level t", zh: "噪声级 t" }, type: "number" }],
  params: [],
  facts: ({ inputs: { sample } }) => ({
    image: factsOf("image", { shape: sample?.shape, card: sample?.card }),
    t: factsOf("number", {}),
  }),
  run: ({ inputs: { sample } }) => {
    if (sample?.type !== "sample") throw new Error("sample/split runs without a sample");
    return { image: { type: "image", image: sample.x }, t: { type: "number", number: sample.t } };
  },
};
