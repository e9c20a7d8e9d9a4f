import type { Expression } from "./ast.ts";

/**
 * The float32 value of an expression whose parts are known: enough to see a division by a constant zero before anything
 * runs. A comparison is 1 or 0.
 */
export function constantOf(expression: Expression, parts: readonly number[]): number | undefined {
  const [a = 0, b = 0, c = 0] = parts;
  switch (expression.kind) {
    case "negate":
      return -a;
    case "binary":
      return Math.fround(BINARY[expression.operator](a, b));
    case "compare":
      return COMPARE[expression.operator](a, b) ? 1 : 0;
    case "call":
      return call(expression.callee, a, b, c);
    default:
      return undefined;
  }
}

const BINARY = {
  "+": (a: number, b: number) => a + b,
  "-": (a: number, b: number) => a - b,
  "*": (a: number, b: number) => a * b,
  "/": (a: number, b: number) => a / b,
};

const COMPARE = {
  "<": (a: number, b: number) => a < b,
  "<=": (a: number, b: number) => a <= b,
  ">": (a: number, b: number) => a > b,
  ">=": (a: number, b: number) => a >= b,
};

function call(callee: string, a: number, b: number, c: number): number | undefined {
  switch (callee) {
    case "clamp":
      return Math.min(Math.max(a, b), c);
    case "mix":
      return Math.fround(a * (1 - c) + b * c);
    case "select":
      return a === 1 ? b : c;
    case "min":
      return Math.min(a, b);
    case "max":
      return Math.max(a, b);
    case "sqrt":
    case "exp":
    case "log":
    case "abs":
    case "tanh":
      return Math.fround(Math[callee](a));
    default:
      return undefined;
  }
}
