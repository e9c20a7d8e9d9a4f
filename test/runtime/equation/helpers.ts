import { checkEquation, type CheckedEquation } from "../../../src/runtime/equation/check.ts";
import { buildKernel } from "../../../src/runtime/equation/lower.ts";
import type { Kernel } from "../../../src/runtime/equation/kernel.ts";
import { parseEquation } from "../../../src/runtime/equation/parse.ts";

/** An equation over these names. */
export function checked(
  source: string,
  tensors: readonly string[],
  scalars: readonly string[],
  outputs: readonly string[],
): CheckedEquation {
  return checkEquation(parseEquation(source), { tensors, scalars, outputs });
}

/** Every name bound to itself. */
export function itself(...lists: readonly (readonly string[])[]): Record<string, string> {
  return Object.fromEntries(lists.flat().map((name) => [name, name]));
}

/** The kernel of one equation, its names kept. */
export function kernelOf(
  source: string,
  tensors: readonly string[],
  scalars: readonly string[],
  outputs: readonly string[],
): Kernel {
  const equation = checked(source, tensors, scalars, outputs);
  return buildKernel([{ equation, bind: itself(tensors, scalars), store: itself(outputs) }]);
}

/** A small seeded generator of numbers in [0, 1) (mulberry32), for choosing test cases. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Float32 numbers in [−size, size). */
export function randomFloats(count: number, random: () => number, size = 2): Float32Array {
  return Float32Array.from({ length: count }, () => (2 * random() - 1) * size);
}
