import {
  coverFrame,
  frameAt,
  frameFrom,
  keepThrough,
  sameShape,
  wholeFrame,
  type Size,
} from "../runtime/diffusion/frame.ts";
import { readMask, readPaintedOver, HOLES, type MaskReading } from "../runtime/diffusion/mask-reading.ts";
import { invert, keepMask, type MaskKind } from "../runtime/diffusion/masks.ts";
import type { Planes } from "../runtime/diffusion/planes.ts";
import type { Facts, NodeDefinition, OperationContext, Site } from "../runtime/node.ts";
import { UserError, type Problem } from "../runtime/problem.ts";
import type { Text } from "../runtime/text.ts";
import { factsOf, flagParam, numberParam, textParam } from "./common/facts.ts";
import { noSize, notPainted, otherLayers, otherShape } from "./common/mask-problems.ts";
import { maskSentence } from "./common/mask-words.ts";
import { grey, handOver, planesOf, readPicture } from "./common/pictures.ts";
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

/** What a mask is called that the node draws; undefined for any other. */
export const presetTitle = (value: string): Text | undefined => PRESETS.find((preset) => preset.value === value)?.title;

/** Says which pixels are known: one of the paper's masks, or a painted one. It belongs to a picture and goes its way. */
export const imageMask: NodeDefinition = {
  type: "image/mask",
  v: 2,
  category: "input",
  title: { en: "Mask", zh: "掩码" },
  help: {
    en: "Marks what is known (white, 1) and what is to be filled (black, 0). Your own is fitted as its picture is.",
    zh: "标出哪些像素已知（白，1），哪些需要填充（黑，0）。自己的掩码与其图像以相同方式适配。",
  },
  source: "Lugmayr et al. 2022 §5.1, Table 1",
  inputs: [optional(imageIn, { en: "its picture", zh: "所属图像" })],
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
        en: "Used when the mask is painted or from a file: as large as its picture, or of its shape, or as the network's.",
        zh: "选择手绘或文件时使用：与图像同尺寸或同形状，或与网络同尺寸。",
      },
      default: "",
    },
    {
      name: "hole",
      kind: "choice",
      title: { en: "The hole is", zh: "待填充部分为" },
      help: {
        en: "What a painted mask marks. Automatic: transparent where there is any, else black, unless that would be nearly everything; of a copy of its picture what is painted over it.",
        zh: "手绘掩码以何标记。自动：有透明则取透明，否则取黑色；若那样几乎全图待填充，则相反；若为涂画过的原图，则取涂画之处。",
      },
      default: "auto",
      options: [
        { value: "auto", title: { en: "as it looks", zh: "自动判断" } },
        { value: "black", title: { en: "black", zh: "黑色" } },
        { value: "white", title: { en: "white", zh: "白色" } },
        { value: "transparent", title: { en: "transparent", zh: "透明" } },
      ],
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
        en: "How a painted mask comes to its picture's size. A pixel is known only if all that it covers is.",
        zh: "手绘掩码如何变成图像的尺寸。像素所覆盖的部分全部已知时才算已知。",
      },
      advanced: true,
      default: "picture",
      options: [
        { value: "picture", title: { en: "as its picture", zh: "与其图像相同" } },
        { value: "stretch", title: { en: "stretch, whatever its shape", zh: "拉伸，不论形状" } },
        { value: "cover", title: { en: "cover (crop its middle)", zh: "裁切填满（取中间）" } },
      ],
    },
  ],
  facts: (site) => {
    const size = sizeAt(site);
    return { mask: factsOf("mask", { shape: size && [1, layersAt(site), size[0], size[1]], card: site.card }) };
  },
  check: (site) => (textParam(site, "preset") === "painted" ? checkPainted(site) : []),
  run: async (context) => {
    const { data, C, H, W } = await draw(context);
    return { mask: { type: "mask", mask: handOver(context.backend, data, [1, C, H, W]) } };
  },
  migrate: (_v, params) => olderFit(params),
};

/** Version 1 had masks of exactly the picture's size, read white as known, and resampled them by the nearest pixel. */
function olderFit({ fit, ...params }: Record<string, unknown>): Record<string, unknown> {
  const now = fit === "nearest" ? "stretch" : fit === "exact" ? "picture" : fit;
  const isPainted = typeof params["painted"] === "string" && params["painted"] !== "";
  return { ...params, ...(isPainted && { hole: "black" }), ...(now !== undefined && { fit: now }) };
}

/** The picture that the mask is of: the one wired to it, else the graph's first. */
const pictureOf = (site: Site): Facts | undefined => site.inputs["image"] ?? site.picture;

/** Of the picture, else of the model, else of the painting itself. */
function sizeAt(site: Site): Size | undefined {
  const shape = pictureOf(site)?.shape;
  if (shape) return [shape[2], shape[3]];
  if (site.card) return [site.card.image.height, site.card.image.width];
  return textParam(site, "preset") === "painted" ? site.images["painted"] : undefined;
}

