import type { CompareOperator, Expression } from "./ast.ts";
import {
  application,
  fraction,
  mo,
  negation,
  numberPiece,
  piece,
  PRECEDENCE,
  product,
  row,
  sum,
  type Piece,
} from "./math-pieces.ts";
import { plainSymbol, SCHEDULE_NAMES, symbolsAt, type MathSymbol } from "./symbols.ts";

/** The words of a `select`. */
export interface Words {
  readonly if: string;
  readonly otherwise: string;
}

const WORDS: Words = { if: "if", otherwise: "otherwise" };
const COMPARISONS: Readonly<Record<CompareOperator, string>> = { "<": "&lt;", "<=": "≤", ">": "&gt;", ">=": "≥" };

/** Typesets expressions, knowing how each name is shown and which names are numbers. */
export class Terms {
  private readonly own: Readonly<Record<string, MathSymbol>>;
  private readonly known: Readonly<Record<string, MathSymbol>>;
  private readonly words: Words;
  private readonly numbers: Set<string>;

  constructor(
    own: Readonly<Record<string, MathSymbol>>,
    { scalars = [], level = 0, words = WORDS }: { scalars?: readonly string[]; level?: number; words?: Words },
  ) {
    this.own = own;
    this.known = symbolsAt(level);
    this.words = words;
    this.numbers = new Set([...SCHEDULE_NAMES, ...scalars]);
  }

  /** Remembers what kind of value a name has from here on. */
  assign(name: string, isTensor: boolean): void {
    if (isTensor) this.numbers.delete(name);
    else this.numbers.add(name);
  }

  symbol(name: string): string {
    const table = Object.hasOwn(this.own, name) ? this.own : Object.hasOwn(this.known, name) ? this.known : undefined;
    const found = table?.[name] ?? { mathml: plainSymbol(name, escapeText) };
    const shown = typeof found === "string" ? `<mi>${escapeText(found)}</mi>` : found.mathml;
    return `<mrow class="sym" data-name="${escapeText(name)}">${shown}</mrow>`;
  }

  write(expression: Expression): Piece {
    switch (expression.kind) {
      case "number":
        return numberPiece(expression.value);
      case "name":
        return this.name(expression.name);
      case "negate":
        return negation(this.write(expression.operand));
      case "binary":
        return this.binary(expression);
      case "compare": {
        const [left, right] = [this.write(expression.left), this.write(expression.right)];
        const mathml = row(left.mathml, mo(COMPARISONS[expression.operator]), right.mathml);
        return piece(mathml, PRECEDENCE.compare, [left, right]);
      }
      case "call":
        return this.call(
          expression.callee,
          expression.args.map((argument) => this.write(argument)),
        );
    }
  }

  private name(name: string): Piece {
    // “log β” as a left factor would read as the logarithm of the product.
    const precedence = /(^|_)log_/.test(name) ? PRECEDENCE.product : PRECEDENCE.atom;
    return { mathml: this.symbol(name), precedence, isTensor: !this.numbers.has(name), isDigit: false };
  }

  private binary(expression: Expression & { readonly kind: "binary" }): Piece {
    const { operator, left, right } = expression;
    if (operator === "/") return fraction(this.write(left), this.write(right));
    if (operator !== "*") return sum(operator === "-" ? "−" : "+", this.write(left), this.write(right));
    // (−a) b is typeset −a b.
    if (left.kind === "negate") return negation(product(this.write(left.operand), this.write(right)));
    return product(this.write(left), this.write(right));
  }

  private call(callee: string, args: readonly Piece[]): Piece {
    const [a, b, c] = args;
    if (!a) return application(escapeText(callee), args);
    if (callee === "sqrt") return piece(`<msqrt>${a.mathml}</msqrt>`, PRECEDENCE.atom, [a]);
    if (callee === "exp") return piece(`<msup><mi>e</mi>${row(a.mathml)}</msup>`, PRECEDENCE.atom, [a]);
    if (callee === "abs") return piece(row(mo("|"), a.mathml, mo("|")), PRECEDENCE.atom, [a]);
    if (callee === "mix" && b && c) return mixed(a, b, c);
    if (callee === "select" && b && c) return this.cases(a, b, c);
    return application(escapeText(callee), args);
  }

  private cases(condition: Piece, yes: Piece, no: Piece): Piece {
    const cell = (content: string): string => `<mtd>${content}</mtd>`;
    const word = (text: string): string => `<mtext>${escapeText(text)}\u00a0</mtext>`;
    const first = `<mtr>${cell(yes.mathml)}${cell(word(this.words.if) + condition.mathml)}</mtr>`;
    const second = `<mtr>${cell(no.mathml)}${cell(word(this.words.otherwise))}</mtr>`;
    const mathml = row(mo("{"), `<mtable class="cases">${first}${second}</mtable>`);
    return piece(mathml, PRECEDENCE.sum, [condition, yes, no]);
  }
}

/** (1 − w) a + w b */
function mixed(a: Piece, b: Piece, w: Piece): Piece {
  const rest = sum("−", numberPiece(1), w);
  return sum("+", product(rest, a), product(w, b));
}

/** Escapes text for content and attributes alike. */
function escapeText(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}
