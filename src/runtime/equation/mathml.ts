import type { EquationAst } from "./ast.ts";
import { Terms, type Words } from "./math-terms.ts";
import type { MathSymbol } from "./symbols.ts";

export interface MathOptions {
  /** Names that are numbers, not pictures: their products need no ⊙. The schedule's are known. */
  readonly scalars?: readonly string[];
  /** Level, relative to t, of the schedule's names: 1 where the equation leads from t to t + 1. */
  readonly level?: number;
  /** The words of a `select`, in the reader's language. */
  readonly words?: Words;
}

/**
 * An equation as MathML Core: a table with one row per assignment. Whatever stands for a name is an element of class `sym`
 * with the name in `data-name`. All text is escaped; of `symbols`, only what is given as `mathml` is markup.
 *
 * @param symbols how names are shown, before the field's own symbols.
 */
export function toMathML(
  equation: EquationAst,
  symbols: Readonly<Record<string, MathSymbol>> = {},
  options: MathOptions = {},
): string {
  const terms = new Terms(symbols, options);
  const rows = equation.assignments.map(({ name, value }) => {
    const left = terms.symbol(name);
    const right = terms.write(value);
    terms.assign(name, right.isTensor);
    return `<mtr><mtd class="left">${left}</mtd><mtd class="is"><mo>=</mo></mtd><mtd class="right">${right.mathml}</mtd></mtr>`;
  });
  return `<math display="block" class="equation"><mtable displaystyle="true">${rows.join("")}</mtable></math>`;
}
