import { FUNCTIONS, type FunctionName } from "./ast.ts";
import { EquationError, type Span } from "./error.ts";
import { nearest } from "./nearest.ts";
import type { Text } from "../text.ts";

/** Every sentence of the checker, in one place for translators. */

export function unknownName(name: string, at: Span, known: readonly string[], line?: number): EquationError {
  const text = { en: `${name} is not known here.`, zh: `此处没有名为 ${name} 的量。` };
  return new EquationError(
    "unknown-name",
    at,
    text,
    line === undefined ? suggestion(name, known) : assignedBelow(name, line),
  );
}

function assignedBelow(name: string, line: number): Text {
  return {
    en: `It is assigned on line ${line}; a line may use only names of the lines above it.`,
    zh: `它在第 ${line} 行才被赋值；每行只能使用上方各行的名称。`,
  };
}

function suggestion(name: string, known: readonly string[]): Text {
  const near = nearest(name, known);
  if (near !== undefined) return { en: `Did you mean ${near}?`, zh: `是否想写 ${near}？` };
  const list = known.slice(0, 12).join(", ");
  return { en: `Known names: ${list || "none"}.`, zh: `可用名称：${list || "无"}。` };
}

export function unknownFunction(name: string, at: Span): EquationError {
  const text = { en: `${name} is not a function of the language.`, zh: `公式语言没有函数 ${name}。` };
  return new EquationError("unknown-function", at, text, suggestion(name, Object.keys(FUNCTIONS)));
}

export function notAFunction(name: string, at: Span): EquationError {
  return new EquationError(
    "not-a-function",
    at,
    { en: `${name} is a value, not a function.`, zh: `${name} 是量，不是函数。` },
    { en: `A product needs its *: write ${name} * (…).`, zh: `乘法要写 *：${name} * (…)。` },
  );
}

export function functionAsName(name: FunctionName, at: Span): EquationError {
  return new EquationError(
    "function-as-name",
    at,
    { en: `${name} is a function and needs its parts.`, zh: `${name} 是函数，需要参数。` },
    { en: `Write ${usage(name)}.`, zh: `请写 ${usage(name)}。` },
  );
}

export function wrongArity(name: FunctionName, expected: number, came: number, at: Span): EquationError {
  return new EquationError(
    "arity",
    at,
    {
      en: `${name} takes ${expected} part${expected === 1 ? "" : "s"}, not ${came}.`,
      zh: `${name} 需要 ${expected} 个参数，而不是 ${came} 个。`,
    },
    { en: `Write ${usage(name)}.`, zh: `请写 ${usage(name)}。` },
  );
}

function usage(name: FunctionName): string {
  if (name === "clamp") return "clamp(x, low, high)";
  if (name === "mix") return "mix(a, b, weight_of_b)";
  if (name === "select") return "select(a < b, if_true, if_false)";
  return FUNCTIONS[name] === 2 ? `${name}(a, b)` : `${name}(x)`;
}

export function assignedTwice(name: string, at: Span, line: number): EquationError {
  return new EquationError(
    "assigned-twice",
    at,
    { en: `${name} is already assigned on line ${line}.`, zh: `${name} 已在第 ${line} 行赋值。` },
    { en: "Give this value a name of its own.", zh: "请给这个值另取名称。" },
  );
}

export function assignedInput(name: string, at: Span): EquationError {
  return new EquationError(
    "assigned-input",
    at,
    { en: `${name} comes from outside and cannot be assigned.`, zh: `${name} 来自外部，不能赋值。` },
    { en: "Give this value another name.", zh: "请给这个值另取名称。" },
  );
}

export function assignedFunction(name: string, at: Span): EquationError {
  return new EquationError(
    "assigned-function",
    at,
    { en: `${name} is a function and cannot be assigned.`, zh: `${name} 是函数，不能赋值。` },
    { en: "Give this value another name.", zh: "请给这个值另取名称。" },
  );
}

export function neverAssigned(name: string, at: Span, assigned: readonly string[]): EquationError {
  const near = nearest(name, assigned);
  return new EquationError(
    "no-output",
    at,
    { en: `The output ${name} is never assigned.`, zh: `输出 ${name} 没有被赋值。` },
    near === undefined
      ? { en: `Add a line ${name} = ….`, zh: `请添加一行 ${name} = …。` }
      : {
          en: `Rename ${near} to ${name}, or add a line ${name} = ….`,
          zh: `请把 ${near} 改名为 ${name}，或添加一行 ${name} = …。`,
        },
  );
}

export function singleNumber(name: string, at: Span): EquationError {
  return new EquationError(
    "shape",
    at,
    { en: `${name} is a single number; expected a picture.`, zh: `${name} 是单个数；此处应为图像。` },
    { en: "Let it depend on an input, for example number + 0 * x.", zh: "请让它依赖某个输入，例如 数 + 0 * x。" },
  );
}

export function divisionByZero(at: Span): EquationError {
  return new EquationError(
    "division-by-zero",
    at,
    { en: "This divides by a constant that is zero.", zh: "此处除以恒为零的数。" },
    {
      en: "Divide by something else; below 1.4e-45 a number counts as zero.",
      zh: "请改用其他除数；小于 1.4e-45 的数视为零。",
    },
  );
}

export function misplacedComparison(operator: string, at: Span): EquationError {
  return new EquationError(
    "comparison",
    at,
    { en: `The comparison ${operator} cannot stand here.`, zh: `比较 ${operator} 不能放在这里。` },
    {
      en: "Compare in the first part of select: select(a < b, if_true, if_false).",
      zh: "比较只能作为 select 的第一个参数：select(a < b, 真, 假)。",
    },
  );
}

export function notAComparison(at: Span): EquationError {
  return new EquationError(
    "condition",
    at,
    { en: "The first part of select has to be a comparison.", zh: "select 的第一个参数必须是比较。" },
    { en: "Write, for example, select(x > 0, if_true, if_false).", zh: "例如 select(x > 0, 真, 假)。" },
  );
}
