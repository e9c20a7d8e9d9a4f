import type { Shape } from "../runtime/backend.ts";
import { cutOut, holeOf, windowAround } from "../runtime/diffusion/crop.ts";
import { keepThrough, wholeFrame, type Frame, type Size } from "../runtime/diffusion/frame.ts";
import type { Planes } from "../runtime/diffusion/planes.ts";
import type { NodeDefinition, OperationContext, Param, Site } from "../runtime/node.ts";
import type { Text } from "../runtime/text.ts";
import { checkSameSize } from "./common/checks.ts";
import { factsOf, numberParam, shapeOf, textParam } from "./common/facts.ts";
import { readPlanes, upload } from "./common/pictures.ts";
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
    const shape = image?.shape ? shapeAt(site, image.shape) : site.card && shapeOf(site.card);
    return {
      image: factsOf("image", { shape, card: site.card }),
      mask: factsOf("mask", { shape: shape && [1, 1, shape[2], shape[3]], card: site.card }),
      frame: factsOf("frame", {}),
    };
  },
  check: (site) => checkSameSize(site, "image", ["keep_mask"]),
  run: crop,
};

/** The network's size, at the picture's own number and channels. */
function shapeAt({ card }: Site, [N, C, H, W]: Shape): Shape {
  return [N, C, card?.image.height ?? H, card?.image.width ?? W];
}

async function crop(context: OperationContext) {
  const { site, backend } = context;
  const [image, keep_mask] = [await readPlanes(context, "image"), await readPlanes(context, "keep_mask")];
  const [, , H, W] = shapeAt(site, [1, image.C, image.H, image.W]);
  const hole = holeOf(keep_mask);
  const frame = frameAt(site, hole, [image.H, image.W], [H, W]);
  const isAsItIs = frame.width === W && frame.height === H && W === image.W && H === image.H;
  if (!isAsItIs) context.emit({ kind: "note", node: site.id, text: sentence(image, frame, [H, W], hole) });
  return {
    image: { type: "image", image: upload(backend, cutOut(image, frame, [H, W])) } as const,
    mask: { type: "mask", mask: upload(backend, keepThrough(keep_mask, frame, [H, W])) } as const,
    frame: { type: "frame", frame } as const,
  };
}

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

const contains = (outer: Frame, inner: Frame): boolean =>
  outer.x <= inner.x &&
  outer.y <= inner.y &&
  outer.x + outer.width >= inner.x + inner.width &&
  outer.y + outer.height >= inner.y + inner.height;
