import type { Shape } from "../runtime/backend.ts";
import { cutOut, holeOf, windowAround } from "../runtime/diffusion/crop.ts";
import { keepThrough, wholeFrame, type Frame, type Size } from "../runtime/diffusion/frame.ts";
import type { Planes } from "../runtime/diffusion/planes.ts";
import { windowsOf } from "../runtime/diffusion/windows.ts";
import type { NodeDefinition, OperationContext, Param, Site } from "../runtime/node.ts";
import { problem, type Problem } from "../runtime/problem.ts";
import type { Text } from "../runtime/text.ts";
import { checkOneMask, checkSameSize } from "./common/checks.ts";
import { factsOf, numberParam, shapeOf, textParam } from "./common/facts.ts";
import { readPlanes } from "./common/pictures.ts";
import { imageIn, imageOut, maskIn, TITLES } from "./common/sockets.ts";

/** Longest side of a picture that is read. */
const MAX_SIDE = 16_384;

const place = (name: string, en: string, zh: string, min: number): Param => ({
  name,
  kind: "number",
  title: { en, zh },
  help: { en: "Of a window chosen by hand, in pixels of the picture.", zh: "自选取景框，以图像像素计。" },
  advanced: true,
  default: min,
  min: min === 0 ? -MAX_SIDE : min,
  max: MAX_SIDE,
  step: 1,
  integer: true,
  unit: { en: "px", zh: "像素" },
});

/** The part of a large picture around its hole, at the network's size, with the mask on the same way. */
export const imageCropToMask: NodeDefinition = {
  type: "image/crop-to-mask",
  v: 1,
  category: "repaint",
  title: { en: "Crop to the hole", zh: "裁切到待填充处" },
  help: {
    en: "Shows the network the hole with what is around it, at the network's size. A picture of that size is left as it is.",
    zh: "让网络看到待填充处及其周围，并变成网络的尺寸。尺寸相同的图像保持原样。",
  },
  inputs: [imageIn, maskIn],
  outputs: [
    imageOut,
    { name: "mask", title: TITLES.keep_mask, type: "mask" },
    { name: "frame", title: TITLES.frame, type: "frame" },
  ],
  params: [
    {
      name: "window",
      kind: "choice",
      title: { en: "Window", zh: "取景" },
      help: { en: "What the network sees of the picture.", zh: "网络看到图像的哪一部分。" },
      default: "auto",
      options: [
        { value: "auto", title: { en: "around the hole", zh: "围绕待填充处" } },
        { value: "whole", title: { en: "the whole picture", zh: "整幅图像" } },
        { value: "chosen", title: { en: "chosen by hand", zh: "自选" } },
      ],
    },
    {
      name: "windows",
      kind: "number",
      title: { en: "Windows", zh: "取景框数" },
      help: {
        en: "How many are laid, so that each hole is seen as fine as it allows and a long scratch is followed. 1: one around all holes. What is not needed repeats the first.",
        zh: "取景框的数量：让每处都以尽可能细的尺度呈现，长划痕由多个框跟随。1：一个框围绕全部。多余的重复第一个。",
      },
      advanced: true,
      default: 1,
      min: 1,
      max: 1024,
      step: 1,
      integer: true,
    },
    {
      name: "answers",
      kind: "number",
      title: { en: "Answers", zh: "答案数" },
      help: {
        en: "How often each window is given, so that as many pictures come back, each filled from noise of its own.",
        zh: "每个取景框给出的次数：得到同样多幅图，各由自己的噪声填充。",
      },
      advanced: true,
      default: 1,
      min: 1,
      max: 64,
      step: 1,
      integer: true,
    },
    {
      name: "size",
      kind: "number",
      title: { en: "Side", zh: "边长" },
      help: {
        en: "Of what the network is shown, in pixels, where it takes any size. Automatic: as it was trained (0).",
        zh: "网络所见图像的边长（像素），限可接受任意尺寸的网络。自动：训练时的尺寸（0）。",
      },
      unit: { en: "px", zh: "像素" },
      advanced: true,
      default: 0,
      automatic: 0,
      min: 0,
      max: 1024,
      step: 8,
      integer: true,
    },
    {
      name: "margin",
      kind: "number",
      title: { en: "Margin", zh: "边距" },
      help: {
        en: "What is seen around the hole on each side, as a share of its longer side. More gives context, less gives detail.",
        zh: "待填充处每侧所见的范围，以其较长边的倍数计。越大上下文越多，越小细节越多。",
      },
      default: 0.5,
      min: 0,
      max: 8,
      step: 0.1,
    },
    {
      name: "aspect",
      kind: "choice",
      title: { en: "Shape", zh: "形状" },
      help: {
        en: "Whether the window has the network's shape, beyond the picture's edges if it must, or is stretched to it.",
        zh: "取景框保持网络的形状（必要时超出图像边缘），或拉伸至该形状。",
      },
      advanced: true,
      default: "keep",
      options: [
        { value: "keep", title: { en: "the network's", zh: "与网络一致" } },
        { value: "stretch", title: { en: "stretched", zh: "拉伸" } },
      ],
    },
    place("x", "Left", "左", 0),
    place("y", "Top", "上", 0),
    place("width", "Width", "宽", 1),
    place("height", "Height", "高", 1),
  ],
  facts: (site) => {
    const image = site.inputs["image"];
    const shape = image?.shape ? shapeAt(site, image.shape) : site.card && shapeAt(site, shapeOf(site.card));
    const windows = windowsAt(site);
    const many = windows * answersAt(site);
    return {
      image: factsOf("image", { shape: shape && [many * shape[0], ...rest(shape)], card: site.card }),
      mask: factsOf("mask", { shape: shape && [many, 1, shape[2], shape[3]], card: site.card }),
      frame: factsOf("frame", { shape: [windows, 1, 1, 4] }),
    };
  },
  check: (site) => [
    ...checkSameSize(site, "image", ["keep_mask"]),
    ...checkOneMask(site, "keep_mask"),
    ...checkOnePicture(site),
  ],
  run: crop,
};

