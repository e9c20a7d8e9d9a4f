import type { Assignment, BinaryOperator, CompareOperator, EquationAst, Expression } from "./ast.ts";
import type { Span } from "./error.ts";
import { tokenize, type Token } from "./lexer.ts";
import * as mistake from "./syntax-mistakes.ts";

/** More than this is an error, never a stack overflow. */
const LIMITS = { characters: 8192, statements: 200, nesting: 100, depth: 400 } as const;

const COMPARE: ReadonlySet<string> = new Set(["<", "<=", ">", ">="]);

/**
 * Parses an equation: assignments separated by line ends or `;`, with `#` comments.
 *
 *     statement  = name "=" comparison
 *     comparison = sum [ ("<" | "<=" | ">" | ">=") sum ]        (its place is checked by `checkEquation`)
 *     sum        = product { ("+" | "-") product }
 *     product    = factor { ("*" | "/") factor }
 *     factor     = "-" factor | number | name | name "(" comparison { "," comparison } ")" | "(" comparison ")"
 *
 * Line ends inside parentheses are spaces.
 *
 * @throws EquationError with line and column.
 */
export function parseEquation(source: string): EquationAst {
  if (source.length > LIMITS.characters) {
    const length = source.length.toLocaleString("en");
    throw mistake.tooLarge(
      mistake.START,
      { en: `The equation has ${length} characters; 8 192 are allowed.`, zh: `公式有 ${length} 个字符，上限为 8192。` },
      { en: "Split it over several nodes.", zh: "请拆分到多个节点。" },
    );
  }
  return { source, assignments: new Parser(tokenize(source)).statements() };
}

interface Sized {
  readonly expression: Expression;
  readonly depth: number;
}

class Parser {
  private readonly tokens: readonly Token[];
  private position = 0;
  private nesting = 0;
  private parentheses = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  statements(): Assignment[] {
    const result: Assignment[] = [];
    for (;;) {
      while (this.peek().kind === "break") this.position += 1;
      if (this.peek().kind === "end") break;
      if (result.length === LIMITS.statements) throw mistake.tooLarge(this.peek().at, mistake.MANY, mistake.SPLIT);
      result.push(this.statement());
      const next = this.peek();
      if (next.kind !== "break" && next.kind !== "end") throw mistake.unexpected(next, mistake.AN_OPERATOR);
    }
    if (result.length === 0) throw mistake.empty();
    return result;
  }

  private statement(): Assignment {
    const name = this.next();
    if (name.kind !== "name") throw mistake.unexpected(name, mistake.A_NAME);
    const equals = this.next();
    if (equals.text !== "=") throw mistake.unexpected(equals, mistake.AN_EQUALS);
    return { name: name.text, at: name.at, value: this.comparison().expression };
  }

  private comparison(): Sized {
    const left = this.sum();
    const token = this.peek();
    if (!COMPARE.has(token.text)) return left;
    this.position += 1;
    const right = this.sum();
    const operator = token.text as CompareOperator;
    return sized(
      { kind: "compare", operator, left: left.expression, right: right.expression, at: token.at },
      left,
      right,
    );
  }

  private sum(): Sized {
    return this.chain("+", "-", () => this.chain("*", "/", () => this.factor()));
  }

  private chain(first: BinaryOperator, second: BinaryOperator, part: () => Sized): Sized {
    let left = part();
    for (;;) {
      const token = this.peek();
      if (token.text !== first && token.text !== second) return left;
      this.position += 1;
      const right = part();
      const operator: BinaryOperator = token.text === first ? first : second;
      const expression = {
        kind: "binary",
        operator,
        left: left.expression,
        right: right.expression,
        at: token.at,
      } as const;
      left = sized(expression, left, right);
    }
  }

  private factor(): Sized {
    const token = this.next();
    if (token.kind === "number")
      return { expression: { kind: "number", value: Number(token.text), at: token.at }, depth: 1 };
    if (token.kind === "name") {
      if (this.peek().text === "(") return this.nested(token.at, () => this.call(token));
      return { expression: { kind: "name", name: token.text, at: token.at }, depth: 1 };
    }
    if (token.text === "-") {
      const operand = this.nested(token.at, () => this.factor());
      return sized({ kind: "negate", operand: operand.expression, at: token.at }, operand);
    }
    if (token.text !== "(") throw mistake.unexpected(token, mistake.A_VALUE);
    this.parentheses += 1;
    const inner = this.nested(token.at, () => this.comparison());
    this.close();
    return inner;
  }

  private call(name: Token): Sized {
    this.next();
    this.parentheses += 1;
    const args: Sized[] = [];
    if (this.peek().text !== ")") {
      do args.push(this.comparison());
      while (this.accept(","));
    }
    this.close();
    return sized({ kind: "call", callee: name.text, args: args.map((a) => a.expression), at: name.at }, ...args);
  }

  private nested(at: Span, part: () => Sized): Sized {
    this.nesting += 1;
    if (this.nesting > LIMITS.nesting) throw mistake.tooLarge(at, mistake.DEEP, mistake.SPLIT);
    const result = part();
    this.nesting -= 1;
    return result;
  }

  private accept(text: string): boolean {
    if (this.peek().text !== text) return false;
    this.position += 1;
    return true;
  }

  private close(): void {
    const token = this.peek();
    if (token.text !== ")") throw mistake.unexpected(token, mistake.A_CLOSING);
    this.parentheses -= 1;
    this.position += 1;
  }

  private peek(): Token {
    while (this.parentheses > 0 && this.tokens[this.position]?.text === "\n") this.position += 1;
    return this.tokens[this.position] ?? this.last();
  }

  private next(): Token {
    const token = this.peek();
    if (token.kind !== "end") this.position += 1;
    return token;
  }

  private last(): Token {
    return this.tokens.at(-1) ?? { kind: "end", text: "", at: mistake.START };
  }
}

function sized(expression: Expression, ...parts: readonly Sized[]): Sized {
  const depth = 1 + Math.max(0, ...parts.map((part) => part.depth));
  if (depth > LIMITS.depth) throw mistake.tooLarge(expression.at, mistake.LONG, mistake.SPLIT);
  return { expression, depth };
}
