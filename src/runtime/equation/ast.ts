import type { Span } from "./error.ts";

/** The functions of the language and how many parts each takes. */
export const FUNCTIONS = {
  clamp: 3,
  mix: 3,
  sqrt: 1,
  exp: 1,
  log: 1,
  min: 2,
  max: 2,
  select: 3,
  abs: 1,
  tanh: 1,
} as const;

export type FunctionName = keyof typeof FUNCTIONS;
export type BinaryOperator = "+" | "-" | "*" | "/";
export type CompareOperator = "<" | "<=" | ">" | ">=";

/** An expression; `at` is the operator, the name or the number that an error would point to. */
export type Expression =
  | { readonly kind: "number"; readonly value: number; readonly at: Span }
  | { readonly kind: "name"; readonly name: string; readonly at: Span }
  | { readonly kind: "negate"; readonly operand: Expression; readonly at: Span }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly at: Span;
    }
  | {
      readonly kind: "compare";
      readonly operator: CompareOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly at: Span;
    }
  | { readonly kind: "call"; readonly callee: string; readonly args: readonly Expression[]; readonly at: Span };

export interface Assignment {
  readonly name: string;
  readonly at: Span;
  readonly value: Expression;
}

/** An equation as written: assignments from top to bottom. */
export interface EquationAst {
  readonly source: string;
  readonly assignments: readonly Assignment[];
}

/** Whether `name` is a function of the language. */
export function isFunction(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTIONS, name);
}
