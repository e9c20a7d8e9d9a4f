import type { Backend, NoiseKey, Shape, Tensor } from "../backend.ts";
import { checkRun } from "../check-run.ts";
import type { Kernel } from "../equation/kernel.ts";
import { noiseKernel } from "../equation/noise.ts";
import { blocksOf, elementsOf, packNoiseParameters, packParameters } from "../equation/parameters.ts";
import { workgroupsOf } from "../equation/wgsl.ts";
import { Commands, type Bound } from "./commands.ts";
import { Faults } from "./faults.ts";
import { BufferPool, type PooledBuffer } from "./pool.ts";
import { outOfMemory } from "./problems.ts";
import { Programs } from "./programs.ts";

/** A backend on a `GPUDevice`; what a network on the same device needs besides. */
export interface GpuBackend extends Backend {
  readonly device: GPUDevice;
  /** Submits what has been asked for so far. */
  flush(): void;
  /** The buffer that a tensor lies in, from its `offset` on. */
  bufferOf(tensor: Tensor): GPUBuffer;
  /** Copies `count` samples; both tensors have one shape but for N. */
  copy(source: Tensor, from: number, target: Tensor, to: number, count: number): void;
}

const floatBytes = 4;
/** Unused buffers beyond this many bytes are given back to the device. */
const keptBytes = 2 ** 28;

/** Runs kernels and holds tensors on `device`, which stays the caller's: `dispose` does not destroy it. */
export function createGpuBackend(device: GPUDevice): GpuBackend {
  return new WebGpuBackend(device);
}

class Storage {
  readonly owner: object;
  readonly pooled: PooledBuffer;
  isAlive = true;

  constructor(owner: object, pooled: PooledBuffer) {
    this.owner = owner;
    this.pooled = pooled;
  }
}

class WebGpuBackend implements GpuBackend {
  readonly kind = "webgpu";
  readonly device: GPUDevice;
  readonly lost: Promise<string>;
  readonly #tensors = new Set<Tensor>();
  readonly #commands: Commands;
  readonly #programs: Programs;
  readonly #buffers: BufferPool;
  readonly #staging: BufferPool;
  readonly #faults: Faults;
  #isDisposed = false;

  constructor(device: GPUDevice) {
    this.device = device;
    this.#faults = new Faults(device);
    this.lost = this.#faults.lost;
    this.#commands = new Commands(device);
    this.#programs = new Programs(device, this.#faults);
    this.#buffers = this.#pool(GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST);
    this.#staging = this.#pool(GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
  }

  get live(): number {
    return this.#tensors.size;
  }

