import { at, checkPlanes, type Planes } from "./planes.ts";

/** One grey level of 255 in [−1, 1]: what keeps the ratio finite where nothing changes. */
const LEVEL = 2 / 255;

/**
 * How much more the picture changes across the edge of the hole than inside it: about 1 where the edge cannot be seen.
 *
 *     seam = (mean |a_p − a_q| over pairs with one known + g) / (mean |a_p − a_q| over pairs filled both + g)
 *
 * over pairs p, q of neighbours to the right and below, all channels; g = 2/255 is one grey level. (The jump across a seam
 * is what Pérez et al. 2003, "Poisson image editing", Eq. 1–3 drive to zero.)
 *
 * @param picture in [−1, 1].
 * @param keep_mask `[H W]`, 1 = known.
 * @returns NaN where the hole has no edge or no inside.
 */
export function seam(picture: Planes, keep_mask: Float32Array): number {
  const { C, H, W, data } = checkPlanes(picture);
  const [edge, inside] = [
    { sum: 0, n: 0 },
    { sum: 0, n: 0 },
  ];
  const pair = (p: number, q: number): void => {
    const known = (at(keep_mask, p) === 1 ? 1 : 0) + (at(keep_mask, q) === 1 ? 1 : 0);
    if (known === 2) return;
    const part = known === 1 ? edge : inside;
    for (let c = 0; c < C; c++) part.sum += Math.abs(at(data, c * H * W + p) - at(data, c * H * W + q));
    part.n += C;
  };
  for (let y = 0; y < H; y++)
    for (let x = 0; x < W; x++) {
      const i = y * W + x;
      if (x + 1 < W) pair(i, i + 1);
      if (y + 1 < H) pair(i, i + W);
    }
  if (edge.n === 0 || inside.n === 0) return NaN;
  return (edge.sum / edge.n + LEVEL) / (inside.sum / inside.n + LEVEL);
}

/**
 * By how much the known pixels were changed: the largest difference, in grey levels of 255. RePaint that ends with a
 * composite has 0 (Lugmayr et al. 2022, Eq. 8c at t = 0).
 *
 * @param keep_mask `[H W]`, 1 = known.
 * @returns 0 where nothing is known.
 */
export function identityError(picture: Planes, truth: Planes, keep_mask: Float32Array): number {
  const n = picture.H * picture.W;
  let most = 0;
  for (let i = 0; i < picture.data.length; i++)
    if (keep_mask[i % n] === 1) most = Math.max(most, Math.abs(at(picture.data, i) - at(truth.data, i)));
  return most * 127.5;
}
