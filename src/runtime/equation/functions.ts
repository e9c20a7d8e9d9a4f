import type { KernelBuilder, Value } from "./builder.ts";

/*
 * Elementary functions as polynomials, because WGSL lets its own be off by far more than 1e-6 and WebAssembly has none.
 * The coefficients are minimax fits in the stated variable over the stated interval (Lawson's algorithm, then rounded to
 * float32).
 */

/** `c[0] + x (c[1] + x (c[2] + …))` */
function polynomial(k: KernelBuilder, x: Value, coefficients: readonly number[]): Value {
  const [last = 0, ...rest] = coefficients.toReversed();
  return rest.reduce((sum, c) => k.binary("add", k.binary("mul", sum, x), k.const(c)), k.const(last));
}

/** (e^r − 1 − r) / r² over |r| ≤ ln 2 / 2 */
const EXP = [0.49999994, 0.1666652, 0.041668393, 0.008368781, 0.0013814467];
/** (log(1 + f) − f + f²/2) / f³ over 1 + f in [√½, √2] */
const LOG = [
  0.33333313, -0.2500001, 0.20002119, -0.16667996, 0.14219552, -0.12405589, 0.11888162, -0.11675652, 0.067466415,
];
/** sin(2π r) / r in r² over |r| ≤ 1/8 */
const SIN = [6.2831855, -41.34166, 81.592354, -75.39343];
/** (cos(2π r) − 1) / r² in r² over |r| ≤ 1/8 */
const COS = [-19.739208, 64.93932, -85.44374, 59.245865];
/** (tanh(x) − x) / x³ in x² over |x| ≤ 5/8 */
const TANH = [-0.33333284, 0.13331485, -0.05374291, 0.020648574, -0.005714687];

/** ln 2 in two parts, the first with so few bits that its product with an exponent is exact. */
const LN2_HIGH = 0.693359375;
const LN2_LOW = -2.12194440054690583e-4;

/**
 * e^x, within 2e-7 of itself: 2^k e^r with k the nearest whole number to x / ln 2. Above 88.73 it overflows to infinity, below
 * −104 it is 0; between −87.3 and −104 a device without denormal numbers gives 0.
 */
export function exp(k: KernelBuilder, x: Value): Value {
  const bounded = k.binary("max", k.binary("min", x, k.const(90)), k.const(-105));
  const power = k.unary("floor", k.binary("add", k.binary("mul", bounded, k.const(Math.LOG2E)), k.const(0.5)));
  const coarse = k.binary("sub", bounded, k.binary("mul", power, k.const(LN2_HIGH)));
  const r = k.binary("sub", coarse, k.binary("mul", power, k.const(LN2_LOW)));
  const square = k.binary("mul", r, r);
  const tail = k.binary("add", k.binary("mul", polynomial(k, r, EXP), square), r);
  const mantissa = k.binary("add", tail, k.const(1));
  // In two steps, since 2^k alone may lie outside the normal numbers.
  const half = k.unary("floor", k.binary("mul", power, k.const(0.5)));
  const scaled = k.binary("mul", mantissa, powerOfTwo(k, half));
  return k.binary("mul", scaled, powerOfTwo(k, k.binary("sub", power, half)));
}

/** 2^n for a whole n in [−126, 127]. */
function powerOfTwo(k: KernelBuilder, n: Value): Value {
  const exponent = k.unary("to_u32_trunc", k.binary("add", n, k.const(127)));
  return k.unary("bitcast_f32", k.binary("ishl", exponent, k.iconst(23)));
}

/**
 * The natural logarithm, within 2e-7 of itself. Below the smallest normal number, 0 and negative numbers included, it is
 * −87.33654, the same on every device; of infinity it is 88.72284.
 */
export function log(k: KernelBuilder, x: Value): Value {
  const smallest = k.const(1.1754943508222875e-38);
  const finite = logOfNormal(k, k.binary("max", x, smallest));
  return k.select(k.compare("eq", x, x), finite, x);
}

/** The logarithm of a positive normal number. */
export function logOfNormal(k: KernelBuilder, x: Value): Value {
  const ROOT_HALF = 0x3f3504f3;
  const shifted = k.binary("iadd", k.unary("bitcast_u32", x), k.iconst(0x3f800000 - ROOT_HALF));
  const biased = k.unary("to_f32_signed", k.binary("ishr", shifted, k.iconst(23)));
  const power = k.binary("sub", biased, k.const(127));
  const bits = k.binary("iadd", k.binary("iand", shifted, k.iconst(0x007fffff)), k.iconst(ROOT_HALF));
  const f = k.binary("sub", k.unary("bitcast_f32", bits), k.const(1));
  const square = k.binary("mul", f, f);
  const cubic = k.binary("mul", k.binary("mul", polynomial(k, f, LOG), f), square);
  const low = k.binary("add", cubic, k.binary("mul", power, k.const(LN2_LOW)));
  const small = k.binary("sub", low, k.binary("mul", square, k.const(0.5)));
  return k.binary("add", k.binary("add", small, f), k.binary("mul", power, k.const(LN2_HIGH)));
}

/** Sine and cosine of 2π·turns for turns in [0, 1): within 1e-7. */
export function sineAndCosine(k: KernelBuilder, turns: Value): readonly [sine: Value, cosine: Value] {
  const quarter = k.unary("floor", k.binary("add", k.binary("mul", turns, k.const(4)), k.const(0.5)));
  const r = k.binary("sub", turns, k.binary("mul", quarter, k.const(0.25)));
  const square = k.binary("mul", r, r);
  const sine = k.binary("mul", r, polynomial(k, square, SIN));
  const cosine = k.binary("add", k.binary("mul", polynomial(k, square, COS), square), k.const(1));
  const quadrant = k.unary("to_u32_trunc", quarter);
  const isOdd = k.compare("eq", k.unary("to_f32_signed", k.binary("iand", quadrant, k.iconst(1))), k.const(1));
  const next = k.binary("iadd", quadrant, k.iconst(1));
  return [flipped(k, k.select(isOdd, cosine, sine), quadrant), flipped(k, k.select(isOdd, sine, cosine), next)];
}

/** Negates `x` where bit 1 of `quadrant` is set. */
function flipped(k: KernelBuilder, x: Value, quadrant: Value): Value {
  const sign = k.binary("ishl", k.binary("iand", quadrant, k.iconst(2)), k.iconst(30));
  return k.unary("bitcast_f32", k.binary("ixor", k.unary("bitcast_u32", x), sign));
}

/** The hyperbolic tangent, within 2e-7 of itself: a polynomial near 0, 1 − 2 / (e^2|x| + 1) elsewhere. */
export function tanh(k: KernelBuilder, x: Value): Value {
  const size = k.unary("abs", x);
  const square = k.binary("mul", x, x);
  const near = k.binary("add", k.binary("mul", k.binary("mul", polynomial(k, square, TANH), square), x), x);
  const grown = k.binary("add", exp(k, k.binary("min", k.binary("add", size, size), k.const(40))), k.const(1));
  const far = k.binary("sub", k.const(1), k.binary("div", k.const(2), grown));
  const signed = k.select(k.compare("lt", x, k.const(0)), k.unary("neg", far), far);
  return k.select(k.compare("le", size, k.const(0.625)), near, signed);
}
