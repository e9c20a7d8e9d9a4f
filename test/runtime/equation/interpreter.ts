import type { Instruction, Kernel } from "../../../src/runtime/equation/kernel.ts";

/** What one element of a kernel sees. */
export interface Element {
  readonly inputs: readonly number[];
  readonly scalars: readonly number[];
  readonly words?: readonly number[];
  readonly block?: number;
}

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);
const f = Math.fround;
const MASK = 0xffffffffn;

function toBits(value: number): number {
  float[0] = value;
  return word[0] ?? 0;
}

function fromBits(bits: number): number {
  word[0] = bits;
  return float[0] ?? 0;
}

type Operands = readonly [number, number, number];

const OPERATIONS: Readonly<Record<string, (...operands: Operands) => number>> = {
  neg: (a) => -a,
  abs: (a) => Math.abs(a),
  sqrt: (a) => f(Math.sqrt(a)),
  floor: (a) => Math.floor(a),
  bitcast_u32: (a) => toBits(a),
  to_u32_trunc: (a) => (Number.isNaN(a) ? 0 : Math.min(Math.trunc(a), 0x7fffffff)),
  add: (a, b) => f(a + b),
  sub: (a, b) => f(a - b),
  mul: (a, b) => f(a * b),
  div: (a, b) => f(a / b),
  min: (a, b) => Math.min(a, b),
  max: (a, b) => Math.max(a, b),
  lt: (a, b) => Number(a < b),
  le: (a, b) => Number(a <= b),
  gt: (a, b) => Number(a > b),
  ge: (a, b) => Number(a >= b),
  eq: (a, b) => Number(a === b),
  bitcast_f32: (a) => fromBits(a),
  to_f32: (a) => f(a),
  to_f32_signed: (a) => f(a | 0),
  iadd: (a, b) => Number((BigInt(a) + BigInt(b)) & MASK),
  isub: (a, b) => Number((BigInt(a) - BigInt(b)) & MASK),
  imul: (a, b) => Number((BigInt(a) * BigInt(b)) & MASK),
  imulhi: (a, b) => Number((BigInt(a) * BigInt(b)) >> 32n),
  ixor: (a, b) => (a ^ b) >>> 0,
  iand: (a, b) => (a & b) >>> 0,
  ior: (a, b) => (a | b) >>> 0,
  ishl: (a, b) => Number((BigInt(a) << BigInt(b)) & MASK),
  ishr: (a, b) => a >>> b,
  select: (a, b, c) => (c !== 0 ? a : b),
};

/** Runs a kernel for one element, an instruction at a time: slow, and plain enough to be believed. */
export function interpret(kernel: Kernel, element: Element): number[] {
  const values: number[] = [];
  for (const instruction of kernel.code) values.push(valueOf(instruction, values, element));
  return kernel.results.map((place) => values[place] ?? NaN);
}

function valueOf(instruction: Instruction, values: readonly number[], element: Element): number {
  switch (instruction.op) {
    case "input":
    case "item":
      return f(element.inputs[instruction.index] ?? NaN);
    case "scalar":
      return f(element.scalars[instruction.index] ?? NaN);
    case "const":
    case "iconst":
      return instruction.value;
    case "block":
      return element.block ?? 0;
    case "iscalar":
      return element.words?.[instruction.index] ?? 0;
    default: {
      const at = (place: number | undefined): number => (place === undefined ? 0 : (values[place] ?? NaN));
      const [b, c] = ["b" in instruction ? instruction.b : undefined, "c" in instruction ? instruction.c : undefined];
      const operation = OPERATIONS[instruction.op];
      if (!operation) throw new Error(`unknown ${instruction.op}`);
      return operation(at(instruction.a), at(b), at(c));
    }
  }
}
