import { fitMask, resize } from "../runtime/diffusion/resize.ts";
import { invert, keepMask, type MaskKind } from "../runtime/diffusion/masks.ts";
import type { Planes } from "../runtime/diffusion/planes.ts";
import type { NodeDefinition, OperationContext, Site } from "../runtime/node.ts";
import { problem, UserError, type Problem } from "../runtime/problem.ts";
import type { Text } from "../runtime/text.ts";
import { factsOf, flagParam, numberParam, textParam } from "./common/facts.ts";
import { grey, planesOf, upload } from "./common/pictures.ts";
import { imageIn, optional, TITLES } from "./common/sockets.ts";

interface Preset {
  readonly value: string;
  readonly title: Text;
  /** Absent for the painted mask. */
  readonly kind?: MaskKind;
}

const PRESETS: readonly Preset[] = [
  { value: "half", kind: "half", title: { en: "half (left is known)", zh: "半边（左半已知）" } },
  { value: "expand", kind: "expand", title: { en: "expand (centre is known)", zh: "外扩（中央已知）" } },
  { value: "every-second-line", kind: "every_second_line", title: { en: "every second line", zh: "隔行" } },
  { value: "super-resolve", kind: "super_resolve_2x", title: { en: "super-resolve 2×", zh: "2 倍超分辨率" } },
  { value: "wide", kind: "wide", title: { en: "wide strokes", zh: "宽笔画" } },
  { value: "narrow", kind: "narrow", title: { en: "narrow strokes", zh: "细笔画" } },
  { value: "everything-known", kind: "everything_known", title: { en: "everything is known", zh: "全部已知" } },
  { value: "nothing-known", kind: "nothing_known", title: { en: "nothing is known", zh: "全部未知" } },
  { value: "painted", title: { en: "painted or from a file", zh: "手绘或来自文件" } },
];

/** Says which pixels are known: one of the paper's masks, or a painted one. */
export const imageMask: NodeDefinition = {
  type: "image/mask",
  v: 1,
  category: "input",
  title: { en: "Mask", zh: "掩码" },
  help: {
    en: "Marks what is known (white, 1) and what is to be filled (black, 0).",
    zh: "标出哪些像素已知（白，1），哪些需要填充（黑，0）。",
  },
  source: "Lugmayr et al. 2022 §5.1, Table 1",
  inputs: [optional(imageIn, { en: "size like", zh: "尺寸参照" })],
  outputs: [{ name: "mask", title: TITLES.keep_mask, type: "mask" }],
  params: [
    {
      name: "preset",
      kind: "choice",
      title: { en: "Mask", zh: "掩码" },
      help: {
        en: "One of the paper's masks at any size, or your own.",
        zh: "论文中的掩码（任意尺寸），或自己的掩码。",
      },
      default: "half",
      options: PRESETS.map(({ value, title }) => ({ value, title })),
    },
    {
      name: "seed",
      kind: "number",
      title: { en: "Drawing number", zh: "笔画编号" },
      help: {
        en: "Which strokes are drawn for wide and narrow. The seed of the run leaves it alone.",
        zh: "宽、细笔画取哪一种画法。运行的随机种子不影响它。",
      },
      default: 0,
      min: 0,
      max: 2 ** 32 - 1,
      step: 1,
      integer: true,
    },
    {
      name: "painted",
      kind: "image",
      title: { en: "Painted mask", zh: "手绘掩码" },
      help: {
        en: "Used when the mask is painted: white is known, black is filled, split at one half.",
        zh: "选择手绘时使用：白为已知，黑为待填充，以一半灰度为界。",
      },
      default: "",
    },
    {
      name: "invert",
      kind: "flag",
      title: { en: "Invert", zh: "反转" },
      help: { en: "Exchanges known and unknown.", zh: "交换已知与未知。" },
      default: false,
    },
    {
      name: "fit",
      kind: "choice",
      title: { en: "Fit", zh: "适配方式" },
      help: {
        en: "What happens to a painted mask of another size than the picture.",
        zh: "手绘掩码与图像尺寸不同时如何处理。",
      },
      advanced: true,
      default: "exact",
      options: [
        { value: "exact", title: { en: "must have the size", zh: "尺寸必须一致" } },
        { value: "nearest", title: { en: "nearest pixel", zh: "最近邻" } },
        { value: "cover", title: { en: "cover, like its picture", zh: "裁切填满（与图像相同）" } },
      ],
    },
  ],
  facts: (site) => {
    const size = sizeAt(site);
    return { mask: factsOf("mask", { shape: size && [1, 1, size[0], size[1]], card: site.card }) };
  },
  check: (site) => (textParam(site, "preset") === "painted" ? checkPainted(site) : []),
  run: (context) => ({ mask: { type: "mask", mask: upload(context.backend, draw(context)) } }),
};

