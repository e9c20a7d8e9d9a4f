import { resolve } from "node:path";
import { compare } from "../../runtime/study/paired.ts";
import { picturesToBound, picturesToFind, spreadOf } from "../../runtime/study/power.ts";
import type { Estimate } from "../../runtime/study/estimate.ts";
import { exit, type Console } from "../io.ts";
import { usageError } from "../report.ts";
import { loadResults, type Results } from "../study/report/load.ts";
import { pairsOf, shownIn } from "../study/report/tables.ts";

export interface PowerOptions {
  /** That `repaint batch` wrote to: the pilot. */
  readonly folder: string;
  /** `COLUMN=SIZE`: the difference that matters. */
  readonly effects: readonly string[];
}

/** Differences that matter where nothing is said: about what can be seen side by side. */
const USUAL: Readonly<Record<string, number>> = {
  psnr_filled: 0.5,
  ssim_filled: 0.01,
  lpips_filled: 0.01,
  lpips_whole: 0.01,
};

/** Probability with which a difference is found. */
const POWER = 0.8;

/** What a comparison needs. */
interface Line {
  readonly measure: string;
  readonly mask: string;
  readonly a: string;
  readonly b: string;
  readonly effect: number;
  /** Of the pilot's differences, picture by picture. */
  readonly spread: number;
  readonly difference: Estimate;
  /** Pictures that find a difference of `effect`, and that show that there is none. */
  readonly find: number;
  readonly bound: number;
  /** What the pilot itself says. */
  readonly verdict: "higher" | "lower" | "within" | "open";
}

/** `repaint power`: from a pilot study, how many pictures each comparison needs to be decided. */
export async function powerCommand({ folder, effects }: PowerOptions, io: Console): Promise<number> {
  const results = await loadResults(resolve(io.cwd, folder));
  const columns = shownIn(results).map(({ column }) => column);
  const wanted = effects.length === 0 ? USUAL : Object.fromEntries(effects.map((text) => effectOf(text, columns)));
  const lines = columns.flatMap((column) => {
    const effect = wanted[column];
    return effect === undefined ? [] : linesOf(results, column, effect);
  });
  if (io.json) io.out(`${JSON.stringify({ power: POWER, lines }, null, 2)}\n`);
  else io.out(printed(lines, io.language === "zh"));
  return exit.ok;
}

function effectOf(text: string, columns: readonly string[]): readonly [string, number] {
  const [, column = "", size = ""] = /^(\w+)=(.+)$/.exec(text) ?? [];
  const value = Number(size);
  if (columns.includes(column) && value > 0) return [column, value];
  throw usageError(
    `--effect ${text}: expected MEASURE=SIZE, a size above 0 and one of ${columns.join(", ")}.`,
    `--effect ${text}：应为 度量=大小，大小须大于 0，度量为 ${columns.join("、")} 之一。`,
    "power",
  );
}

function linesOf(results: Results, column: string, effect: number): readonly Line[] {
  const aim = { effect, power: POWER };
  return pairsOf(results, column).map(({ a, b, mask, pairs }) => {
    const { difference } = compare(pairs);
    const spread = spreadOf(pairs.map(([x, y]) => x - y));
    const name = (setting: number): string => results.manifest.settings[setting]?.name ?? "";
    return {
      ...{ measure: column, mask, a: name(a), b: name(b), effect, spread, difference },
      find: picturesToFind(spread, aim),
      bound: picturesToBound(spread, aim),
      verdict: verdictOf(difference, effect),
    };
  });
}

/** Pictures without which a pilot says nothing: the interval of so few is too narrow. */
const FEWEST = 10;

function verdictOf({ low, high, n }: Estimate, effect: number): Line["verdict"] {
  if (n < FEWEST) return "open";
  if (low > 0) return "higher";
  if (high < 0) return "lower";
  return Math.max(-low, high) < effect ? "within" : "open";
}

const VERDICTS = {
  en: { higher: "higher", lower: "lower", within: "within ±effect", open: "open" },
  zh: { higher: "较高", lower: "较低", within: "在 ±效应内", open: "未定" },
} as const;

function printed(lines: readonly Line[], zh: boolean): string {
  const short = (v: number): string => (Number.isNaN(v) ? "–" : String(Number(v.toPrecision(3))));
  const head = zh
    ? ["度量", "掩码", "比较", "效应", "试验张数", "标准差", "差值 [95 % 区间]", "发现所需", "排除所需", "试验结论"]
    : [
        "measure",
        "mask",
        "comparison",
        "effect",
        "pilot",
        "spread",
        "difference [95 %]",
        "to find",
        "to bound",
        "pilot says",
      ];
  const rows = lines.map(({ measure, mask, a, b, effect, spread, difference, find, bound, verdict }) => [
    measure,
    mask,
    `${a} − ${b}`,
    short(effect),
    String(difference.n),
    short(spread),
    `${short(difference.value)} [${short(difference.low)}, ${short(difference.high)}]`,
    Number.isNaN(find) ? "–" : String(find),
    Number.isNaN(bound) ? "–" : String(bound),
    VERDICTS[zh ? "zh" : "en"][verdict],
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i < 3 || i === cells.length - 1 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join("  ")
      .trimEnd();
  const note = zh
    ? `“发现所需”：使大小为效应的差值以 ${100 * POWER} % 的概率被发现的图像数；“排除所需”：没有差异时，以同样概率证明其小于效应的图像数。`
    : `"to find": pictures with which a difference of that effect is found with probability ${100 * POWER} %; "to bound": with which, where there is none, it is shown to be smaller.`;
  return `${[head, ...rows].map(line).join("\n")}\n\n${note}\n`;
}
