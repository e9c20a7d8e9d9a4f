import type { Shape } from "../backend.ts";
import type { ModelCard } from "./card.ts";

/**
 * A picture as an inpainter is shown it: what is not wholly known is blank, so that no network can see what it has to guess.
 *
 * @param keep_mask `N 1 H W`, 1 = known.
 */
export function blanked(
  x: Float32Array,
  keep_mask: Float32Array,
  [, C, H, W]: Shape,
  { inpainting }: ModelCard,
): Float32Array {
  const plane = H * W;
  const blank = inpainting?.blank ?? 0;
  return x.map((value, i) => {
    const sample = Math.floor(i / (C * plane));
    return keep_mask[sample * plane + (i % plane)] === 1 ? value : blank;
  });
}

/** The mask in the network's own convention. */
export function maskAsSeen(keep_mask: Float32Array, { inpainting }: ModelCard): Float32Array {
  const [unmarked, marked] = inpainting?.mask_range ?? [0, 1];
  const isHole = (inpainting?.mask_marks ?? "hole") === "hole";
  return keep_mask.map((m) => ((m === 1) === isHole ? unmarked : marked));
}

/** An answer in the range of the pictures. */
export function outOf(made: Float32Array, { image, inpainting }: ModelCard): Float32Array {
  const [low, high] = image.range;
  const [from, to] = inpainting?.out_range ?? image.range;
  if (from === low && to === high) return made;
  return made.map((value) => low + ((value - from) * (high - low)) / (to - from));
}
