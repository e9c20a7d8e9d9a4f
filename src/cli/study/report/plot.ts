import { meanOf } from "../../../runtime/study/estimate.ts";

/** Values of one setting, to be drawn as a row of points. */
export interface Distribution {
  readonly name: string;
  readonly values: readonly number[];
}

const [WIDTH, ROW, LEFT, RIGHT, TOP, BOTTOM] = [520, 46, 16, 16, 8, 34];
/** Told apart by people with any colour vision (Okabe & Ito 2008). */
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];
export const colourOf = (i: number): string => COLOURS[i % COLOURS.length] ?? "#333";

/**
 * Every value as a point, with the box of the middle half, its median, and the mean with its 95 % interval in black: what a
 * bar would hide. One axis for all rows.
 */
export function distributionPlot(distributions: readonly Distribution[], unit: string, label: string): string {
  const all = distributions.flatMap(({ values }) => values);
  if (all.length === 0) return "";
  const ticks = ticksOf(Math.min(...all), Math.max(...all));
  const [low = 0, high = 1] = [ticks[0], ticks.at(-1)];
  const x = (v: number): number => LEFT + ((v - low) / (high - low || 1)) * (WIDTH - LEFT - RIGHT);
  const height = TOP + distributions.length * ROW + BOTTOM;
  const bottom = TOP + distributions.length * ROW;
  const axis = ticks.map(
    (tick) =>
      `<line x1="${r(x(tick))}" y1="${TOP}" x2="${r(x(tick))}" y2="${bottom}" class="grid"/><text x="${r(x(tick))}" y="${bottom + 14}" class="tick">${shortNumber(tick)}</text>`,
  );
  const rows = distributions.map((one, i) => rowOf(one, i, x));
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(label)}">${axis.join("")}${rows.join("")}<text x="${WIDTH / 2}" y="${bottom + 30}" class="unit">${escaped(unit)}</text></svg>`;
}

function rowOf({ name, values }: Distribution, i: number, x: (v: number) => number): string {
  const top = TOP + i * ROW;
  const middle = top + 31;
  const colour = colourOf(i);
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
  const points = values.map((v, k) => {
    // The golden ratio spreads neighbours without chance.
    const y = middle + (((k * 0.618034) % 1) - 0.5) * 16;
    return `<circle cx="${r(x(v))}" cy="${r(y)}" r="2.2" fill="${colour}" fill-opacity="0.45"/>`;
  });
  const { value, low, high } = meanOf(values);
  const box =
    sorted.length > 3
      ? `<rect x="${r(x(at(0.25)))}" y="${middle - 11}" width="${r(Math.max(1, x(at(0.75)) - x(at(0.25))))}" height="22" fill="none" stroke="${colour}"/><line x1="${r(x(at(0.5)))}" y1="${middle - 11}" x2="${r(x(at(0.5)))}" y2="${middle + 11}" stroke="${colour}" stroke-width="2"/>`
      : "";
  const mean =
    values.length > 1
      ? `<line x1="${r(x(low))}" y1="${middle}" x2="${r(x(high))}" y2="${middle}" stroke="#111" stroke-width="2"/><circle cx="${r(x(value))}" cy="${middle}" r="3.4" fill="#111"/>`
      : "";
  return `<text x="${LEFT}" y="${top + 14}" class="name">${escaped(name)}</text>${points.join("")}${box}${mean}`;
}

/** Four to seven round numbers that hold all values. */
function ticksOf(low: number, high: number): readonly number[] {
  if (low === high) return [low - 0.5, low, low + 0.5];
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough) ?? 10 * power;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** A number as a table shows it: three digits that count, or decimals as its size asks. */
export function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const digits = size >= 100 ? 1 : size >= 10 ? 2 : size >= 0.1 || size === 0 ? 3 : size >= 0.001 ? 4 : undefined;
  const text = digits === undefined ? value.toExponential(2) : String(Number(value.toFixed(digits)));
  return text.replace("-", "−");
}

export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const r = (value: number): string => value.toFixed(1);
