import type { Param } from "../../runtime/node.ts";

type Numeric = Extract<Param, { kind: "number" | "seed" }>;

/** The next number of a param, up or down: on its steps, and within its range. */
export function stepped(value: number, param: Numeric, by: number): number {
  if (param.kind === "seed") return Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, value + by));
  const step = stepOf(param);
  const next = Number((Math.round(value / step + by) * step).toPrecision(12));
  return Math.min(param.max, Math.max(param.min, next));
}

/** How far one step goes: what the param says, a whole number, or about a hundredth of its range. */
function stepOf({ step, integer, min, max }: Numeric & { kind: "number" }): number {
  if (step !== undefined) return step;
  return integer ? 1 : 10 ** Math.round(Math.log10((max - min) / 100));
}
