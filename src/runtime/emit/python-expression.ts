import type { Expression } from "../equation/ast.ts";

/** A piece of Python: how tightly it binds, and whether it is a tensor (else a Python number). */
export interface Piece {
  readonly text: string;
  /** 0 conditional, 1 comparison, 2 sum, 3 product, 4 sign, 5 atom. */
  readonly binds: number;
  readonly isTensor: boolean;
}

export const atom = (text: string, isTensor: boolean): Piece => ({ text, binds: 5, isTensor });

/** An equation's expression as Python over torch tensors and Python numbers. */
export function pythonOf(expression: Expression, read: (name: string) => Piece): Piece {
  const part = (inner: Expression): Piece => pythonOf(inner, read);
  switch (expression.kind) {
    case "number":
      return atom(numberText(expression.value), false);
    case "name":
      return read(expression.name);
    case "negate": {
      const operand = part(expression.operand);
      return { text: `-${within(operand, 4)}`, binds: 4, isTensor: operand.isTensor };
    }
    case "binary": {
      const binds = "+-".includes(expression.operator) ? 2 : 3;
      const [left, right] = [part(expression.left), part(expression.right)];
      const loose = "-/".includes(expression.operator) ? binds + 1 : binds;
      const text = `${within(left, binds)} ${expression.operator} ${within(right, loose)}`;
      return { text, binds, isTensor: left.isTensor || right.isTensor };
    }
    case "compare": {
      const [left, right] = [part(expression.left), part(expression.right)];
      const text = `${within(left, 2)} ${expression.operator} ${within(right, 2)}`;
      return { text, binds: 1, isTensor: left.isTensor || right.isTensor };
    }
    case "call":
      return callOf(expression.callee, expression.args.map(part));
  }
}

const within = (piece: Piece, binds: number): string => (piece.binds < binds ? `(${piece.text})` : piece.text);

function callOf(callee: string, args: readonly Piece[]): Piece {
  const isTensor = args.some((arg) => arg.isTensor);
  const [a, b, c] = args.map((arg) => within(arg, 1));
  const [first, second, third] = args;
  switch (callee) {
    case "clamp":
      return atom(first?.isTensor ? `${within(first, 5)}.clamp(${b}, ${c})` : `min(max(${a}, ${b}), ${c})`, isTensor);
    case "mix": {
      const [x, y, m] = [first, second, third].map((arg) => (arg ? within(arg, 3) : ""));
      const rest = third ? within(third, 3) : "";
      return { text: `(1 - ${rest}) * ${x} + ${m} * ${y}`, binds: 2, isTensor };
    }
    case "select":
      if (first?.isTensor) return atom(`torch.where(${a}, ${b}, ${c})`, true);
      return {
        text: `${second ? within(second, 1) : ""} if ${a} else ${third ? within(third, 1) : ""}`,
        binds: 0,
        isTensor,
      };
    case "min":
    case "max": {
      if (!isTensor) return atom(`${callee}(${a}, ${b})`, false);
      const [tensor, other] = first?.isTensor ? [first, second] : [second, first];
      const both = first?.isTensor && second?.isTensor;
      if (both) return atom(`torch.${callee}imum(${a}, ${b})`, true);
      return atom(
        `${tensor ? within(tensor, 5) : ""}.clamp(${callee === "max" ? "min" : "max"}=${other?.text ?? ""})`,
        true,
      );
    }
    case "abs":
      return atom(isTensor ? `${first ? within(first, 5) : ""}.abs()` : `abs(${a})`, isTensor);
    default: // sqrt, exp, log, tanh: the same names in both worlds.
      return atom(isTensor ? `${first ? within(first, 5) : ""}.${callee}()` : `math.${callee}(${a})`, isTensor);
  }
}

/** A number as Python writes it: shortest form, with a point where it has one. */
export function numberText(value: number): string {
  return String(value).replace("e+", "e");
}

/** A value of a param as Python writes it. */
export function literal(value: unknown): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "number" ? numberText(value) : JSON.stringify(value ?? "");
}

