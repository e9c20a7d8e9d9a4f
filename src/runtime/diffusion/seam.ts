import { checkPlanes, type Planes } from "./planes.ts";

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
  const n = H * W;
  const known = new Uint8Array(n);
  for (let i = 0; i < n; i++) known[i] = keep_mask[i] === 1 ? 1 : 0;
  // By how many of the two are known: none (inside), one (edge), both.
  const [sums, counts] = [new Float64Array(3), new Float64Array(3)];
  for (const [right, down] of [
    [1, 0],
    [0, 1],
  ] as const)
    for (let y = 0; y + down < H; y++)
      for (let x = 0; x + right < W; x++) {
        const p = y * W + x;
        const q = p + down * W + right;
        const part = (known[p] ?? 0) + (known[q] ?? 0);
        if (part === 2) continue;
        let sum = 0;
        for (let c = 0; c < C; c++) sum += Math.abs((data[c * n + p] ?? 0) - (data[c * n + q] ?? 0));
        sums[part] = (sums[part] ?? 0) + sum;
        counts[part] = (counts[part] ?? 0) + C;
      }
  const [inside = 0, edge = 0] = counts;
  if (edge === 0 || inside === 0) return NaN;
  return ((sums[1] ?? 0) / edge + LEVEL) / ((sums[0] ?? 0) / inside + LEVEL);
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
  const [p, q] = [picture.data, truth.data];
  let most = 0;
  for (let i = 0; i < n; i++) {
    if (keep_mask[i] !== 1) continue;
    for (let at = i; at < p.length; at += n) most = Math.max(most, Math.abs((p[at] ?? 0) - (q[at] ?? 0)));
  }
  return most * 127.5;
}