async function draw(context: OperationContext): Promise<Planes> {
  const { site } = context;
  const preset = PRESETS.find(({ value }) => value === textParam(site, "preset"));
  const { image } = context.inputs;
  const size: Size | undefined = image?.type === "image" ? [image.image.shape[2], image.image.shape[3]] : sizeAt(site);
  if (!preset?.kind) return await painted(context, size);
  const planes = drawn(site, preset.kind, size);
  return flagParam(site, "invert") ? { ...planes, data: invert(planes.data) } : planes;
}

function drawn(site: Site, kind: MaskKind, size: Size | undefined): Planes {
  if (!size) throw new UserError(noSize(site));
  const [H, W] = size;
  return { data: keepMask(kind, H, W, numberParam(site, "seed")), C: 1, H, W };
}

/** What was painted is read, exchanged where that is asked for, and only then resampled: so nothing becomes known. */
async function painted(context: OperationContext, size: Size | undefined): Promise<Planes> {
  const { site } = context;
  if (textParam(site, "painted") === "") throw new UserError(notPainted(site));
  const reading = await understood(context);
  const own = reading.keep_mask;
  const inverted = flagParam(site, "invert");
  const turn = { param: "invert", value: !inverted };
  context.emit({ kind: "note", node: site.id, text: maskSentence(reading, inverted), turn });
  const read = inverted ? { ...reading.keep_mask, data: invert(reading.keep_mask.data) } : reading.keep_mask;
  const target = size ?? [own.H, own.W];
  const seen = wayOf(site, [own.H, own.W], target);
  if (!seen) throw new UserError(otherShape(site, [own.H, own.W], target));
  if (seen === "as it is") return read;
  return eachLayer(read, (layer) => keepThrough(layer, seen.frame, target, seen.beyond));
}

/** From this share of grey pixels on a mask may be its picture, with something painted over it. */
const GREY = 0.3;

async function understood(context: OperationContext): Promise<MaskReading> {
  const picture = context.image("painted");
  const own = picture.layers ? planesOf(picture) : grey(planesOf(picture));
  const wanted = HOLES.find((hole) => hole === textParam(context.site, "hole"));
  const reading = readMask(own, picture.alpha, wanted);
  const { image } = context.inputs;
  if (wanted !== "auto" || picture.alpha || picture.layers || reading.soft < GREY || image?.type !== "image")
    return reading;
  if (image.image.shape.join() !== picture.shape.join() || picture.shape[1] !== 3) return reading;
  return readPaintedOver(planesOf(picture), planesOf(await readPicture(context, "image"))) ?? reading;
}

/** How many masks a painted one is: an array has one for each of its channels. */
const layersAt = (site: Site): number =>
  textParam(site, "preset") === "painted" ? (site.layers?.["painted"] ?? 1) : 1;

/** Brings every channel of a mask to another size. */
function eachLayer({ data, C, H, W }: Planes, change: (layer: Planes) => Planes): Planes {
  const layers = Array.from({ length: C }, (_, c) =>
    change({ data: data.subarray(c * H * W, (c + 1) * H * W), C: 1, H, W }),
  );
  const [first] = layers;
  if (!first || C === 1) return first ?? { data, C, H, W };
  const all = new Float32Array(C * first.data.length);
  layers.forEach((layer, c) => all.set(layer.data, c * first.data.length));
  return { ...first, data: all, C };
}

type Way = "as it is" | { readonly frame: ReturnType<typeof wholeFrame>; readonly beyond: 0 | 1 };

/** How a mask of size `own` comes to `size`; undefined where its shape is neither the picture's nor the network's. */
function wayOf(site: Site, own: Size, size: Size): Way | undefined {
  const fit = textParam(site, "fit");
  if (own[0] === size[0] && own[1] === size[1]) return "as it is";
  if (fit === "stretch") return { frame: wholeFrame(own), beyond: 0 };
  if (fit === "cover") return { frame: coverFrame(own, size), beyond: 0 };
  const crop = pictureOf(site)?.crop;
  if (crop && sameShape(own, crop.of)) return { frame: frameAt(crop.frame, crop.of, own), beyond: 0 };
  if (sameShape(own, size)) return { frame: wholeFrame(own), beyond: 0 };
  const network: Size | undefined = site.card && [site.card.image.height, site.card.image.width];
  if (!network || !sameShape(own, network)) return undefined;
  // A mask of the network's shape is of the part of the picture that the network would be shown; the rest is known.
  return { frame: frameFrom(coverFrame(size, network), size, own), beyond: 1 };
}

function checkPainted(site: Site): readonly Problem[] {
  if (textParam(site, "painted") === "") return [notPainted(site)];
  const own = site.images["painted"];
  const size = sizeAt(site);
  const layers = layersAt(site);
  const channels = pictureOf(site)?.shape?.[1] ?? site.card?.image.channels ?? layers;
  if (layers > 1 && layers !== channels) return [otherLayers(site, layers, channels)];
  return !own || !size || wayOf(site, own, size) ? [] : [otherShape(site, own, size)];
}