const windowsAt = (site: Site): number => (textParam(site, "window") === "auto" ? numberParam(site, "windows") : 1);
const answersAt = (site: Site): number => numberParam(site, "answers");
const rest = ([, C, H, W]: Shape): readonly [number, number, number] => [C, H, W];

/** The network's size, at the picture's own number and channels. */
function shapeAt(site: Site, [N, C, H, W]: Shape): Shape {
  const size = numberParam(site, "size");
  if (size > 0) return [N, C, size, size];
  return [N, C, site.card?.image.height ?? H, site.card?.image.width ?? W];
}

function checkOnePicture(site: Site): readonly Problem[] {
  const N = site.inputs["image"]?.shape?.[0] ?? 1;
  if (N === 1 || windowsAt(site) * answersAt(site) === 1) return [];
  return [
    problem(
      "crop-many",
      {
        en: `${site.id}.image is ${N} pictures; several windows or answers are laid in one.`,
        zh: `${site.id}.image 为 ${N} 幅图像；多个取景框或答案只适用于一幅。`,
      },
      { en: "Wire one picture, or set windows and answers to 1.", zh: "请接入一幅图像，或将取景框数与答案数设为 1。" },
      { node: site.id, socket: "image" },
    ),
  ];
}

async function crop(context: OperationContext) {
  const { site, backend } = context;
  const [image, keep_mask] = [await readPlanes(context, "image"), await readPlanes(context, "keep_mask")];
  const [, , H, W] = shapeAt(site, [1, image.C, image.H, image.W]);
  const hole = holeOf(keep_mask);
  const frames = framesAt(site, keep_mask, hole, [H, W]);
  const [frame] = frames;
  const isAsItIs = frame.width === W && frame.height === H && W === image.W && H === image.H;
  const text = frames.length > 1 ? sentenceOfMany(frames, [H, W]) : sentence(image, frame, [H, W], hole);
  if (!isAsItIs) context.emit({ kind: "note", node: site.id, text });
  const share = shareOf(frames.map((one) => keepThrough(keep_mask, one, [H, W])));
  if (share > 0.5) context.emit({ kind: "note", node: site.id, text: tooLarge(share) });
  const all = Array.from({ length: windowsAt(site) * answersAt(site) }, (_, i) => {
    return frames[(i % windowsAt(site)) % frames.length] ?? frame;
  });
  const cut = joined(all.map((one) => cutOut(image, one, [H, W])));
  const known = joined(all.map((one) => keepThrough(keep_mask, one, [H, W])));
  return {
    image: { type: "image", image: backend.upload(cut.data, cut.shape) } as const,
    mask: { type: "mask", mask: backend.upload(known.data, known.shape) } as const,
    frame: { type: "frame", frames: all.slice(0, windowsAt(site)) } as const,
  };
}

