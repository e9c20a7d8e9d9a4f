import { mapped, paired, type ByFace, type Measures } from "./measure.ts";
import { answersOf } from "./diversity.ts";
import {
  AGREEMENT,
  FORMS,
  gainOf,
  gainsOf,
  interpolationPsnr,
  mainScore,
  once,
  PSNR,
  resampled,
  scoreOf,
  TABLE_SCORES,
  type Score,
} from "./scores.ts";
import { BUDGETS, MASKS, sdedit, setting, slowed, TABLE_3_R, type Mask, type Setting } from "./settings.ts";
import { differenceOf, meanOf, type Estimate } from "../../src/runtime/study/estimate.ts";
import { number, percent, signed } from "./text.ts";

export type Verdict = "holds" | "no difference" | "cannot be told" | "does not hold" | "not measured";

/** Faces without which nothing is said. */
const FEWEST = 10;

/** Something the paper found (or that is expected of the fills), and what was found here. */
export interface Claim {
  readonly finding: string;
  readonly measured: string;
  readonly verdict: Verdict;
  /** Of a difference that is not decided: what it is smaller than, either way. */
  readonly bound?: string;
  /** What decides it, one difference a face, and the settings that have to be filled for one. */
  readonly compared?: Compared;
}

export interface Compared {
  readonly score: Score;
  readonly a: Setting;
  readonly b: Setting;
  readonly differences: readonly number[];
}

/**
 * A difference that should be above 0 with its whole interval. One that is not decided, and whose whole interval lies within
 * ±effect, is none that counts.
 */
export function verdictOn({ low, high, n }: Estimate, effect = 0): Verdict {
  if (n < FEWEST) return "not measured";
  if (low > 0) return "holds";
  if (high < 0) return "does not hold";
  return Math.max(-low, high) < effect ? "no difference" : "cannot be told";
}

/** What an undecided difference is smaller than, rounded up: its interval says so whichever way it goes. */
export function boundOf({ low, high }: Estimate, { unit }: Pick<Score, "unit">): string {
  const most = Math.max(-low, high);
  if (unit === "share") return `${(Math.ceil(1000 * most) / 10).toFixed(1)} points`;
  const digits = unit === "" ? 4 : 2;
  return `${(Math.ceil(most * 10 ** digits) / 10 ** digits).toFixed(digits)}${unit && ` ${unit}`}`;
}

const isOpen = (verdict: Verdict): boolean => verdict === "cannot be told" || verdict === "no difference";

/** A difference with its sign and unit. */
export function gainText(gain: Estimate, { unit }: Pick<Score, "unit">): string {
  if (unit === "share") return signed(percent(gain).replace("%", "points"));
  return signed(number(gain, unit === "" ? 4 : 2)) + (unit && gain.n > 0 ? ` ${unit}` : "");
}

export function claimsOf(measures: Measures): readonly Claim[] {
  const better = (finding: string, score: Score, a: Setting, b: Setting): Claim => {
    const gain = gainOf(measures, score, a, b);
    const verdict = verdictOn(gain, score.effect);
    return {
      finding,
      measured: `${gainText(gain, score)} ${score.name}`,
      verdict,
      ...(isOpen(verdict) && { bound: boundOf(gain, score) }),
      compared: { score, a, b, differences: gainsOf(measures, score, a, b) },
    };
  };
  return [
    ...MASKS.map((mask) =>
      better(
        `Resampling fills better than conditioning alone (Fig. 3): ${mask}`,
        mainScore(mask),
        resampled(mask),
        once(mask),
      ),
    ),
    better("Resampling gives more parts their right form: half", FORMS, resampled("half"), once("half")),
    apart(measures),
    ...(["super-resolve", "every-second-line"] as const).map((mask) => aboveInterpolation(measures, mask)),
    difficulty(measures),
    ...TABLE_SCORES.flatMap(([mask, score]) =>
      BUDGETS.map((budget) =>
        better(
          `Resampling beats slowing down at ${budget} times the calls (Table 2): ${mask}`,
          score,
          setting(mask, budget),
          slowed(mask, budget),
        ),
      ),
    ),
    ...TABLE_SCORES.flatMap(([mask, score]) =>
      TABLE_3_R.map((r) =>
        better(
          `A longer jump is better, j = 10 over j = 1 at r = ${r} (Table 3): ${mask}`,
          score,
          setting(mask, r),
          setting(mask, r, { jump_length: 1 }),
        ),
      ),
    ),
    ...TABLE_SCORES.map(([mask, score]) => levelsOff(measures, mask, score)),
    ...MASKS.map((mask) =>
      better(
        `Resampling in small jumps beats SDEdit's one large one (Table 4): ${mask}`,
        mainScore(mask),
        resampled(mask),
        sdedit(mask),
      ),
    ),
    diversity(measures),
  ];
}

