import type { Compare, Float1, Float2, Int1, Int2 } from "./kernel.ts";

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

/** The bits of a float32, as u32. */
export function bitsOf(value: number): number {
  float[0] = value;
  return word[0] ?? 0;
}

/** The float32 of these bits. */
function floatOf(bits: number): number {
  word[0] = bits;
  return float[0] ?? 0;
}

/** What one-operand instructions do to float32 and u32 numbers. */
export const UNARY: Readonly<Record<Float1 | Int1, (a: number) => number>> = {
  neg: (a) => -a,
  abs: Math.abs,
  sqrt: (a) => Math.fround(Math.sqrt(a)),
  floor: Math.floor,
  bitcast_u32: bitsOf,
  to_u32_trunc: (a) => Math.trunc(a) >>> 0,
  bitcast_f32: floatOf,
  to_f32: Math.fround,
  to_f32_signed: (a) => Math.fround(a | 0),
};

/** What two-operand arithmetic does; the double rounding of float32 through float64 is harmless for + − × ÷. */
export const BINARY: Readonly<Record<Float2 | Int2, (a: number, b: number) => number>> = {
  add: (a, b) => Math.fround(a + b),
  sub: (a, b) => Math.fround(a - b),
  mul: (a, b) => Math.fround(a * b),
  div: (a, b) => Math.fround(a / b),
  min: Math.min,
  max: Math.max,
  iadd: (a, b) => (a + b) >>> 0,
  isub: (a, b) => (a - b) >>> 0,
  imul: (a, b) => Math.imul(a, b) >>> 0,
  imulhi: (a, b) => Number((BigInt(a) * BigInt(b)) >> 32n),
  ixor: (a, b) => (a ^ b) >>> 0,
  iand: (a, b) => (a & b) >>> 0,
  ior: (a, b) => (a | b) >>> 0,
  ishl: (a, b) => (a << b) >>> 0,
  ishr: (a, b) => a >>> b,
};

export const COMPARE: Readonly<Record<Compare, (a: number, b: number) => boolean>> = {
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
  eq: (a, b) => a === b,
};
