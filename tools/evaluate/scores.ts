import { allSame, meanShare, type Agreement } from "./agreement.ts";
import { anatomyOf, type Part } from "./anatomy.ts";
import type { Forms } from "./forms.ts";
import { interpolated, type Kernel } from "./interpolate.ts";
import { maskOf } from "./mask.ts";
import { mapped, paired, psnrIn, type ByFace, type Measures } from "./measure.ts";
import { setting, type Mask, type Setting } from "./settings.ts";
import { differenceOf, meanOf, shareOf, type Estimate } from "../../src/runtime/study/estimate.ts";

/** What settings are compared by, one number a face, higher is better. */
export interface Score {
  readonly name: string;
  readonly unit: "share" | "dB" | "";
  /** The smallest difference that counts. */
  readonly effect: number;
  of(measures: Measures, setting: Setting): ByFace;
}

export const AGREEMENT: Score = {
  name: "agreement with the known",
  unit: "share",
  effect: 0.01,
  of: (measures, setting) => mapped(measures.agreement(setting), meanShare),
};

export const FORMS: Score = {
  name: "parts of the right form",
  unit: "share",
  effect: 0.05,
  of: (measures, setting) => mapped(measures.forms(setting), rightForms),
};

/** The share of the parts of a face that have the right form; NaN when none can be judged. */
export function rightForms(forms: Forms): number {
  const judged = Object.values(forms);
  return judged.filter(Boolean).length / judged.length;
}

export const SIDES: Score = {
  name: "agreement of left and right",
  unit: "share",
  effect: 0.02,
  of: (measures, setting) => mapped(measures.sides(setting), meanShare),
};

export const PSNR: Score = { name: "PSNR", unit: "dB", effect: 1, of: (measures, setting) => measures.psnr(setting) };
export const SSIM: Score = { name: "SSIM", unit: "", effect: 0.01, of: (measures, setting) => measures.ssim(setting) };

/** The score that says most about fills of this mask. */
export function mainScore(mask: Mask): Score {
  if (mask === "half") return AGREEMENT;
  return mask === "expand" ? SIDES : PSNR;
}

/** Where Tables 2 and 3 are measured, and by what. */
export const TABLE_SCORES: readonly (readonly [Mask, Score])[] = [
  ["half", AGREEMENT],
  ["half", FORMS],
  ["wide", PSNR],
];

/** Faces without a value, such as those of which no part could be judged, do not count. */
const numbers = (values: ByFace): number[] => [...values.values()].filter((value) => !Number.isNaN(value));

export function scoreOf(measures: Measures, score: Score, setting: Setting): Estimate {
  return meanOf(numbers(score.of(measures, setting)));
}

/** a − b for the faces that both settings filled. */
export function gainOf(measures: Measures, score: Score, a: Setting, b: Setting): Estimate {
  return differenceOf(paired(score.of(measures, a), score.of(measures, b)));
}

/** The same differences one by one. */
export function gainsOf(measures: Measures, score: Score, a: Setting, b: Setting): readonly number[] {
  return paired(score.of(measures, a), score.of(measures, b)).map(([x, y]) => x - y);
}

/** One part's mean share of right pixels, and the share of faces with the right colour there. */
export function partScores(agreements: ReadonlyMap<number, Agreement>, part: Part): readonly [Estimate, Estimate] {
  const judged = [...agreements.values()].flatMap((agreement) => agreement[part] ?? []);
  return [meanOf(judged.map(({ share }) => share)), shareOf(judged.filter(({ same }) => same).length, judged.length)];
}

/** The share of faces whose parts all have the right colour. */
export function wholeScore(agreements: ReadonlyMap<number, Agreement>): Estimate {
  const judged = [...agreements.values()].map(allSame).filter((same) => same !== undefined);
  return shareOf(judged.filter((same) => same).length, judged.length);
}

/** The usual pair of settings. */
export const once = (mask: Mask): Setting => setting(mask, 1);
export const resampled = (mask: Mask): Setting => setting(mask, 10);

/** PSNR of interpolating the known pixels of the same faces. */
export function interpolationPsnr(
  faces: Iterable<number>,
  mask: "super-resolve" | "every-second-line",
  kernel: Kernel,
): ByFace {
  return new Map(
    [...faces].map((face) => {
      const { truth } = anatomyOf(face);
      return [face, psnrIn(interpolated(truth, mask, kernel), truth, maskOf(mask, face))];
    }),
  );
}
