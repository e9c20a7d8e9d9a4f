import { isFunction, type CompareOperator, type Expression, type FunctionName } from "./ast.ts";
import { KernelBuilder, type Value } from "./builder.ts";
import type { CheckedEquation } from "./check.ts";
import { exp, log, tanh } from "./functions.ts";
import type { Compare, Kernel } from "./kernel.ts";

/** One equation of a kernel, with the names that its own names stand for outside. */
export interface Stage {
  readonly equation: CheckedEquation;
  /** Local name of a tensor or scalar → its global name. Every name that is read has to be there. */
  readonly bind: Readonly<Record<string, string>>;
  /** Local assigned name → global name of the tensor that it becomes. */
  readonly store: Readonly<Record<string, string>>;
  /** Local names of tensors that have one number for each sample. */
  readonly items?: readonly string[];
}

/**
 * Lowers equations to one kernel. A stage reads what an earlier one stored directly, so neighbouring equations fuse
 * without a trip through memory and give, bit for bit, what they give one after another.
 *
 * @param keep global names that are written to memory; by default all that the stages store.
 */
export function buildKernel(stages: readonly Stage[], keep?: readonly string[]): Kernel {
  const k = new KernelBuilder();
  const stored = new Map<string, Value>();
  for (const stage of stages) {
    const locals = new Map<string, Value>();
    for (const { name, value } of stage.equation.ast.assignments) {
      locals.set(
        name,
        lower(k, value, (read) => locals.get(read) ?? outer(k, stage, stored, read)),
      );
    }
    for (const [local, global] of Object.entries(stage.store)) {
      const value = locals.get(local);
      if (value === undefined) throw new Error(`The stage stores ${local}, which its equation does not assign.`);
      stored.set(global, value);
    }
  }
  const outputs = keep ?? [...stored.keys()];
  const results = outputs.map((name) => {
    const value = stored.get(name);
    if (value === undefined) throw new Error(`No stage stores ${name}.`);
    return value;
  });
  return k.build("elements", outputs, results);
}

function outer(k: KernelBuilder, stage: Stage, stored: ReadonlyMap<string, Value>, name: string): Value {
  const global = Object.hasOwn(stage.bind, name) ? stage.bind[name] : undefined;
  const isTensor = stage.equation.scope.tensors.includes(name);
  // A name that only an unused assignment reads may be left unbound; what comes of it is dropped by `build`.
  if (global === undefined && isRead(stage, name)) throw new Error(`The stage does not bind ${name}.`);
  const outerName = global ?? name;
  const found = stored.get(outerName);
  if (found !== undefined) return found;
  if (stage.items?.includes(name)) return k.item(outerName);
  return isTensor ? k.input(outerName) : k.scalar(outerName);
}

function isRead(stage: Stage, name: string): boolean {
  const needed = Object.keys(stage.store).map((local) => stage.equation.assigned.get(local));
  return needed.some((facts) => facts?.tensors.includes(name) || facts?.scalars.includes(name));
}

const BINARY = { "+": "add", "-": "sub", "*": "mul", "/": "div" } as const;
const COMPARE: Readonly<Record<CompareOperator, Compare>> = { "<": "lt", "<=": "le", ">": "gt", ">=": "ge" };

function lower(k: KernelBuilder, expression: Expression, read: (name: string) => Value): Value {
  const part = (inner: Expression): Value => lower(k, inner, read);
  switch (expression.kind) {
    case "number":
      return k.const(expression.value);
    case "name":
      return read(expression.name);
    case "negate":
      return k.unary("neg", part(expression.operand));
    case "binary":
      return k.binary(BINARY[expression.operator], part(expression.left), part(expression.right));
    case "compare":
      return k.compare(COMPARE[expression.operator], part(expression.left), part(expression.right));
    case "call":
      if (!isFunction(expression.callee)) throw new Error(`${expression.callee} was not checked.`);
      return call(k, expression.callee, expression.args.map(part));
  }
}

function call(k: KernelBuilder, callee: FunctionName, args: readonly Value[]): Value {
  const [a = 0, b = 0, c = 0] = args;
  switch (callee) {
    case "clamp":
      return k.binary("min", k.binary("max", a, b), c);
    case "mix":
      // Not a + c (b − a): this form is exact at both ends, so a mask of 0 and 1 copies.
      return k.binary("add", k.binary("mul", a, k.binary("sub", k.const(1), c)), k.binary("mul", b, c));
    case "select":
      return k.select(a, b, c);
    case "min":
    case "max":
      return k.binary(callee, a, b);
    case "sqrt":
    case "abs":
      return k.unary(callee, a);
    case "exp":
      return exp(k, a);
    case "log":
      return log(k, a);
    case "tanh":
      return tanh(k, a);
  }
}
