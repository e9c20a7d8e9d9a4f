import { KernelBuilder, type Value } from "../../../src/runtime/equation/builder.ts";
import { exp, log, sineAndCosine, tanh } from "../../../src/runtime/equation/functions.ts";
import type { Kernel } from "../../../src/runtime/equation/kernel.ts";

const FLOAT2 = ["add", "sub", "mul", "div", "min", "max"] as const;
const FLOAT1 = ["neg", "abs", "sqrt", "floor"] as const;
const INT2 = ["iadd", "isub", "imul", "imulhi", "ixor", "iand", "ior"] as const;
const COMPARE = ["lt", "le", "gt", "ge", "eq"] as const;

/** A kernel of `size` random steps over `inputs` tensors and `scalars` numbers that uses every kind of instruction. */
export function randomKernel(random: () => number, inputs: number, scalars: number, size: number): Kernel {
  const k = new KernelBuilder();
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const floats: Value[] = [k.const(random() * 4 - 2), k.const(0.5)];
  for (let index = 0; index < inputs; index += 1) floats.push(k.input(`in${index}`));
  for (let index = 0; index < scalars; index += 1) floats.push(k.scalar(`s${index}`));
  const words: Value[] = [k.iconst(0x9e3779b9), k.iconst(12345)];
  const steps: readonly (() => unknown)[] = [
    () => floats.push(k.binary(pick(FLOAT2), pick(floats), pick(floats))),
    () => floats.push(k.binary(pick(FLOAT2), pick(floats), pick(floats))),
    () => floats.push(k.unary(pick(FLOAT1), pick(floats))),
    () => floats.push(k.select(k.compare(pick(COMPARE), pick(floats), pick(floats)), pick(floats), pick(floats))),
    () => words.push(k.unary("bitcast_u32", pick(floats))),
    () => words.push(k.unary("to_u32_trunc", k.binary("min", k.unary("abs", pick(floats)), k.const(1e6)))),
    () => words.push(k.binary(pick(INT2), pick(words), pick(words))),
    () => words.push(k.binary(pick(["ishl", "ishr"]), pick(words), k.iconst(Math.floor(random() * 32)))),
    () => words.push(k.select(k.compare(pick(COMPARE), pick(floats), pick(floats)), pick(words), pick(words))),
    () => floats.push(k.unary(pick(["to_f32", "to_f32_signed"]), pick(words))),
    () => floats.push(fractionOf(k, pick(words))),
    () => floats.push(pick([exp, log, tanh])(k, pick(floats))),
    () => floats.push(...sineAndCosine(k, fractionOf(k, pick(words)))),
  ];
  for (let step = 0; step < size; step += 1) pick(steps)();
  const results = [floats.at(-1) ?? 0, pick(floats), fractionOf(k, words.at(-1) ?? 0)];
  return k.build("elements", ["out0", "out1", "out2"], results);
}

/** A number in [0, 1) of a word's upper bits. */
function fractionOf(k: KernelBuilder, word: Value): Value {
  const upper = k.unary("to_f32_signed", k.binary("ishr", word, k.iconst(8)));
  return k.binary("mul", upper, k.const(2 ** -24));
}
