import { meanOf, type Estimate, type Paired } from "../../../runtime/study/estimate.ts";
import { compare, holm, smallestEffect, type Comparison } from "../../../runtime/study/paired.ts";
import { byPicture, type Results } from "./load.ts";

/** A measure as a report shows it. */
export interface Shown {
  readonly column: string;
  readonly title: string;
  readonly unit: string;
  readonly better: "higher" | "lower" | "none";
}

const KNOWN: readonly Shown[] = [
  { column: "psnr_filled", title: "PSNR, filled region", unit: "dB", better: "higher" },
  { column: "psnr_whole", title: "PSNR, whole picture", unit: "dB", better: "higher" },
  { column: "ssim_filled", title: "SSIM, filled region", unit: "SSIM", better: "higher" },
  { column: "ssim_whole", title: "SSIM, whole picture", unit: "SSIM", better: "higher" },
  { column: "mse_filled", title: "MSE, filled region", unit: "MSE", better: "lower" },
  { column: "mse_whole", title: "MSE, whole picture", unit: "MSE", better: "lower" },
  { column: "lpips_filled", title: "LPIPS, filled region", unit: "LPIPS", better: "lower" },
  { column: "lpips_whole", title: "LPIPS, whole picture", unit: "LPIPS", better: "lower" },
  { column: "identity", title: "Change of known pixels", unit: "grey levels", better: "lower" },
  { column: "seam", title: "Seam: gradient at the edge of the hole ÷ inside", unit: "ratio", better: "none" },
  { column: "seam_truth", title: "Seam of the true picture", unit: "ratio", better: "none" },
];

/** The measures that a study's table has. */
export function shownIn({ rows }: Results): readonly Shown[] {
  const columns = new Set(rows.flatMap(({ values }) => Object.keys(values)));
  return KNOWN.filter(({ column }) => columns.has(column));
}

/** One line of the table of a measure: a setting's mean under each mask. */
export interface MeanLine {
  readonly setting: number;
  readonly cells: readonly { readonly estimate: Estimate; readonly best: boolean }[];
}

export function meansOf(results: Results, { column, better }: Shown): readonly MeanLine[] {
  const { settings, masks } = results.manifest;
  const estimates = settings.map((_, s) =>
    masks.map(({ name }) => meanOf([...byPicture(results.rows, column, s, name).values()])),
  );
  const bestOf = masks.map((_, m) => {
    const values = estimates.map((line) => line[m]?.value ?? NaN).filter((v) => !Number.isNaN(v));
    return better === "higher" ? Math.max(...values) : better === "lower" ? Math.min(...values) : NaN;
  });
  return estimates.map((line, setting) => ({
    setting,
    cells: line.map((estimate, m) => ({ estimate, best: settings.length > 1 && estimate.value === bestOf[m] })),
  }));
}

/** One paired comparison of two settings under one mask. */
export interface Pairing extends Comparison {
  readonly a: number;
  readonly b: number;
  readonly mask: string;
  /** The difference that so many pictures would find with power 0.8. */
  readonly smallest: number;
  /** After Holm's correction over all of the measure. */
  readonly adjusted: number;
}

/** Most settings of which all pairs are compared; beyond, each is held against the first. */
const ALL_PAIRS = 5;

/** The values of two settings under one mask for the pictures that both filled. */
export interface Pairs {
  readonly a: number;
  readonly b: number;
  readonly mask: string;
  readonly pairs: Paired;
}

export function pairsOf(results: Results, column: string): readonly Pairs[] {
  const { settings, masks } = results.manifest;
  const pairs = settings.flatMap((_, a) =>
    settings.flatMap((__, b) => (a < b && (settings.length <= ALL_PAIRS || a === 0) ? [[b, a] as const] : [])),
  );
  return masks.flatMap(({ name: mask }) =>
    pairs.map(([a, b]) => {
      const [of_a, of_b] = [a, b].map((s) => byPicture(results.rows, column, s, mask));
      const both = [...(of_a ?? [])].flatMap(([picture, value]) => {
        const other = of_b?.get(picture);
        return other === undefined ? [] : [[value, other] as const];
      });
      return { a, b, mask, pairs: both };
    }),
  );
}

export function pairingsOf(results: Results, column: string): readonly Pairing[] {
  const all = pairsOf(results, column).map(({ pairs, ...which }) => {
    const smallest = smallestEffect(pairs.map(([x, y]) => x - y));
    return { ...which, smallest, ...compare(pairs) };
  });
  const adjusted = holm(all.map(({ p }) => p));
  return all.map((one, i) => ({ ...one, adjusted: adjusted[i] ?? NaN }));
}
