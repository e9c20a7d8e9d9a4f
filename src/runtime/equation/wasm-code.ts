import { bitsOf } from "./fold.ts";
import { invariants } from "./instruction.ts";
import type { Compare, Float1, Float2, Instruction, Int1, Int2, Kernel } from "./kernel.ts";
import { V128, type FunctionBody, type Op } from "./wasm-function.ts";
import { slotsOf } from "./slots.ts";

/** How the leaves of a kernel reach the stack. */
export interface Leaves {
  /** Pushes the v128 of an input. */
  input(index: number): void;
  /** Pushes the v128 of an input that has one float a sample, four times that. */
  item(index: number): void;
  /** Pushes the v128 of four block indices. */
  block(): void;
  /** Byte offsets of the first scalar and the first key word from the parameters. */
  readonly scalars: number;
  readonly words: number;
}

const ONE: Readonly<Partial<Record<Float1 | Int1, Op>>> = {
  neg: "f32x4_neg",
  abs: "f32x4_abs",
  sqrt: "f32x4_sqrt",
  floor: "f32x4_floor",
  to_u32_trunc: "i32x4_trunc_sat_f32x4_s",
  to_f32: "f32x4_convert_i32x4_u",
  to_f32_signed: "f32x4_convert_i32x4_s",
};

const TWO: Readonly<Record<Float2 | Compare | Exclude<Int2, "imulhi">, Op>> = {
  add: "f32x4_add",
  sub: "f32x4_sub",
  mul: "f32x4_mul",
  div: "f32x4_div",
  min: "f32x4_min",
  max: "f32x4_max",
  lt: "f32x4_lt",
  le: "f32x4_le",
  gt: "f32x4_gt",
  ge: "f32x4_ge",
  eq: "f32x4_eq",
  iadd: "i32x4_add",
  isub: "i32x4_sub",
  imul: "i32x4_mul",
  ixor: "v128_xor",
  iand: "v128_and",
  ior: "v128_or",
  ishl: "i32x4_shl",
  ishr: "i32x4_shr_u",
};

type Binary = { readonly op: Float2 | Compare | Int2; readonly a: number; readonly b: number };

/** The upper words of two vectors of two 64-bit products. */
const UPPER_WORDS = [4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31];

/** A kernel's code without its loops. */
export interface StraightLine {
  /** Computes what all elements share. */
  once(leaves: Leaves): void;
  /**
   * Computes the rest. With several leaves the same is computed for each of them, one instruction of each in turn, so that
   * one's waits are filled by the others' work.
   */
  each(...leaves: readonly Leaves[]): void;
  /** The local that holds a result, for the leaves of this place. */
  result(index: number, chain?: number): number;
}

/** Lays a kernel's values out in locals, for `each` with up to `chains` leaves. */
export function straightLine(f: FunctionBody, kernel: Kernel, chains = 1): StraightLine {
  const invariant = invariants(kernel);
  const { slots, count } = slotsOf(kernel, invariant);
  const shared = Array.from({ length: count }, () => f.local(V128));
  const own = Array.from({ length: chains }, (_, chain) => (chain === 0 ? shared : shared.map(() => f.local(V128))));
  const localOf = (place: number, chain: number): number => {
    const locals = invariant[place] ? shared : own[chain];
    return locals?.[slots[place] ?? 0] ?? 0;
  };
  const emit = (leaves: readonly Leaves[], wanted: boolean): void => {
    kernel.code.forEach((instruction, place) => {
      if (invariant[place] !== wanted) return;
      leaves.forEach((leaf, chain) => {
        emitInstruction(f, kernel, instruction, (operand) => localOf(operand, chain), leaf);
        f.set(localOf(place, chain));
      });
    });
  };
  return {
    once: (leaves) => emit([leaves], true),
    each: (...leaves) => emit(leaves, false),
    result: (index, chain = 0) => localOf(kernel.results[index] ?? 0, chain),
  };
}

/** Pushes the value of one instruction, whose operands lie in `locals`. */
function emitInstruction(
  f: FunctionBody,
  kernel: Kernel,
  instruction: Instruction,
  locals: (operand: number) => number,
  leaves: Leaves,
): void {
  if ("c" in instruction) {
    for (const operand of [instruction.a, instruction.b, instruction.c]) f.get(locals(operand));
    f.op("v128_bitselect");
  } else if ("b" in instruction) {
    emitTwo(f, kernel, instruction, locals);
  } else if ("a" in instruction) {
    f.get(locals(instruction.a));
    const op = ONE[instruction.op];
    if (op) f.op(op);
  } else {
    emitLeaf(f, instruction, leaves);
  }
}

function emitTwo(f: FunctionBody, kernel: Kernel, { op, a, b }: Binary, locals: (operand: number) => number): void {
  if (op === "imulhi") {
    for (const half of ["i64x2_extmul_low_u", "i64x2_extmul_high_u"] as const) {
      f.get(locals(a));
      f.get(locals(b));
      f.op(half);
    }
    f.op("i8x16_shuffle");
    f.bytes.push(...UPPER_WORDS);
    return;
  }
  f.get(locals(a));
  if (op === "ishl" || op === "ishr") {
    const amount = kernel.code[b];
    if (amount?.op !== "iconst") throw new Error("A shift needs a constant amount.");
    f.int(amount.value);
  } else {
    f.get(locals(b));
  }
  f.op(TWO[op]);
}

function emitLeaf(f: FunctionBody, instruction: Instruction, leaves: Leaves): void {
  switch (instruction.op) {
    case "input":
      return leaves.input(instruction.index);
    case "item":
      return leaves.item(instruction.index);
    case "block":
      return leaves.block();
    case "scalar":
    case "iscalar":
      f.get(0);
      f.memory(
        "v128_load32_splat",
        4 * instruction.index + (instruction.op === "scalar" ? leaves.scalars : leaves.words),
      );
      return;
    case "const":
      return f.lanes(new Array<number>(4).fill(bitsOf(instruction.value)));
    case "iconst":
      return f.lanes(new Array<number>(4).fill(instruction.value));
    default:
      throw new Error(`${instruction.op} is no leaf.`);
  }
}
