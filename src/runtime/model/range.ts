import type { Shape } from "../backend.ts";
import type { ModelCard } from "./card.ts";

type Image = ModelCard["image"];
/** Of each channel; 0 and 1 where absent. */
type Units = Pick<Image, "mean" | "scale">;
type Range = readonly [low: number, high: number];

const usual: Range = [-1, 1];

/** The values between which a network's clean pictures lie, channel by channel: `(range − mean) / scale`. */
export function boundsOf(image: Image): readonly Range[] {
  return Array.from({ length: image.channels }, (_, c): Range => {
    const [mean, scale] = [image.mean?.[c] ?? 0, image.scale?.[c] ?? 1];
    return [(image.range[0] - mean) / scale, (image.range[1] - mean) / scale];
  });
}

/** The bounds that all channels have in common; undefined where they differ. */
export function commonBounds(image: Image | undefined): Range | undefined {
  if (!image) return usual;
  const [first = usual, ...others] = boundsOf(image);
  return others.every(([low, high]) => low === first[0] && high === first[1]) ? first : undefined;
}

/** The least and the largest value of all channels. */
export function spanOf(image: Image | undefined): Range {
  if (!image) return usual;
  const bounds = boundsOf(image);
  return [Math.min(...bounds.map(([low]) => low)), Math.max(...bounds.map(([, high]) => high))];
}

/** Brings a picture in [−1, 1], `N C H W`, to what the network sees. Bits stay where nothing is to be done. */
export function toModel(data: Float32Array, shape: Shape, image: Image | undefined): Float32Array {
  return perChannel(data, shape, image, (value, [low, high]) => low + ((value + 1) * (high - low)) / 2);
}

/** Brings what the network sees, `N C H W`, to a picture in [−1, 1]. */
export function toPicture(data: Float32Array, shape: Shape, image: Image | undefined): Float32Array {
  return perChannel(data, shape, image, (value, [low, high]) => ((value - low) * 2) / (high - low) - 1);
}

/** Brings data in units of their own, `N C H W`, to what the network sees: `(value − mean) / scale`. */
export function standardised(data: Float32Array, shape: Shape, image: Image | undefined): Float32Array {
  return standardise(data, shape, image, (value, mean, scale) => (value - mean) / scale);
}

/** Brings what the network sees, `N C H W`, to the data's own units: `value · scale + mean`. */
export function inOwnUnits(data: Float32Array, shape: Shape, image: Units | undefined): Float32Array {
  return standardise(data, shape, image, (value, mean, scale) => value * scale + mean);
}

function standardise(
  data: Float32Array,
  [, C, H, W]: Shape,
  image: Units | undefined,
  map: (value: number, mean: number, scale: number) => number,
): Float32Array {
  if (image?.mean === undefined && image?.scale === undefined) return data;
  const { mean, scale } = image;
  return data.map((value, i) => {
    const c = Math.floor(i / (H * W)) % C;
    return map(value, mean?.[c] ?? 0, scale?.[c] ?? 1);
  });
}

function perChannel(
  data: Float32Array,
  [, C, H, W]: Shape,
  image: Image | undefined,
  map: (value: number, bounds: Range) => number,
): Float32Array {
  const common = commonBounds(image);
  if (common?.[0] === -1 && common[1] === 1) return data;
  const bounds = image ? boundsOf(image) : [];
  return data.map((value, i) => map(value, bounds[Math.floor(i / (H * W)) % C] ?? bounds[0] ?? usual));
}
