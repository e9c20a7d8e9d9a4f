import { EquationError, type Span } from "./error.ts";
import type { Token } from "./lexer.ts";
import type { Text } from "../text.ts";

/** The start of an equation. */
export const START: Span = { line: 1, column: 1, length: 0 };

export const A_NAME: Text = { en: "the name to assign to", zh: "被赋值的名称" };
export const AN_EQUALS: Text = { en: "=", zh: "=" };
export const A_VALUE: Text = { en: "a number, a name or an opening parenthesis", zh: "数、名称或左括号" };
export const AN_OPERATOR: Text = { en: "an operator or the end of the line", zh: "运算符或行尾" };
export const A_CLOSING: Text = { en: "a closing parenthesis", zh: "右括号" };
export const MANY: Text = { en: "There are more than 200 statements.", zh: "语句超过 200 条。" };
export const DEEP: Text = { en: "This is nested more than 100 levels deep.", zh: "嵌套超过 100 层。" };
export const LONG: Text = {
  en: "This expression chains more than 400 operations.",
  zh: "这个表达式连接了超过 400 次运算。",
};
export const SPLIT: Text = { en: "Split it into several assignments or nodes.", zh: "请拆成多条赋值或多个节点。" };

export function unexpected(token: Token, expected: Text): EquationError {
  const [en, zh] =
    token.kind === "end"
      ? ["the end of the equation", "公式结尾"]
      : token.text === "\n"
        ? ["the end of the line", "行尾"]
        : [`“${token.text}”`, `“${token.text}”`];
  return new EquationError(
    "syntax",
    token.at,
    { en: `Expected ${expected.en}, found ${en}.`, zh: `此处应为${expected.zh}，实际是${zh}。` },
    {
      en: "A line reads name = value; parentheses let a value go on over several lines.",
      zh: "每行写成 名称 = 值；用括号可以让一个值跨多行。",
    },
  );
}

export function tooLarge(at: Span, text: Text, remedy: Text): EquationError {
  return new EquationError("too-large", at, text, remedy);
}

export function empty(): EquationError {
  return new EquationError(
    "empty",
    START,
    { en: "The equation has no assignment.", zh: "公式中没有赋值。" },
    { en: "Write a line such as y = x / 2.", zh: "请写一行，例如 y = x / 2。" },
  );
}
