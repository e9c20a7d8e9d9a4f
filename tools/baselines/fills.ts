import { planesIn } from "../../src/cli/study/groups.ts";
import type { ReportRow, Results } from "../../src/cli/study/report/load.ts";
import { at, type Planes } from "../../src/runtime/diffusion/planes.ts";
import { FIRST_HELD_OUT_SEED } from "../data/faces.ts";

/** A fill of the study, with the truth and the mask that it was made under. */
export interface Fill {
  readonly face: number;
  readonly picture: Planes;
  readonly truth: Planes;
  /** `H W`, 1 = known. */
  readonly keep_mask: Float32Array;
}

/** The fills of one setting under one mask, by the number of the picture. */
export async function fillsOf(
  results: Results,
  setting: number,
  mask: string,
  first?: number,
): Promise<readonly Fill[]> {
  const rows = results.rows.filter((row) => row.setting === setting && row.mask === mask && row.problem === "");
  const wanted = [...rows].sort((a, b) => a.index - b.index).slice(0, first);
  return await Promise.all(wanted.map((row) => fillOf(results.folder, row)));
}

async function fillOf(folder: string, { file, data, index, mask }: ReportRow): Promise<Fill> {
  const name = `${data}-${String(index).padStart(5, "0")}`;
  const keep = await planesIn(folder, `masks/${mask}/${name}.png`);
  return {
    face: FIRST_HELD_OUT_SEED + index,
    picture: await planesIn(folder, file),
    truth: await planesIn(folder, `truth/${name}.png`),
    keep_mask: keep.data.subarray(0, keep.H * keep.W).map((v) => (v > 0 ? 1 : 0)),
  };
}

/**
 * How much detail there is in the hole against the truth's: the ratio of the mean differences of neighbours that are both filled.
 * Below 1 a filling is smoother than drawings are.
 *
 * @returns NaN where no two neighbours are filled, or the truth is plain there.
 */
export function detail({ picture, truth, keep_mask }: Fill): number {
  const { C, H, W } = picture;
  const sum = ({ data }: Planes): number => {
    let total = 0;
    for (let y = 0; y < H; y++)
      for (let x = 0; x < W; x++)
        for (const [dy, dx] of [
          [0, 1],
          [1, 0],
        ] as const) {
          const [p, q] = [y * W + x, (y + dy) * W + x + dx];
          if (y + dy >= H || x + dx >= W || keep_mask[p] !== 0 || keep_mask[q] !== 0) continue;
          for (let c = 0; c < C; c++) total += Math.abs(at(data, c * H * W + p) - at(data, c * H * W + q));
        }
    return total;
  };
  const own = sum(truth);
  return own === 0 ? NaN : sum(picture) / own;
}
