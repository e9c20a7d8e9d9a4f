import { lowPass } from "../runtime/diffusion/filters.ts";
import type { NodeDefinition } from "../runtime/node.ts";
import { anyPictureIn, mapEach, samePictureOut } from "./common/each.ts";
import { factsOf, numberParam, textParam } from "./common/facts.ts";

/** The coarse part of a picture: down by N and up again. */
export const imageLowPass: NodeDefinition = {
  type: "image/low-pass",
  v: 1,
  category: "image",
  title: { en: "Low-pass", zh: "低通" },
  help: {
    en: "Keeps the coarse part of a picture: N times smaller, and as large as before again. On samples as on images.",
    zh: "保留图像的粗略部分：缩小 N 倍再放大回来。样本与图像皆可。",
  },
  source: "Choi et al. 2021 (ILVR) §3.2, φ_N",
  inputs: [anyPictureIn],
  outputs: [samePictureOut],
  params: [
    {
      name: "factor",
      kind: "number",
      title: { en: "Times smaller N", zh: "缩小倍数 N" },
      help: {
        en: "The larger, the less is kept; 1 keeps everything.",
        zh: "越大保留得越少；1 表示全部保留。",
      },
      default: 8,
      min: 1,
      max: 256,
      step: 1,
      integer: true,
    },
    {
      name: "filter",
      kind: "choice",
      title: { en: "Filter", zh: "滤波器" },
      help: { en: "How pixels are averaged on the way down and up.", zh: "缩小与放大时如何平均像素。" },
      default: "bicubic",
      options: [
        { value: "bicubic", title: { en: "bicubic", zh: "双三次" } },
        { value: "box", title: { en: "box (average)", zh: "方框（平均）" } },
      ],
    },
  ],
  facts: (site) => ({ y: factsOf(site.inputs["a"]?.type ?? "image", { ...site.inputs["a"] }) }),
  level: { from: "a" },
  run: async (context) => {
    const filter = textParam(context.site, "filter") === "box" ? "box" : "bicubic";
    const N = numberParam(context.site, "factor");
    return { y: await mapEach(context, "a", (planes) => lowPass(planes, N, filter)) };
  },
};
