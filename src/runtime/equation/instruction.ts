import type { Instruction, Kernel } from "./kernel.ts";

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
    const varies = ["input", "item", "block"].includes(instruction.op);
    same.push(!varies && operandsOf(instruction).every((operand) => same[operand] === true));
  }
  return same;
}
