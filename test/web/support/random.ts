import type { Shape } from "../../../src/runtime/backend.ts";
import { KernelBuilder, type Value } from "../../../src/runtime/equation/builder.ts";
import type { Kernel } from "../../../src/runtime/equation/kernel.ts";

/** Numbers in [0, 1) that are the same every time (a 32-bit multiply-and-shift generator). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 12), 0x297a2d39);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

export function randomFloats(random: () => number, count: number): Float32Array {
  return Float32Array.from({ length: count }, () => 4 * random() - 2);
}

/**
 * A kernel of `length` random operations over all its inputs and scalars, whose values stay within some hundreds and
 * which nowhere jumps on a rounding error: comparisons see inputs alone.
 */
export function randomKernel(
  random: () => number,
  inputs: number,
  scalars: number,
  outputs: number,
  length: number,
): Kernel {
  const k = new KernelBuilder();
  const sources = [
    ...Array.from({ length: inputs }, (_, i) => k.input(`x${i}`)),
    ...Array.from({ length: scalars }, (_, i) => k.scalar(`s${i}`)),
  ];
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] ?? fail();
  const bounded = (value: Value): Value => k.binary("max", k.binary("min", value, k.const(10)), k.const(-10));
  const operations: readonly ((a: Value, b: Value) => Value)[] = [
    (a, b) => k.binary("add", a, b),
    (a, b) => k.binary("sub", a, b),
    (a, b) => bounded(k.binary("mul", a, b)),
    (a, b) => k.binary("div", a, k.binary("add", k.unary("abs", b), k.const(0.5))),
    (a, b) => k.binary("min", a, b),
    (a, b) => k.binary("max", a, b),
    (a) => k.unary("neg", a),
    (a) => k.unary("sqrt", k.unary("abs", k.binary("add", a, k.const(0.25)))),
    (a, b) => k.select(k.compare(pick(["lt", "le", "gt", "ge"] as const), pick(sources), pick(sources)), a, b),
  ];
  const values = [...sources];
  for (let i = 0; i < length; i++) values.push(pick(operations)(pick(values), pick(values)));
  // Every source has a part in the first output, so that the kernel reads all that it is given.
  const all = sources.reduce((sum, source) => k.binary("add", sum, source), values.at(-1) ?? fail());
  const stored = [bounded(all), ...Array.from({ length: outputs - 1 }, () => pick(values))];
  return k.build(
    "elements",
    stored.map((_, i) => `y${i}`),
    stored,
  );
}

function fail(): never {
  throw new Error("nothing to choose from");
}

/** Shapes whose planes are and are not multiples of what a device takes at a time. */
export const shapes: readonly Shape[] = [
  [1, 1, 1, 1],
  [1, 3, 1, 3],
  [2, 3, 2, 2],
  [3, 2, 1, 5],
  [1, 3, 16, 16],
  [4, 6, 7, 7],
  [2, 3, 64, 64],
];
