import type { Estimate } from "../../src/runtime/study/estimate.ts";

/** `31.42 [31.10, 31.75]`, a dash where nothing was measured. */
export function number(estimate: Estimate, digits = 2): string {
  const { value, low, high, n } = estimate;
  if (n === 0) return "–";
  const text = (v: number): string => v.toFixed(digits).replace("-", "−");
  return `${text(value)} [${text(low)}, ${text(high)}]`;
}

/** A share as per cent: `87.3 % [85.0, 89.2]`. */
export function percent({ value, low, high, n }: Estimate): string {
  if (n === 0) return "–";
  const text = (v: number): string => (100 * v).toFixed(1).replace("-", "−");
  return `${text(value)} % [${text(low)}, ${text(high)}]`;
}

/** With its sign, as differences are written. */
export function signed(text: string): string {
  return /^[−–]/.test(text) ? text : `+${text}`;
}

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}