  alloc(shape: Shape): Tensor {
    this.#ready();
    const elements = elementsOf(shape);
    if (!(Number.isSafeInteger(elements) && elements > 0)) throw new Error(`shape [${shape.join(", ")}] holds nothing`);
    const bytes = elements * floatBytes;
    const { maxBufferSize, maxStorageBufferBindingSize } = this.device.limits;
    if (bytes > Math.min(maxBufferSize, maxStorageBufferBindingSize)) throw outOfMemory(bytes);
    const storage = new Storage(this, this.#buffers.take(bytes));
    const tensor: Tensor = { shape, storage, offset: 0, strideN: elements / shape[0] };
    this.#tensors.add(tensor);
    return tensor;
  }

  upload(data: Float32Array, shape: Shape): Tensor {
    if (data.length !== elementsOf(shape)) throw new Error(`${data.length} floats for shape [${shape.join(", ")}]`);
    const tensor = this.alloc(shape);
    // The write happens before anything that is submitted later, and the buffer may be named in what is not yet submitted.
    this.flush();
    this.device.queue.writeBuffer(this.bufferOf(tensor), 0, unshared(data));
    return tensor;
  }

  noise(key: NoiseKey, shape: Shape): Tensor {
    const tensor = this.alloc(shape);
    const parameters = packNoiseParameters(noiseKernel, key, tensor);
    this.#dispatch(noiseKernel, parameters, [tensor], blocksOf(elementsOf(shape)));
    return tensor;
  }

  run(kernel: Kernel, inputs: readonly Tensor[], scalars: readonly number[], outputs: readonly Tensor[]): void {
    this.#ready();
    checkRun(kernel, inputs, scalars, outputs);
    const elements = outputs[0] ? elementsOf(outputs[0].shape) : 0;
    this.#dispatch(kernel, packParameters(kernel, inputs, scalars, outputs), [...inputs, ...outputs], elements);
  }

  channels(tensor: Tensor, first: number, count: number): Tensor {
    const [N, C, H, W] = tensor.shape;
    if (!(first >= 0 && count > 0 && first + count <= C)) throw new Error(`channels ${first}+${count} of ${C}`);
    const { storage, strideN } = tensor;
    return { shape: [N, count, H, W], storage, offset: tensor.offset + first * H * W, strideN };
  }

  copy(source: Tensor, from: number, target: Tensor, to: number, count: number): void {
    this.#ready();
    const [, C, H, W] = source.shape;
    const bytes = C * H * W * floatBytes;
    for (let n = 0; n < count; n++) {
      const start = (source.offset + (from + n) * source.strideN) * floatBytes;
      const end = (target.offset + (to + n) * target.strideN) * floatBytes;
      this.#commands.copy(this.bufferOf(source), start, this.bufferOf(target), end, bytes);
    }
  }

  async read(tensor: Tensor): Promise<Float32Array> {
    this.#ready();
    const [N, C, H, W] = tensor.shape;
    const sample = C * H * W * floatBytes;
    const staging = this.#staging.take(N * sample);
    const source = this.bufferOf(tensor);
    for (let n = 0; n < N; n++) {
      const start = (tensor.offset + n * tensor.strideN) * floatBytes;
      this.#commands.copy(source, start, staging.buffer, n * sample, sample);
    }
    this.flush();
    try {
      await staging.buffer.mapAsync(GPUMapMode.READ, 0, N * sample);
      await this.#faults.checkAll();
      return new Float32Array(staging.buffer.getMappedRange(0, N * sample).slice(0));
    } catch (error) {
      throw await this.#faults.causeOf(error);
    } finally {
      staging.buffer.unmap();
      this.#staging.give(staging);
    }
  }

  free(tensor: Tensor): void {
    if (!this.#tensors.delete(tensor)) throw new Error("a tensor was freed that is not alive, or is a view");
    const storage = this.#storage(tensor);
    storage.isAlive = false;
    this.#buffers.give(storage.pooled);
    if (this.live === 0) void this.#faults.recover();
  }

  flush(): void {
    this.#commands.flush();
  }

  async idle(): Promise<void> {
    this.flush();
    await this.device.queue.onSubmittedWorkDone();
    await this.#faults.checkAll();
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#faults.dispose();
    this.#commands.destroy();
    this.#buffers.destroy();
    this.#staging.destroy();
    this.#tensors.clear();
  }

  bufferOf(tensor: Tensor): GPUBuffer {
    return this.#bound(tensor).buffer;
  }

  #dispatch(kernel: Kernel, parameters: ArrayBuffer, tensors: readonly Tensor[], invocations: number): void {
    const { maxComputeWorkgroupsPerDimension } = this.device.limits;
    const program = this.#programs.of(kernel);
    const bound = tensors.map((tensor) => this.#bound(tensor));
    this.#commands.dispatch(program, parameters, bound, workgroupsOf(invocations, maxComputeWorkgroupsPerDimension));
  }

  #bound(tensor: Tensor): Bound {
    return this.#storage(tensor).pooled;
  }

  #storage({ storage }: Tensor): Storage {
    if (!(storage instanceof Storage) || storage.owner !== this) throw new Error("a tensor of another backend");
    if (!storage.isAlive) throw new Error("a tensor was used after it was freed");
    return storage;
  }

  #pool(usage: GPUBufferUsageFlags): BufferPool {
    return new BufferPool(this.device, this.#faults, {
      usage,
      keep: keptBytes,
      beforeDestroy: () => {
        this.flush();
        this.#commands.forget();
      },
    });
  }

  /** @throws what went wrong since the last call. */
  #ready(): void {
    if (this.#isDisposed) throw new Error("the backend was disposed of");
    this.#faults.check();
  }
}

/** `writeBuffer` takes no view of shared memory. */
function unshared(data: Float32Array): Float32Array<ArrayBuffer> {
  return data.buffer instanceof ArrayBuffer
    ? new Float32Array(data.buffer, data.byteOffset, data.length)
    : data.slice();
}
