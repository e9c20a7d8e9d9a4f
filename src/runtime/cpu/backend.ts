import type { Backend, NoiseKey, Shape, Tensor } from "../backend.ts";
import type { Kernel } from "../equation/kernel.ts";
import { noiseKernel } from "../equation/noise.ts";
import { elementsOf, parameterBytes, writeNoiseParameters, writeParameters } from "../equation/parameters.ts";
import { Arena, type Block } from "./arena.ts";
import { checkRun } from "../check-run.ts";
import { Hosted, type Placed } from "./hosted.ts";
import { Programs } from "./programs.ts";

/** Bytes at the start of the memory for the parameters of a call. */
const PARAMETER_BYTES = 16384;
/** Some engines hold back the last of the 4 GiB that WebAssembly can address. */
const DEFAULT_LIMIT = 3.5 * 2 ** 30;

/** The CPU's own additions, for a network that runs in the same process. */
export interface CpuBackend extends Backend {
  readonly kind: "cpu";
  /** The floats of a contiguous tensor, in place. Valid until the next `alloc`, `upload` or `noise`. */
  viewOf(tensor: Tensor): Float32Array<ArrayBuffer>;
  /** Normals of `shape`, each sample of its own key: what `noise` would draw for it alone. */
  noiseOfEach(keys: readonly NoiseKey[], shape: Shape): Tensor;
  /** Copies `N·C·H·W` floats into a tensor or a view of channels. */
  writeInto(tensor: Tensor, data: Float32Array): void;
}

export interface CpuOptions {
  /** Bytes that all tensors together may take; default 3.5 GiB. */
  readonly limit?: number;
}

/** A backend over one WebAssembly memory; kernels run as SIMD code, one thread. */
export function createCpuBackend(options: CpuOptions = {}): CpuBackend {
  return new WasmBackend(options.limit ?? DEFAULT_LIMIT);
}

class WasmBackend implements CpuBackend {
  readonly kind = "cpu";
  readonly lost = new Promise<string>(() => undefined);
  private readonly arena: Arena;
  private readonly programs: Programs;
  private readonly hosted = new Hosted();
  private readonly blocks = new Map<Tensor, Block>();
  private readonly alive = new Set<unknown>();
  private words = new Uint32Array(0);
  private floats = new Float32Array(0);

  constructor(limit: number) {
    this.arena = new Arena(PARAMETER_BYTES, limit);
    this.programs = new Programs(this.arena.memory);
  }

  get live(): number {
    return this.blocks.size + this.hosted.size;
  }

  alloc(shape: Shape): Tensor {
    const block = this.arena.take(4 * elementsOf(shape));
    this.refresh();
    const tensor: Tensor = {
      shape,
      storage: block,
      offset: block.address / 4,
      strideN: shape[1] * shape[2] * shape[3],
    };
    this.blocks.set(tensor, block);
    this.alive.add(block);
    return tensor;
  }

  upload(data: Float32Array, shape: Shape): Tensor {
    const tensor = this.alloc(shape);
    try {
      this.writeInto(tensor, data);
    } catch (error) {
      this.free(tensor);
      throw error;
    }
    return tensor;
  }

  adopt(data: Float32Array, shape: Shape): Tensor {
    if (data.length !== elementsOf(shape))
      throw new Error(`${data.length} floats for a tensor of ${elementsOf(shape)}`);
    const tensor = this.hosted.take(data, shape);
    if (!tensor) return this.upload(data, shape);
    this.alive.add(tensor.storage);
    return tensor;
  }

  /** Copies a tensor that lies outside into the memory, for a kernel. */
  private place(tensor: Tensor): void {
    const data = this.hosted.get(tensor);
    if (!data) return;
    const block = this.arena.take(4 * data.length);
    this.refresh();
    this.floats.set(data, block.address / 4);
    this.alive.delete(tensor.storage);
    this.hosted.free(tensor);
    const placed: Placed = tensor;
    [placed.storage, placed.offset] = [block, block.address / 4];
    this.blocks.set(tensor, block);
    this.alive.add(block);
  }

  noise(key: NoiseKey, shape: Shape): Tensor {
    const tensor = this.alloc(shape);
    this.draw(key, tensor);
    return tensor;
  }