/**
 * One assignment in lines of at most 88 columns, as black breaks them: what does not fit goes into brackets, split at the
 * operators that bind least.
 */
export function assignment(name: string, value: Piece, indent: string): readonly string[] {
  const line = `${indent}${name} = ${value.text}`;
  if (line.length <= 88) return [line];
  const inner = `${indent}    `;
  const called = bracketed(value.text);
  if (called) return [`${indent}${name} = (`, ...broken(called.inside, 2, inner), `${indent})${called.call}`];
  const [, callee, given] = /^([\w.]+)\((.*)\)$/.exec(value.text) ?? [];
  if (callee !== undefined && given !== undefined && isWhole(given) && inner.length + given.length <= 88)
    return [`${indent}${name} = ${callee}(`, `${inner}${given}`, `${indent})`];
  if (`${inner}${value.text}`.length <= 88) return [`${indent}${name} = (`, `${inner}${value.text}`, `${indent})`];
  const summed = lastBracketed(value);
  const first = `${indent}${name} = ${summed?.before ?? ""}(`;
  if (summed && first.length <= 88 && inner.length + summed.inside.length <= 88)
    return [first, `${inner}${summed.inside}`, `${indent})`];
  return [`${indent}${name} = (`, ...broken(value.text, value.binds, inner), `${indent})`];
}

/** `before + (inside)` or `before * f(inside)`: of a sum or product of two, black opens the brackets that end it, where what stands before fits. */
function lastBracketed({ text, binds }: Piece): { readonly before: string; readonly inside: string } | undefined {
  if (binds !== 2 && binds !== 3) return undefined;
  const parts = split(text, binds === 2 ? [" + ", " - "] : [" * ", " / "]);
  const [operator, inside] = /^([-+*/] [\w.]*)\((.+)\)$/.exec(parts[1] ?? "")?.slice(1) ?? [];
  if (parts.length !== 2 || operator === undefined || inside === undefined || !isWhole(inside)) return undefined;
  return { before: `${parts[0]} ${operator}`, inside };
}

/** A call or a definition, `before(given)after`, its arguments on lines of their own where it is longer than 88 columns. */
export function callLines(before: string, given: readonly string[], after: string, indent: string): readonly string[] {
  const line = `${indent}${before}(${given.join(", ")})${after}`;
  if (line.length <= 88) return [line];
  const inner = `${indent}    `;
  const all = inner + given.join(", ");
  const broken = all.length <= 88 ? [all] : given.map((one) => `${inner}${one},`);
  return [`${indent}${before}(`, ...broken, `${indent})${after}`];
}

/** Text inside brackets: on one line if it fits, else a line for each term. */
function broken(text: string, binds: number, indent: string): readonly string[] {
  if (indent.length + text.length <= 88) return [indent + text];
  return split(text, binds === 2 ? [" + ", " - "] : [" * ", " / "]).map((term) => indent + term);
}

/** `(inside).call(…)`, where the whole text is that. */
function bracketed(text: string): { readonly inside: string; readonly call: string } | undefined {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "(") depth++;
    if (text[i] === ")" && --depth === 0) {
      const call = text.slice(i + 1);
      return text.startsWith("(") && /^(\.\w+\([^()]*\)| [*/] [\w.]+(\[[^\]]*\])?)$/.test(call)
        ? { inside: text.slice(1, i), call }
        : undefined;
    }
  }
  return undefined;
}

/** Whether every bracket that is closed was opened in it. */
function isWhole(text: string): boolean {
  let depth = 0;
  return [...text].every((letter) => (depth += letter === "(" ? 1 : letter === ")" ? -1 : 0) >= 0);
}

/** Splits at operators outside brackets; each later part begins with its operator. */
function split(text: string, operators: readonly string[]): readonly string[] {
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const letter = text[i] ?? "";
    if ("([".includes(letter)) depth++;
    if (")]".includes(letter)) depth--;
    if (depth === 0 && i > start && operators.some((operator) => text.startsWith(operator, i))) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return [...parts, text.slice(start)];
}