type Size = readonly [height: number, width: number];

/** Of the picture, else of the model, else of the painting itself. */
function sizeAt(site: Site): Size | undefined {
  const shape = site.inputs["image"]?.shape;
  if (shape) return [shape[2], shape[3]];
  if (site.card) return [site.card.image.height, site.card.image.width];
  return textParam(site, "preset") === "painted" ? site.images["painted"] : undefined;
}

function draw(context: OperationContext): Planes {
  const { site } = context;
  const preset = PRESETS.find(({ value }) => value === textParam(site, "preset"));
  const { image } = context.inputs;
  const size: Size | undefined = image?.type === "image" ? [image.image.shape[2], image.image.shape[3]] : sizeAt(site);
  const planes = preset?.kind ? drawn(site, preset.kind, size) : painted(context, size);
  return flagParam(site, "invert") ? { ...planes, data: invert(planes.data) } : planes;
}

function drawn(site: Site, kind: MaskKind, size: Size | undefined): Planes {
  if (!size) throw new UserError(noSize(site));
  const [H, W] = size;
  return { data: keepMask(kind, H, W, numberParam(site, "seed")), C: 1, H, W };
}

function painted(context: OperationContext, size: Size | undefined): Planes {
  const { site } = context;
  if (textParam(site, "painted") === "") throw new UserError(notPainted(site));
  const own = grey(planesOf(context.image("painted")));
  const [H, W] = size ?? [own.H, own.W];
  if ((own.H !== H || own.W !== W) && textParam(site, "fit") === "exact") {
    throw new UserError(otherSize(site, [own.H, own.W], [H, W]));
  }
  if (textParam(site, "fit") === "cover") return fitMask(own, H, W);
  const sized = own.H === H && own.W === W ? own : resize(own, H, W, "nearest");
  return { ...sized, data: sized.data.map((v) => (v >= 0.5 ? 1 : 0)) };
}

function checkPainted(site: Site): readonly Problem[] {
  if (textParam(site, "painted") === "") return [notPainted(site)];
  const own = site.images["painted"];
  const size = sizeAt(site);
  if (!own || !size || textParam(site, "fit") !== "exact") return [];
  return own[0] === size[0] && own[1] === size[1] ? [] : [otherSize(site, own, size)];
}

function notPainted(site: Site): Problem {
  return problem(
    "no-painting",
    { en: `${site.id} is set to a painted mask, but there is none.`, zh: `${site.id} 选择了手绘掩码，但还没有掩码。` },
    { en: "Paint one, give a file, or choose another mask.", zh: "请绘制掩码、指定文件，或改选其他掩码。" },
    { node: site.id, param: "painted" },
  );
}

function otherSize(site: Site, [h, w]: Size, [H, W]: Size): Problem {
  return problem(
    "mask-size",
    {
      en: `The mask of ${site.id} is ${h}×${w} (height × width), expected ${H}×${W} like the picture.`,
      zh: `${site.id} 的掩码是 ${h}×${w}（高×宽），应与图像一致，为 ${H}×${W}。`,
    },
    {
      en: 'Use a mask of that size, or set "Fit" to "nearest" or "cover".',
      zh: "请使用该尺寸的掩码，或把“适配方式”设为“最近邻”或“裁切填满”。",
    },
    { node: site.id, param: "painted" },
  );
}

function noSize(site: Site): Problem {
  return problem(
    "no-size",
    { en: `Nothing says how large the mask of ${site.id} is to be.`, zh: `${site.id} 的掩码没有尺寸依据。` },
    { en: `Wire an image into ${site.id}.image, or load a model.`, zh: `请把图像接入 ${site.id}.image，或加载模型。` },
    { node: site.id, socket: "image" },
  );
}
