/** A typeset expression, and what its surroundings have to know of it. */
export interface Piece {
  readonly mathml: string;
  /** How tightly it holds together; a looser one gets parentheses inside a tighter one. */
  readonly precedence: number;
  /** Whether it has a value per pixel. */
  readonly isTensor: boolean;
  /** Whether its first sign is a digit, so that a factor before it needs a visible dot. */
  readonly isDigit: boolean;
}

export const PRECEDENCE = { any: 0, compare: 1, sum: 2, negation: 3, product: 4, atom: 5 } as const;

export function piece(mathml: string, precedence: number, parts: readonly Piece[] = [], isDigit = false): Piece {
  return { mathml, precedence, isTensor: parts.some((part) => part.isTensor), isDigit };
}

export function row(...parts: readonly string[]): string {
  return `<mrow>${parts.join("")}</mrow>`;
}

export function mo(sign: string): string {
  return `<mo>${sign}</mo>`;
}

/** The markup of a piece, in parentheses where it is looser than its surroundings. */
function inside(inner: Piece, precedence: number): string {
  return inner.precedence < precedence ? row(mo("("), inner.mathml, mo(")")) : inner.mathml;
}

/** A number; a power of ten is typeset as such. */
export function numberPiece(value: number): Piece {
  const [digits = "", exponent] = String(value).split("e");
  const mantissa = `<mn>${digits}</mn>`;
  if (exponent === undefined) return piece(mantissa, PRECEDENCE.atom, [], true);
  const magnitude = `<mn>${exponent.slice(1)}</mn>`;
  const power = exponent.startsWith("-") ? row(mo("−"), magnitude) : magnitude;
  return piece(row(mantissa, mo("×"), `<msup><mn>10</mn>${power}</msup>`), PRECEDENCE.product, [], true);
}

export function negation(operand: Piece): Piece {
  return piece(row(mo("−"), inside(operand, PRECEDENCE.product)), PRECEDENCE.negation, [operand]);
}

/** Both sides of + or −; whatever is no product on the right keeps the parentheses that it was written with. */
export function sum(sign: string, left: Piece, right: Piece): Piece {
  const mathml = row(inside(left, PRECEDENCE.sum), mo(sign), inside(right, PRECEDENCE.product));
  return piece(mathml, PRECEDENCE.sum, [left, right], left.isDigit);
}

/** ⊙ between pictures, a dot before a digit, else nothing to be seen. */
export function product(left: Piece, right: Piece): Piece {
  const sign = left.isTensor && right.isTensor ? "⊙" : right.isDigit ? "⋅" : "&#x2062;";
  const mathml = row(inside(left, PRECEDENCE.product), mo(sign), inside(right, PRECEDENCE.product));
  return piece(mathml, PRECEDENCE.product, [left, right], left.isDigit);
}

export function fraction(top: Piece, bottom: Piece): Piece {
  return piece(`<mfrac>${row(top.mathml)}${row(bottom.mathml)}</mfrac>`, PRECEDENCE.atom, [top, bottom]);
}

/** `name(a, b, …)` */
export function application(name: string, args: readonly Piece[]): Piece {
  const list = args.map((argument) => argument.mathml).join(mo(","));
  return piece(row(`<mi>${name}</mi>`, mo("&#x2061;"), mo("("), list, mo(")")), PRECEDENCE.atom, args);
}
