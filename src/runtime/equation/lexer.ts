import { EquationError, type Span } from "./error.ts";
import type { Text } from "../text.ts";

/** `break` ends a statement: a line's end or `;`. `end` is the end of the source. */
export interface Token {
  readonly kind: "number" | "name" | "symbol" | "break" | "end";
  readonly text: string;
  readonly at: Span;
}

const TOKEN =
  /(?<space>[ \t\r]+|#[^\n]*)|(?<line>\n)|(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[\p{L}_][\p{L}\p{N}_]*)|(?<symbol><=|>=|[-+*/(),=<>])|(?<semi>;)/uy;

/** What people write for an operator of the language, and what to write instead. */
const INSTEAD = new Map([
  ["×", "*"],
  ["·", "*"],
  ["⊙", "*"],
  ["÷", "/"],
  ["−", "-"],
  ["–", "-"],
  ["（", "("],
  ["）", ")"],
  ["，", ","],
  ["；", ";"],
  ["^", "x * x"],
]);

/**
 * Splits the source of an equation into tokens.
 * @throws EquationError at the first character that is no part of the language, or a number that float32 cannot hold.
 */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let [line, start, position] = [1, 0, 0];
  while (position < source.length) {
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(source);
    const at = { line, column: position - start + 1, length: match?.[0].length ?? 1 };
    if (!match?.groups) throw strange(source, position, at);
    const kind = kindOf(match.groups);
    if (kind !== "space") tokens.push({ kind, text: match[0], at });
    position = TOKEN.lastIndex;
    if (kind === "number") checkNumber(match[0], source[position] ?? "", at);
    if (match[0] === "\n") [line, start] = [line + 1, position];
  }
  tokens.push({ kind: "end", text: "", at: { line, column: position - start + 1, length: 0 } });
  return tokens;
}

function kindOf(groups: Record<string, string | undefined>): Token["kind"] | "space" {
  if (groups["space"] !== undefined) return "space";
  if (groups["number"] !== undefined) return "number";
  if (groups["name"] !== undefined) return "name";
  return groups["symbol"] === undefined ? "break" : "symbol";
}

function strange(source: string, position: number, at: Span): EquationError {
  const character = String.fromCodePoint(source.codePointAt(position) ?? 0);
  const instead = INSTEAD.get(character);
  const remedy: Text =
    instead === undefined
      ? { en: "Remove it.", zh: "请删去它。" }
      : { en: `Write ${instead} instead.`, zh: `请改写为 ${instead}。` };
  const text = { en: `“${character}” is not part of the language.`, zh: `“${character}”不属于公式语言。` };
  return new EquationError("character", { ...at, length: character.length }, text, remedy);
}

function checkNumber(text: string, next: string, at: Span): void {
  if (!Number.isFinite(Math.fround(Number(text)))) {
    throw new EquationError(
      "number",
      at,
      { en: `${text} is too large for a 32-bit float.`, zh: `${text} 超出 32 位浮点数的范围。` },
      { en: "Write a number below 3.4e38.", zh: "请写小于 3.4e38 的数。" },
    );
  }
  if (/[\p{L}_.]/u.test(next)) {
    throw new EquationError(
      "number",
      at,
      { en: `${text} runs into “${next}”.`, zh: `${text} 与“${next}”连在一起。` },
      {
        en: "A product needs its *, as in 2 * x; a name does not begin with a digit.",
        zh: "乘法要写 *，例如 2 * x；名称不能以数字开头。",
      },
    );
  }
}
