import type { NodeDefinition } from "../runtime/node.ts";
import { checkBatches, checkSameSize } from "./common/checks.ts";
import { factsOf } from "./common/facts.ts";
import { imageIn, sampleOut } from "./common/sockets.ts";

/** A picture at the level of a sample. */
export const sampleJoin: NodeDefinition = {
  type: "sample/join",
  v: 1,
  category: "math",
  title: { en: "Join sample", zh: "组成样本" },
  help: {
    en: "Says of a picture that it is as noisy as a sample: it takes that one's level, schedule and seed.",
    zh: "声明一张图像与某个样本同样带噪：取其噪声级、调度与种子。",
  },
  inputs: [imageIn, { name: "at", title: { en: "level of", zh: "对齐噪声级" }, types: ["sample"] }],
  outputs: [sampleOut],
  params: [],
  facts: ({ inputs: { image, at } }) => ({ sample: factsOf("sample", { ...at, shape: image?.shape ?? at?.shape }) }),
  check: (site) => [...checkSameSize(site, "at", ["image"]), ...checkBatches(site, ["image", "at"])],
  level: { from: "at" },
  run: ({ inputs: { image, at } }) => {
    if (image?.type !== "image" || at?.type !== "sample") throw new Error("sample/join runs without its inputs");
    return { sample: { ...at, x: image.image } };
  },
};
