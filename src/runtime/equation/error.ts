import { problem, type Place, type Problem } from "../problem.ts";
import type { Text } from "../text.ts";

/** A stretch of an equation's source; line and column count from 1, `length` in UTF-16 units. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** What is wrong with the text of an equation, where, and what to do. */
export class EquationError extends Error {
  override readonly name = "EquationError";
  readonly code: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly text: Text;
  readonly remedy: Text;

  constructor(code: string, at: Span, text: Text, remedy: Text) {
    super(`line ${at.line}, column ${at.column}: ${text.en} ${remedy.en}`);
    this.code = `equation-${code}`;
    this.line = at.line;
    this.column = at.column;
    this.length = at.length;
    this.text = text;
    this.remedy = remedy;
  }
}

/** The same mistake as a problem of a graph, for a `UserError` or a list of problems. */
export function equationProblem(error: EquationError, place: Place = {}): Problem {
  const message: Text = {
    en: `Equation, line ${error.line}, column ${error.column}: ${error.text.en}`,
    zh: `公式第 ${error.line} 行第 ${error.column} 列：${error.text.zh}`,
  };
  return problem(error.code, message, error.remedy, place);
}