  noiseOfEach(keys: readonly NoiseKey[], shape: Shape): Tensor {
    const [N, ...one] = shape;
    if (keys.length !== N) throw new Error(`${keys.length} keys for ${N} samples`);
    const tensor = this.alloc(shape);
    for (const [n, key] of keys.entries())
      this.draw(key, { ...tensor, shape: [1, ...one], offset: tensor.offset + n * tensor.strideN });
    return tensor;
  }

  private draw(key: NoiseKey, tensor: Tensor): void {
    const program = this.programs.of(noiseKernel);
    writeNoiseParameters(this.words, noiseKernel, key, tensor);
    program(0);
  }

  run(kernel: Kernel, inputs: readonly Tensor[], scalars: readonly number[], outputs: readonly Tensor[]): void {
    checkRun(kernel, inputs, scalars, outputs);
    for (const tensor of [...inputs, ...outputs]) {
      this.checkAlive(tensor);
      this.place(tensor);
    }
    if (parameterBytes(kernel) > PARAMETER_BYTES)
      throw new Error("A kernel has more parameters than there is room for.");
    const program = this.programs.of(kernel);
    writeParameters(this.words, this.floats, inputs, scalars, outputs);
    program(0);
  }

  channels(tensor: Tensor, first: number, count: number): Tensor {
    const [N, C, H, W] = tensor.shape;
    if (first < 0 || count < 1 || first + count > C) throw new Error(`channels ${first}…${first + count - 1} of ${C}`);
    this.place(tensor);
    return { ...tensor, shape: [N, count, H, W], offset: tensor.offset + first * H * W };
  }

  async read(tensor: Tensor): Promise<Float32Array> {
    this.checkAlive(tensor);
    const outside = this.hosted.get(tensor);
    if (outside) return outside.slice();
    const sample = elementsOf(tensor.shape) / tensor.shape[0];
    const result = new Float32Array(elementsOf(tensor.shape));
    for (let n = 0; n < tensor.shape[0]; n += 1) {
      const start = tensor.offset + n * tensor.strideN;
      result.set(this.floats.subarray(start, start + sample), n * sample);
    }
    return result;
  }

  peek(tensor: Tensor): Float32Array | undefined {
    const [N, C, H, W] = tensor.shape;
    return N > 1 && tensor.strideN !== C * H * W ? undefined : this.viewOf(tensor);
  }

  viewOf(tensor: Tensor): Float32Array<ArrayBuffer> {
    this.checkAlive(tensor);
    const outside = this.hosted.get(tensor);
    if (outside) return outside;
    const [N, C, H, W] = tensor.shape;
    if (N > 1 && tensor.strideN !== C * H * W) throw new Error("A view of channels is not contiguous.");
    return this.floats.subarray(tensor.offset, tensor.offset + N * C * H * W);
  }

  writeInto(tensor: Tensor, data: Float32Array): void {
    this.checkAlive(tensor);
    this.place(tensor);
    const count = elementsOf(tensor.shape);
    if (data.length !== count) throw new Error(`${data.length} floats for a tensor of ${count}`);
    const sample = count / tensor.shape[0];
    for (let n = 0; n < tensor.shape[0]; n += 1) {
      this.floats.set(data.subarray(n * sample, (n + 1) * sample), tensor.offset + n * tensor.strideN);
    }
  }

  free(tensor: Tensor): void {
    if (this.hosted.free(tensor)) return void this.alive.delete(tensor.storage);
    const block = this.blocks.get(tensor);
    if (!block) throw new Error("This tensor is not alive: freed twice, or a view.");
    this.blocks.delete(tensor);
    this.alive.delete(block);
    this.arena.give(block);
  }

  async idle(): Promise<void> {}

  dispose(): void {
    this.hosted.clear();
    this.blocks.clear();
    this.alive.clear();
    this.arena.clear();
  }

  private checkAlive(tensor: Tensor): void {
    if (!this.alive.has(tensor.storage)) throw new Error("This tensor was freed, or is another backend's.");
  }

  /** Growth of the memory leaves the old views empty. */
  private refresh(): void {
    const { buffer } = this.arena.memory;
    if (this.words.buffer === buffer) return;
    this.words = new Uint32Array(buffer);
    this.floats = new Float32Array(buffer);
  }
}
