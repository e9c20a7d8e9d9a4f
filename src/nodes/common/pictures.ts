import type { Backend, Shape, Tensor } from "../../runtime/backend.ts";
import { padded as roomAround } from "../../runtime/diffusion/filters.ts";
import { containFrame, coverFrame, wholeFrame, type Frame, type Size } from "../../runtime/diffusion/frame.ts";
import { centreCrop, fitImage, resize } from "../../runtime/diffusion/resize.ts";
import type { Planes } from "../../runtime/diffusion/planes.ts";
import { inOwnUnits, toPicture } from "../../runtime/model/range.ts";
import type { OperationContext, Part, Picture, Value } from "../../runtime/node.ts";

/** How a picture is brought to the model's size. */
export const FITS = ["cover", "contain", "stretch", "none"] as const;
export type Fit = (typeof FITS)[number];

/** The picture that a value carries: x of a sample, the clean estimate of a prediction. */
export function tensorOf(value: Value, part: Part = "pred_xstart"): Tensor {
  switch (value.type) {
    case "sample":
      return value.x;
    case "image":
      return value.image;
    case "mask":
      return value.mask;
    case "prediction":
      if (part === "eps" || part === "log_variance" || part === "x_t") return value[part];
      return value.pred_xstart;
    default:
      throw new Error(`a ${value.type} carries no picture`);
  }
}

/** Reads the picture of an input, in [−1, 1] whatever the model's range: what views and files are made of. */
export async function readPicture(context: OperationContext, input: string, part?: Part): Promise<Picture> {
  return (await readValues(context, input, part)).picture;
}

/** Reads an input as a picture in [−1, 1], and as values in units of their own. */
export async function readValues(
  context: OperationContext,
  input: string,
  part?: Part,
): Promise<{ readonly picture: Picture; readonly values: Picture }> {
  const value = context.inputs[input];
  if (!value) throw new Error(`${context.site.id}.${input} is not there`);
  const tensor = tensorOf(value, part);
  const data = await context.backend.read(tensor);
  const { shape } = tensor;
  if (value.type === "mask") {
    return { picture: { shape, data: data.map((v) => 2 * v - 1) }, values: { shape, data, own: true } };
  }
  const image = context.site.card?.image;
  return {
    picture: { shape, data: toPicture(data, shape, image) },
    values: { shape, data: inOwnUnits(data, shape, image), own: true },
  };
}

/**
 * Looks at one picture of an input, in the range that it has on the device; a batch of one stands for any. It is not to be
 * written to, and there only until the next tensor is made: a large picture is not copied for it.
 */
export async function readPlanes(context: OperationContext, input: string, n = 0): Promise<Planes> {
  const value = context.inputs[input];
  if (!value) throw new Error(`${context.site.id}.${input} is not there`);
  const tensor = tensorOf(value);
  const [N, C, H, W] = tensor.shape;
  const data = context.backend.peek?.(tensor) ?? (await context.backend.read(tensor));
  const at = N === 1 ? 0 : n * C * H * W;
  return { data: N === 1 ? data : data.subarray(at, at + C * H * W), C, H, W };
}

/** One picture of the host as planes. */
export function planesOf({ shape, data }: Picture): Planes {
  const [N, C, H, W] = shape;
  return { data: N === 1 ? data : data.subarray(0, C * H * W), C, H, W };
}

/** Puts an array that nobody else has on the device; a large one need not be copied. */
export function handOver(backend: Backend, data: Float32Array, shape: Shape): Tensor {
  return backend.adopt?.(data, shape) ?? backend.upload(data, shape);
}

/** Grey from red, green and blue (ITU-R BT.601); a single plane is grey already. */
export function grey(planes: Planes): Planes {
  const { C, H, W, data } = planes;
  const n = H * W;
  if (C < 3) return { data: data.subarray(0, n), C: 1, H, W };
  const luma = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    luma[i] = 0.299 * (data[i] ?? 0) + 0.587 * (data[n + i] ?? 0) + 0.114 * (data[2 * n + i] ?? 0);
  }
  return { data: luma, C: 1, H, W };
}

/** A picture in as many channels as a model has: grey from colours, three equal ones from grey. */
export function coloured(planes: Planes, channels: number): Planes {
  if (channels === 1) return grey(planes);
  if (planes.C !== 1 || channels !== 3) return planes;
  const data = new Float32Array(3 * planes.data.length);
  for (let c = 0; c < 3; c++) data.set(planes.data, c * planes.data.length);
  return { ...planes, data, C: 3 };
}

/** Brings a picture in [−1, 1] to `H W`; nothing is resampled that has the size already. */
export function fitted(planes: Planes, H: number, W: number, fit: Fit): Planes {
  if (fit === "none" || (planes.H === H && planes.W === W)) return planes;
  if (fit === "cover") return fitImage(planes, H, W);
  if (fit === "stretch") return clamped(resize(planes, H, W, "bicubic"));
  return padded(clamped(resize(planes, ...containedSize([planes.H, planes.W], [H, W]), "bicubic")), H, W);
}

/** The part of a picture of size `of` that `fitted` shows at `size`. */
export function frameOf(of: Size, size: Size, fit: Fit): Frame {
  if (fit === "cover") return coverFrame(of, size);
  return fit === "contain" ? containFrame(of, containedSize(of, size), size) : wholeFrame(of);
}

/** The largest size of a picture's shape that lies in another one. */
function containedSize([h, w]: Size, [H, W]: Size): Size {
  const scale = Math.min(H / h, W / w);
  return [Math.min(H, Math.max(1, Math.round(h * scale))), Math.min(W, Math.max(1, Math.round(w * scale)))];
}

const clamped = (planes: Planes): Planes => ({ ...planes, data: planes.data.map((v) => Math.min(1, Math.max(-1, v))) });

/** Centres a picture on mid-grey. */
function padded(planes: Planes, H: number, W: number): Planes {
  if (planes.H > H || planes.W > W) return centreCrop(planes, H, W);
  const [top, left] = [Math.floor((H - planes.H) / 2), Math.floor((W - planes.W) / 2)];
  return roomAround(planes, { left, top, right: W - planes.W - left, bottom: H - planes.H - top }, 0);
}
