import type { NoiseKey, Shape, Tensor } from "../backend.ts";
import type { Kernel } from "./kernel.ts";

/**
 * The numbers of one call of a kernel, in 32-bit words, the same for WGSL (a uniform buffer) and WebAssembly. All are u32 but
 * the scalars.
 *
 *     elements                                   blocks
 *     0      N of the outputs                    0      elements to draw
 *     1      C                                   1      blocks: 4 ⌈elements / 16⌉
 *     2      H·W                                 2      offset of the output, in floats
 *     3      N·C·H·W                             3      0
 *     4+4i   of tensor i: offset of the first    4+i    word i of the noise key
 *            element, stride over N, stride
 *            over C, in floats (0 where it
 *            broadcasts), 0; inputs first,
 *            then outputs
 *     then   scalars, float32
 *
 * The size is rounded up to 16 bytes.
 */
export function parameterBytes(kernel: Kernel): number {
  if (kernel.domain === "blocks") return 16 * Math.ceil((4 + kernel.words.length) / 4);
  return 16 * Math.ceil((4 + 4 * tensorCount(kernel) + kernel.scalars.length) / 4);
}

/** Tensors that a call binds. WebGPU promises room for only 8, so the planner splits a kernel that has more. */
export function tensorCount(kernel: Kernel): number {
  return kernel.inputs.length + kernel.outputs.length;
}

/** The parameters of one call of an `elements` kernel; offsets and strides are taken from the tensors. */
export function packParameters(
  kernel: Kernel,
  inputs: readonly Tensor[],
  scalars: readonly number[],
  outputs: readonly Tensor[],
): ArrayBuffer {
  const buffer = new ArrayBuffer(parameterBytes(kernel));
  writeParameters(new Uint32Array(buffer), new Float32Array(buffer), inputs, scalars, outputs);
  return buffer;
}

/** `packParameters` into memory that is already there. */
export function writeParameters(
  words: Uint32Array,
  floats: Float32Array,
  inputs: readonly Tensor[],
  scalars: readonly number[],
  outputs: readonly Tensor[],
): void {
  const [N, C, H, W] = outputs[0]?.shape ?? [0, 0, 0, 0];
  words[0] = N;
  words[1] = C;
  words[2] = H * W;
  words[3] = N * C * H * W;
  let at = 4;
  for (const list of [inputs, outputs]) {
    for (const tensor of list) {
      words[at] = tensor.offset;
      words[at + 1] = tensor.shape[0] === 1 ? 0 : tensor.strideN;
      words[at + 2] = tensor.shape[1] === 1 ? 0 : H * W;
      words[at + 3] = 0;
      at += 4;
    }
  }
  for (const scalar of scalars) floats[at++] = scalar;
}

/** The parameters of one draw of `count` normals into a contiguous output. */
export function packNoiseParameters(kernel: Kernel, key: NoiseKey, output: Tensor): ArrayBuffer {
  const buffer = new ArrayBuffer(parameterBytes(kernel));
  writeNoiseParameters(new Uint32Array(buffer), kernel, key, output);
  return buffer;
}

/** `packNoiseParameters` into memory that is already there. */
export function writeNoiseParameters(words: Uint32Array, kernel: Kernel, key: NoiseKey, output: Tensor): void {
  const count = elementsOf(output.shape);
  words[0] = count;
  words[1] = blocksOf(count);
  words[2] = output.offset;
  words[3] = 0;
  const values: Readonly<Record<string, number>> = {
    seed_low: key.seed % 2 ** 32,
    seed_high: Math.floor(key.seed / 2 ** 32),
    visit: key.visit,
    node: key.node,
    draw: key.draw,
  };
  kernel.words.forEach((name, index) => (words[4 + index] = values[name] ?? 0));
}

/** How many Philox counters `count` normals take; they come in groups of 4. */
export function blocksOf(count: number): number {
  return 4 * Math.ceil(count / 16);
}

export function elementsOf([N, C, H, W]: Shape): number {
  return N * C * H * W;
}
