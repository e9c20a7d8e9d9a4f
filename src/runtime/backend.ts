import type { Kernel } from "./equation/kernel.ts";

/** `[N, C, H, W]`: the one order of axes. */
export type Shape = readonly [number, number, number, number];

/**
 * A float32 tensor `N C H W` on a device. Each `H W` plane is contiguous; planes of one sample lie
 * `plane` elements apart times the channel, samples lie `strideN` elements apart, so that a range of channels is a view.
 */
export interface Tensor {
  readonly shape: Shape;
  /** The device's own memory; only the backend that made it looks inside. */
  readonly storage: unknown;
  /** First element, counted in floats. */
  readonly offset: number;
  /** Distance between samples, in floats. */
  readonly strideN: number;
}

/** Which normals to draw: a function of these numbers alone (design §7). */
export interface NoiseKey {
  /** An integer in [0, 2^53). */
  readonly seed: number;
  /** `nodeHash(id)`: 32 bits. */
  readonly node: number;
  /** How many times this node has drawn before. */
  readonly visit: number;
  /** Which of the draws of one visit. */
  readonly draw: number;
}

/** The contract with hardware. CPU and WebGPU fulfil it; the suites run on both. */
export interface Backend {
  readonly kind: "cpu" | "webgpu";
  /** Tensors that have been made and not yet freed. 0 after every run, abort and error. */
  readonly live: number;
  /** @throws UserError `out-of-memory` when the device has no room. */
  alloc(shape: Shape): Tensor;
  /** Copies `data` (`N·C·H·W` floats) to the device. */
  upload(data: Float32Array, shape: Shape): Tensor;
  /** As `upload`, but the array may be kept instead of copied: nobody touches it afterwards. Absent: `upload` it. */
  adopt?(data: Float32Array, shape: Shape): Tensor;
  /** Standard normals of `shape`: Philox 4×32-10 and Box–Muller; the same on every device within 1e-6. */
  noise(key: NoiseKey, shape: Shape): Tensor;
  /** Runs a kernel elementwise; `inputs` broadcast over N and C to the shape of `outputs`. `outputs` must not alias `inputs`. */
  run(kernel: Kernel, inputs: readonly Tensor[], scalars: readonly number[], outputs: readonly Tensor[]): void;
  /** A view of `count` channels from `first`; owns nothing and must not be freed. */
  channels(tensor: Tensor, first: number, count: number): Tensor;
  /** Brings the floats home, contiguous. */
  read(tensor: Tensor): Promise<Float32Array>;
  /**
   * The floats where they lie, contiguous, where the host can reach them: to be looked at, and only until the next tensor
   * is made. Undefined or absent: `read` them.
   */
  peek?(tensor: Tensor): Float32Array | undefined;
  free(tensor: Tensor): void;
  /** Resolves when all submitted work is done. */
  idle(): Promise<void>;
  /** Resolves (never rejects) with a sentence when the device is lost; pending for ever on CPU. */
  readonly lost: Promise<string>;
  /** Frees everything, also what is still live. */
  dispose(): void;
}
