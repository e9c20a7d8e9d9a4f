import { at, type Planes } from "./planes.ts";

/** Root mean squared difference over what is filled, in grey levels of 255. @param keep_mask `[H W]`, 1 = known. */
export function distanceOf(a: Planes, b: Planes, keep_mask: Float32Array): number {
  let [sum, count] = [0, 0];
  for (const [i, v] of a.data.entries()) {
    if (keep_mask[i % keep_mask.length] !== 0) continue;
    sum += (v - at(b.data, i)) ** 2;
    count++;
  }
  return 127.5 * Math.sqrt(sum / count);
}

/**
 * How much several answers to one picture differ: the mean distance of their pairs, as Lugmayr et al. 2022, Table 6 has it with
 * LPIPS for distance (Zhu et al. 2017, "Toward multimodal image-to-image translation", §5).
 *
 *     diversity = 2 / (N (N − 1)) Σ_{i<k} d(x_i, x_k)
 *
 * @param answers two or more pictures in [−1, 1].
 * @param distance of two; root mean squared difference of the filled pixels in grey levels by default.
 * @returns NaN for fewer than two.
 */
export function diversity(
  answers: readonly Planes[],
  keep_mask: Float32Array,
  distance: (a: Planes, b: Planes, keep_mask: Float32Array) => number = distanceOf,
): number {
  const distances = answers.flatMap((a, i) => answers.slice(i + 1).map((b) => distance(a, b, keep_mask)));
  return distances.reduce((sum, d) => sum + d, 0) / distances.length;
}
