import { anatomyOf } from "./anatomy.ts";
import { gainText } from "./claims.ts";
import { answersOf } from "./diversity.ts";
import { membrane } from "./interpolate.ts";
import { maskOf } from "./mask.ts";
import { psnrIn, type ByFace, type Measures } from "./measure.ts";
import {
  AGREEMENT,
  FORMS,
  gainOf,
  interpolationPsnr,
  mainScore,
  once,
  PSNR,
  resampled,
  scoreOf,
  SSIM,
  wholeScore,
  type Score,
} from "./scores.ts";
import {
  BUDGETS,
  callsOf,
  headline,
  MASKS,
  sdedit,
  setting,
  slowed,
  TABLE_3_J,
  TABLE_3_R,
  type Mask,
} from "./settings.ts";
import { meanOf, type Estimate } from "../../src/runtime/study/estimate.ts";
import { number, percent, table } from "./text.ts";

const THIN: readonly Mask[] = ["every-second-line", "super-resolve", "narrow", "wide"];

/** PSNR and SSIM of the filled region, with r = 1 and r = 10. */
export function thinTable(measures: Measures): string {
  const rows = THIN.flatMap((mask) =>
    [PSNR, SSIM].map((score) => {
      const [one, ten] = [scoreOf(measures, score, once(mask)), scoreOf(measures, score, resampled(mask))];
      const digits = score === SSIM ? 4 : 2;
      const gain = gainText(gainOf(measures, score, resampled(mask), once(mask)), score);
      return [`${mask}, ${score.name}`, String(ten.n), number(one, digits), number(ten, digits), gain];
    }),
  );
  return table(["mask", "faces", "r = 1", "r = 10", "gain, face by face"], rows);
}

/** PSNR of filling the same holes without a network. */
export function interpolationTable(measures: Measures): string {
  const rows = THIN.map((mask) => {
    const fills = PSNR.of(measures, resampled(mask));
    const by = (values: ByFace): string => number(meanOf([...values.values()]));
    const grid = mask === "super-resolve" || mask === "every-second-line";
    const smooth = new Map(
      [...fills.keys()].map((face) => {
        const { truth } = anatomyOf(face);
        const keep_mask = maskOf(mask, face);
        return [face, psnrIn(membrane(truth, keep_mask), truth, keep_mask)] as const;
      }),
    );
    const line = (kernel: "linear" | "cubic"): string =>
      grid ? by(interpolationPsnr(fills.keys(), mask, kernel)) : "–";
    return [
      mask,
      String(fills.size),
      line("linear"),
      line("cubic"),
      by(smooth),
      by(PSNR.of(measures, once(mask))),
      by(fills),
    ];
  });
  return table(["mask", "faces", "linear", "cubic", "membrane", "r = 1", "r = 10"], rows);
}

/** The paper's own setting beside the quicker one. */
export function headlineTable(measures: Measures): string {
  const rows = [once("half"), resampled("half"), headline(1), headline(10)].map((one) => {
    const { T, jump_n_sample: r } = one;
    const agreements = measures.agreement(one);
    return [
      r === 1 ? `T = ${T}, r = 1` : `T = ${T}, j = 10, r = ${r}`,
      String(callsOf(one)),
      String(agreements.size),
      percent(scoreOf(measures, AGREEMENT, one)),
      percent(wholeScore(agreements)),
      percent(scoreOf(measures, FORMS, one)),
    ];
  });
  return table(
    ["half", "calls", "faces", "agreement with the known", "all parts the right colour", "parts of the right form"],
    rows,
  );
}

/** Table 2. */
export function slowDownTable(measures: Measures, mask: Mask, score: Score): string {
  const show = (estimate: Estimate): string => (score.unit === "share" ? percent(estimate) : number(estimate));
  const rows = [1, ...BUDGETS].map((budget) => {
    const [slow, again] = [slowed(mask, budget), setting(mask, budget)];
    const other = budget === 1 ? "–" : gainText(gainOf(measures, score, again, slow), score);
    const estimate = scoreOf(measures, score, again);
    return [
      `${callsOf(again)}`,
      String(estimate.n),
      `T = ${slow.T}: ${show(scoreOf(measures, score, slow))}`,
      `r = ${budget}: ${show(estimate)}`,
      other,
    ];
  });
  return table(
    [`${mask}, ${score.name}: calls`, "faces", "slow down (r = 1)", "resample (T = 100, j = 10)", "gain of resampling"],
    rows,
  );
}

/** Table 3. */
export function jumpGridTable(measures: Measures, mask: Mask, score: Score): string {
  const rows = TABLE_3_R.map((r) => [
    `r = ${r}`,
    ...TABLE_3_J.map((jump_length) => {
      const one = setting(mask, r, { jump_length });
      const estimate = scoreOf(measures, score, one);
      return `${score.unit === "share" ? percent(estimate) : number(estimate)} (${callsOf(one)} calls, ${estimate.n} faces)`;
    }),
  ]);
  return table([`${mask}, ${score.name}`, ...TABLE_3_J.map((j) => `j = ${j}`)], rows);
}

/** Table 4. */
export function sdeditTable(measures: Measures): string {
  const scored = MASKS.flatMap((mask) =>
    [mainScore(mask), ...(mask === "half" ? [FORMS] : [])].map((score) => ({ mask, score })),
  );
  const rows = scored.map(({ mask, score }) => {
    const show = (estimate: Estimate): string => (score.unit === "share" ? percent(estimate) : number(estimate));
    const theirs = scoreOf(measures, score, sdedit(mask));
    const gain = gainText(gainOf(measures, score, resampled(mask), sdedit(mask)), score);
    return [
      `${mask}, ${score.name}`,
      String(theirs.n),
      show(theirs),
      show(scoreOf(measures, score, resampled(mask))),
      gain,
    ];
  });
  return table(["mask", "faces", "SDEdit-style, 900 calls", "j = 10, r = 10, 910 calls", "gain, face by face"], rows);
}

/** Table 6, by distances. */
export function diversityTable(measures: Measures): string {
  const rows = MASKS.map((mask) => {
    const answers = [...answersOf(measures, mask).values()];
    const by = (of: (one: (typeof answers)[number]) => number): string => number(meanOf(answers.map(of)), 1);
    return [mask, String(answers.length), by((a) => a.spread), by((a) => a.fromTruth), by((a) => a.fromAnother)];
  });
  return table(["mask", "faces", "between two answers", "answer to truth", "truth to another face"], rows);
}
