import type { Instruction, Kernel } from "./kernel.ts";

export type ValueType = "f32" | "u32" | "bool";

const TYPES: Readonly<Record<Exclude<Instruction["op"], "select">, ValueType>> = {
  input: "f32",
  scalar: "f32",
  const: "f32",
  iconst: "u32",
  block: "u32",
  iscalar: "u32",
  neg: "f32",
  abs: "f32",
  sqrt: "f32",
  floor: "f32",
  bitcast_u32: "u32",
  to_u32_trunc: "u32",
  add: "f32",
  sub: "f32",
  mul: "f32",
  div: "f32",
  min: "f32",
  max: "f32",
  lt: "bool",
  le: "bool",
  gt: "bool",
  ge: "bool",
  eq: "bool",
  bitcast_f32: "f32",
  to_f32: "f32",
  to_f32_signed: "f32",
  iadd: "u32",
  isub: "u32",
  imul: "u32",
  imulhi: "u32",
  ixor: "u32",
  iand: "u32",
  ior: "u32",
  ishl: "u32",
  ishr: "u32",
};

/** The type of each instruction's value; a `select` has the type of what it chooses from. */
export function valueTypes(code: readonly Instruction[]): ValueType[] {
  const types: ValueType[] = [];
  for (const instruction of code) {
    types.push(instruction.op === "select" ? (types[instruction.a] ?? "f32") : TYPES[instruction.op]);
  }
  return types;
}

/** The earlier instructions that this one reads. */
export function operandsOf(instruction: Instruction): readonly number[] {
  if ("c" in instruction) return [instruction.c, instruction.a, instruction.b];
  if ("b" in instruction) return [instruction.a, instruction.b];
  return "a" in instruction ? [instruction.a] : [];
}

/** The same instruction reading other places. */
export function withOperands(instruction: Instruction, place: (operand: number) => number): Instruction {
  if ("c" in instruction) {
    return { ...instruction, c: place(instruction.c), a: place(instruction.a), b: place(instruction.b) };
  }
  if ("b" in instruction) return { ...instruction, a: place(instruction.a), b: place(instruction.b) };
  return "a" in instruction ? { ...instruction, a: place(instruction.a) } : instruction;
}

/** Which values are the same for every element, so that a loop computes them once, ahead of it. */
export function invariants(kernel: Kernel): boolean[] {
  const same: boolean[] = [];
  for (const instruction of kernel.code) {
    const varies = instruction.op === "input" || instruction.op === "block";
    same.push(!varies && operandsOf(instruction).every((operand) => same[operand] === true));
  }
  return same;
}
