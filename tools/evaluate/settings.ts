/** The paper's six masks, by the presets of `image/mask`. */
export const MASKS = ["half", "expand", "wide", "narrow", "super-resolve", "every-second-line"] as const;
export type Mask = (typeof MASKS)[number];

/** One way to fill a face. */
export interface Setting {
  readonly mask: Mask;
  readonly T: number;
  /** j; without meaning where r = 1. */
  readonly jump_length: number;
  /** r: descents through each stretch; 1 is plain conditioning. */
  readonly jump_n_sample: number;
  /** Which of several answers for the same face, from 0. */
  readonly answer: number;
}

/** A setting from what differs from the usual one: T = 100, j = 10. */
export function setting(mask: Mask, jump_n_sample: number, other: Partial<Setting> = {}): Setting {
  return { mask, jump_n_sample, T: 100, jump_length: 10, answer: 0, ...other };
}

/** Names a setting in the results file: `half/T100/j10/r10`, `half/T100/r1`, `half/T100/j10/r10/answer2`. */
export function keyOf({ mask, T, jump_length, jump_n_sample, answer }: Setting): string {
  const jumps = jump_n_sample === 1 ? "r1" : `j${jump_length}/r${jump_n_sample}`;
  return [mask, `T${T}`, jumps, ...(answer > 0 ? [`answer${answer}`] : [])].join("/");
}

/**
 * Network calls of one picture: the levels, and again each stretch that is walked again.
 *
 *     calls = T + K (r − 1) j,  K = ceil((T − j) / j), 0 if j ≥ T
 */
export function callsOf({ T, jump_length: j, jump_n_sample: r }: Setting): number {
  return T + Math.max(0, Math.ceil((T - j) / j)) * (r - 1) * j;
}

export interface Experiment {
  readonly name: string;
  readonly title: string;
  /** Of the faces asked for. */
  readonly share: number;
  readonly settings: readonly Setting[];
}

/** How much may be spent, in passes through T = 100: Table 2. */
export const BUDGETS = [2, 3, 4] as const;
export const TABLE_3_J = [1, 5, 10] as const;
export const TABLE_3_R = [5, 10, 15] as const;
/** Where Tables 2 and 3 are measured: the paper's mask, and the one whose meaning is measured best. */
export const TABLE_MASKS: readonly Mask[] = ["half", "wide"];
export const ANSWERS = 4;

/** One jump point at t = 0, back to T / 2, so often that it costs as much as j = 10, r = 10 (900 calls against 910). */
export const sdedit = (mask: Mask): Setting => setting(mask, 17, { jump_length: 50 });
/** As many steps as resampling with r = `budget` has calls, each walked once. */
export const slowed = (mask: Mask, budget: number): Setting => setting(mask, 1, { T: callsOf(setting(mask, budget)) });
/** The paper's own setting. */
export const headline = (jump_n_sample: number): Setting => setting("half", jump_n_sample, { T: 250 });

export const EXPERIMENTS: readonly Experiment[] = [
  {
    name: "half",
    title: "half faces, with and without resampling",
    share: 1,
    settings: [setting("half", 1), setting("half", 10)],
  },
  {
    name: "masks",
    title: "the other five masks, with and without resampling",
    share: 1,
    settings: MASKS.filter((mask) => mask !== "half").flatMap((mask) => [setting(mask, 1), setting(mask, 10)]),
  },
  {
    name: "headline",
    title: "the paper's T = 250, j = 10, r = 10",
    share: 1 / 2,
    settings: [headline(1), headline(10)],
  },
  {
    name: "slow-down",
    title: "slowing down against resampling (Table 2)",
    share: 1 / 2,
    settings: TABLE_MASKS.flatMap((mask) => [
      setting(mask, 1),
      ...BUDGETS.flatMap((budget) => [slowed(mask, budget), setting(mask, budget)]),
    ]),
  },
  {
    name: "jump-grid",
    title: "jump length × resamplings (Table 3)",
    share: 1 / 2,
    settings: TABLE_MASKS.flatMap((mask) =>
      TABLE_3_R.flatMap((r) => TABLE_3_J.map((jump_length) => setting(mask, r, { jump_length }))),
    ),
  },
  {
    name: "sdedit",
    title: "resampling as SDEdit does (Table 4)",
    share: 1 / 2,
    settings: MASKS.flatMap((mask) => [sdedit(mask), setting(mask, 10)]),
  },
  {
    name: "diversity",
    title: "several answers for one face (Table 6)",
    share: 1 / 8,
    settings: MASKS.flatMap((mask) => Array.from({ length: ANSWERS }, (_, answer) => setting(mask, 10, { answer }))),
  },
];
