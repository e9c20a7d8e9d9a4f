import { blur } from "../runtime/diffusion/filters.ts";
import type { NodeDefinition } from "../runtime/node.ts";
import { anyPictureIn, mapEach, samePictureOut } from "./common/each.ts";
import { factsOf, numberParam } from "./common/facts.ts";

/** A Gaussian blur. */
export const imageBlur: NodeDefinition = {
  type: "image/blur",
  v: 1,
  category: "image",
  title: { en: "Blur", zh: "模糊" },
  help: {
    en: "Averages each pixel with its neighbours, the near ones more. On a mask it gives a soft edge.",
    zh: "每个像素与邻近像素加权平均，越近权重越大。用于掩码可得到柔和的边缘。",
  },
  inputs: [anyPictureIn],
  outputs: [samePictureOut],
  params: [
    {
      name: "sigma",
      kind: "number",
      title: { en: "Width σ", zh: "宽度 σ" },
      help: { en: "Standard deviation of the Gaussian; 0 changes nothing.", zh: "高斯核的标准差；0 表示不变。" },
      unit: { en: "pixels", zh: "像素" },
      default: 2,
      min: 0,
      max: 64,
      step: 0.5,
    },
  ],
  facts: (site) => ({ y: factsOf(site.inputs["a"]?.type ?? "image", { ...site.inputs["a"] }) }),
  level: { from: "a" },
  run: async (context) => {
    const sigma = numberParam(context.site, "sigma");
    return { y: await mapEach(context, "a", (planes) => blur(planes, sigma)) };
  },
};
