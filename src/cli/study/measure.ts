import { invert } from "../../runtime/diffusion/masks.ts";
import { mse, ssimOver } from "../../runtime/diffusion/metrics.ts";
import type { Planes } from "../../runtime/diffusion/planes.ts";
import type { Backend } from "../../runtime/backend.ts";
import { asked, withKnown } from "../../runtime/measure/ask.ts";
import type { Network } from "../../runtime/model/network.ts";
import { identityError, seam } from "../../runtime/diffusion/seam.ts";
import type { Measure } from "../../runtime/study/format.ts";
import { toByte } from "../images.ts";

/** Mean squared error of rounding to bytes, in [−1, 1]: no two pictures are told apart better than this. */
const ROUNDING = (2 / 255) ** 2 / 12;

/** Columns of each measure that has one number a picture; diversity is of a group. */
export const COLUMNS: Readonly<Partial<Record<Measure, readonly string[]>>> = {
  mse: ["mse_filled", "mse_whole"],
  psnr: ["psnr_filled", "psnr_whole"],
  ssim: ["ssim_filled", "ssim_whole"],
  lpips: ["lpips_filled", "lpips_whole"],
  identity: ["identity"],
  seam: ["seam", "seam_truth"],
};

/** What is measured of a picture as it is kept, in bytes. */
export function measureRow(
  wanted: readonly Measure[],
  picture: Planes,
  truth: Planes,
  keep_mask: Float32Array,
): Record<string, number> {
  const [a, b] = [rounded(picture), rounded(truth)];
  const hole = invert(keep_mask);
  const found: Record<string, number> = {};
  const has = (measure: Measure): boolean => wanted.includes(measure);
  if (has("mse") || has("psnr")) {
    const errors = { filled: mse(a, b, hole), whole: mse(a, b) };
    for (const [where, error] of Object.entries(errors)) {
      if (has("mse")) found[`mse_${where}`] = error;
      // At most 58.9 dB, so that a mean of many is always a number.
      if (has("psnr")) found[`psnr_${where}`] = 10 * Math.log10(4 / Math.max(ROUNDING, error));
    }
  }
  if (has("ssim")) {
    const [filled, whole] = ssimOver(a, b, [hole, undefined]);
    Object.assign(found, { ssim_filled: filled, ssim_whole: whole });
  }
  if (has("identity")) found["identity"] = identityError(a, b, keep_mask);
  if (has("seam")) {
    found["seam"] = seam(a, keep_mask);
    found["seam_truth"] = seam(b, keep_mask);
  }
  return found;
}

/**
 * LPIPS of pictures as they are kept, of the whole, and of what was filled with the truth's own known pixels around it.
 *
 * @returns for each picture its columns.
 */
export async function lpipsOf(
  backend: Backend,
  network: Network,
  rows: readonly { readonly picture: Planes; readonly truth: Planes; readonly keep_mask: Float32Array }[],
): Promise<readonly Record<string, number>[]> {
  const truths = rows.map(({ truth }) => rounded(truth));
  const pictures = rows.map(({ picture }) => rounded(picture));
  const joined = pictures.map((one, i) => withKnown(one, truths[i] ?? one, rows[i]?.keep_mask ?? new Float32Array()));
  const whole = await asked(backend, network, pictures, truths);
  const filled = await asked(backend, network, joined, truths);
  return rows.map((_, i) => ({ lpips_filled: filled[i] ?? NaN, lpips_whole: whole[i] ?? NaN }));
}

/** A picture as its file has it: 8 bits. */
function rounded(planes: Planes): Planes {
  const data = new Float32Array(planes.data.length);
  for (let i = 0; i < data.length; i++) data[i] = toByte(planes.data[i] ?? 0) / 127.5 - 1;
  return { ...planes, data };
}