/** The frames that are laid, at least one and at most as many as were asked for. */
function framesAt(site: Site, keep_mask: Planes, hole: Frame | undefined, size: Size): readonly [Frame, ...Frame[]] {
  const of: Size = [keep_mask.H, keep_mask.W];
  const [first, ...more] = windowsAt(site) > 1 ? windowsOf(keep_mask, size, windowsAt(site)) : [];
  return first ? [first, ...more] : [frameAt(site, hole, of, size)];
}

/** Pictures of one size one after another. */
function joined(pictures: readonly Planes[]): { data: Float32Array; shape: Shape } {
  const { C, H, W } = pictures[0] ?? { C: 0, H: 0, W: 0 };
  const data = new Float32Array(pictures.length * C * H * W);
  for (const [n, picture] of pictures.entries()) data.set(picture.data, n * C * H * W);
  return { data, shape: [pictures.length, C, H, W] };
}

/** The largest share of a window that is to be filled. */
const shareOf = (masks: readonly Planes[]): number =>
  Math.max(...masks.map(({ data }) => data.reduce((holes, known) => holes + (known >= 0.5 ? 0 : 1), 0) / data.length));

function frameAt(site: Site, hole: Frame | undefined, of: Size, size: Size): Frame {
  const around = {
    margin: numberParam(site, "margin"),
    aspect: textParam(site, "aspect") === "stretch" ? "stretch" : "keep",
  } as const;
  const [x, y] = [numberParam(site, "x"), numberParam(site, "y")];
  const [width, height] = [numberParam(site, "width"), numberParam(site, "height")];
  const window = textParam(site, "window");
  const meets = x < of[1] && y < of[0] && x + width > 0 && y + height > 0;
  if (window === "chosen" && meets) return { x, y, width, height };
  return windowAround(window === "auto" ? hole : wholeFrame(of), of, size, around);
}

function sentence({ H, W }: Planes, frame: Frame, size: Size, hole: Frame | undefined): Text {
  const window = `${frame.width}×${frame.height}`;
  const at = `(${frame.x}, ${frame.y})`;
  const network = `${size[1]}×${size[0]}`;
  const outside = hole !== undefined && !contains(frame, hole);
  return {
    en: `Of the picture of ${W}×${H} the network sees ${window} from ${at}, at ${network}.${outside ? " A part of the hole lies outside and stays as it is." : ""}`,
    zh: `网络看到 ${W}×${H} 图像中自 ${at} 起的 ${window}，缩放为 ${network}。${outside ? "待填充处有一部分在框外，保持原样。" : ""}`,
  };
}

function sentenceOfMany(frames: readonly Frame[], size: Size): Text {
  const sides = frames.map(({ width }) => width);
  const [least, most] = [Math.min(...sides), Math.max(...sides)];
  const from = least === most ? `${least}` : `${least}–${most}`;
  return {
    en: `The network sees ${frames.length} windows of ${from} pixels around the holes, each at ${size[1]}×${size[0]}.`,
    zh: `网络看到待填充处周围的 ${frames.length} 个取景框，边长 ${from} 像素，各缩放为 ${size[1]}×${size[0]}。`,
  };
}

function tooLarge(share: number): Text {
  const percent = Math.round(100 * share);
  return {
    en: `${percent} % of a window is to be filled. Beyond half, little is left to go by: what is drawn fits in colour and texture, but faces, writing and what runs across the hole will not be right. Give it more margin, or fill from coarse to fine.`,
    zh: `取景框中有 ${percent}% 待填充。超过一半时可依据的内容很少：颜色和纹理会相配，但人脸、文字以及穿过该处的结构不会正确。请加大边距，或由粗到细填充。`,
  };
}

const contains = (outer: Frame, inner: Frame): boolean =>
  outer.x <= inner.x &&
  outer.y <= inner.y &&
  outer.x + outer.width >= inner.x + inner.width &&
  outer.y + outer.height >= inner.y + inner.height;