/** Two intervals side by side, which asks for more than their paired difference. */
function apart(measures: Measures): Claim {
  const [few, many] = [once("half"), resampled("half")].map((one) => scoreOf(measures, AGREEMENT, one));
  const known = few !== undefined && many !== undefined && few.n >= FEWEST && many.n >= FEWEST;
  return {
    finding: "Half: agreement with r = 10 and with r = 1 have intervals that do not overlap",
    measured: known ? `${percent(many)} against ${percent(few)}, ${many.n} faces` : "–",
    verdict: !known
      ? "not measured"
      : many.low > few.high
        ? "holds"
        : many.high < few.low
          ? "does not hold"
          : "cannot be told",
  };
}

function aboveInterpolation(measures: Measures, mask: "super-resolve" | "every-second-line"): Claim {
  const fills = PSNR.of(measures, resampled(mask));
  const cubic = interpolationPsnr(fills.keys(), mask, "cubic");
  const gain = differenceOf(paired(fills, cubic));
  return {
    finding: `The fill is nearer to the truth than cubic interpolation: ${mask}`,
    measured: `${gainText(gain, PSNR)} PSNR`,
    verdict: verdictOn(gain),
  };
}

/** From the easiest to the hardest by LPIPS on CelebA-HQ; narrow (.028) and super-resolve (.029) count as equal. */
const EASE: readonly (readonly Mask[])[] = [
  ["every-second-line"],
  ["narrow", "super-resolve"],
  ["wide"],
  ["half"],
  ["expand"],
];

function difficulty(measures: Measures): Claim {
  return inOrder(
    "The masks from easy to hard: every second line, narrow and super-resolve, wide, half, expand (Table 1)",
    EASE,
    (mask) => PSNR.of(measures, resampled(mask)),
    "dB",
  );
}

function diversity(measures: Measures): Claim {
  return inOrder(
    "The less is known, the more the answers differ: expand, half, wide, the sparse masks",
    [["expand"], ["half"], ["wide"], ["narrow", "super-resolve", "every-second-line"]],
    (mask) => mapped(answersOf(measures, mask), ({ spread }) => spread),
    "levels",
  );
}

/** Whether every mask of a group is above every mask of the next, on the faces that both have. */
function inOrder(
  finding: string,
  groups: readonly (readonly Mask[])[],
  valuesOf: (mask: Mask) => ByFace,
  unit: "dB" | "levels",
): Claim {
  const values = new Map(groups.flat().map((mask) => [mask, valuesOf(mask)] as const));
  const of = (mask: Mask): ByFace => values.get(mask) ?? new Map();
  const pairs = groups.flatMap((group, i) =>
    group.flatMap((a) =>
      (groups[i + 1] ?? []).map((b) => {
        const gain = differenceOf(paired(of(a), of(b)));
        return { a, b, gain, verdict: verdictOn(gain) };
      }),
    ),
  );
  const open = pairs.filter(({ verdict }) => verdict === "cannot be told");
  const means = [...values].map(([mask, byFace]) => [mask, meanOf([...byFace.values()]).value] as const);
  const found = means.filter(([, mean]) => !Number.isNaN(mean)).toSorted(([, a], [, b]) => b - a);
  const worst = (["not measured", "does not hold", "cannot be told"] as const).find((verdict) =>
    pairs.some((pair) => pair.verdict === verdict),
  );
  return {
    finding,
    measured: found.map(([mask, mean]) => `${mask} ${mean.toFixed(1)} ${unit}`).join(", ") || "–",
    verdict: worst ?? "holds",
    ...(worst === "cannot be told" && {
      bound: open.map(({ a, b, gain }) => `${signed(number(gain, 1))} ${unit} between ${a} and ${b}`).join(", "),
    }),
  };
}

/** Whether the step from r = 5 to 10 gains more than the step from 10 to 15. */
function levelsOff(measures: Measures, mask: Mask, score: Score): Claim {
  const [five, ten, fifteen] = TABLE_3_R.map((r) => setting(mask, r));
  if (!five || !ten || !fifteen) throw new Error("Table 3 has three r");
  const first = gainOf(measures, score, ten, five);
  const then = gainOf(measures, score, fifteen, ten);
  return {
    finding: `Little is gained beyond r = 10 (Fig. 3): ${mask}`,
    measured: `r 5 to 10: ${gainText(first, score)}; 10 to 15: ${gainText(then, score)} ${score.name}`,
    verdict: then.n < FEWEST ? "not measured" : then.low <= 0 || then.value < first.value ? "holds" : "does not hold",
  };
}
