import { TABLE_NAMES } from "../../runtime/diffusion/tables.ts";
import type { Expression } from "../../runtime/equation/ast.ts";
import { parseEquation } from "../../runtime/equation/parse.ts";

const LENT = new Set<string>(["noise", "t", "T", "timestep", ...TABLE_NAMES]);
const OF_PREDICTION = new Set(["eps", "pred_xstart", "log_variance", "x_t"]);

/** What an equation asks for and gives, read off its text. */
export interface Sketch {
  /** Names that it reads and does not assign, in their order. */
  readonly reads: readonly string[];
  /** Names that it assigns and reads nowhere; where it reads all, the last. */
  readonly gives: readonly string[];
  /** It reads parts of a prediction. */
  readonly prediction: boolean;
}

/** @throws EquationError where it cannot be read. */
export function sketchOf(text: string): Sketch {
  const { assignments } = parseEquation(text);
  const assigned = new Set(assignments.map(({ name }) => name));
  const named = new Set<string>();
  for (const { value } of assignments) gather(value, named);
  const outside = [...named].filter((name) => !assigned.has(name) && !LENT.has(name));
  const last = assignments.at(-1)?.name;
  const gives = [...assigned].filter((name) => !named.has(name));
  return {
    reads: outside.filter((name) => !OF_PREDICTION.has(name)),
    gives: gives.length > 0 || last === undefined ? gives : [last],
    prediction: outside.some((name) => OF_PREDICTION.has(name)),
  };
}

function gather(expression: Expression, into: Set<string>): void {
  switch (expression.kind) {
    case "name":
      into.add(expression.name);
      return;
    case "negate":
      return gather(expression.operand, into);
    case "binary":
    case "compare":
      gather(expression.left, into);
      return gather(expression.right, into);
    case "call":
      for (const part of expression.args) gather(part, into);
  }
}
