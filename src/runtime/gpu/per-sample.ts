import type { Tensor as OrtTensor } from "onnxruntime-common";
import type { OrtRuntime } from "../model/ort.ts";

/** Number types of buffers; others go by way of the host. */
export type BufferNumber = "float32" | "int32" | "int64";

interface Kept {
  readonly N: number;
  readonly buffer: GPUBuffer;
  readonly tensor: OrtTensor;
}

/** One number for every sample of a batch, in a buffer that is kept from call to call: timesteps, labels. */
export class PerSample {
  readonly #device: GPUDevice;
  readonly #type: BufferNumber;
  readonly #isScalar: boolean;
  #kept: Kept | undefined;

  constructor(device: GPUDevice, type: BufferNumber, isScalar: boolean) {
    this.#device = device;
    this.#type = type;
    this.#isScalar = isScalar;
  }

  /** `[N]` (or `[]`) filled with `value`, once all that was submitted before has run. */
  tensor(ort: OrtRuntime, N: number, value: number): OrtTensor {
    const kept = this.#kept?.N === N ? this.#kept : this.#make(ort, N);
    this.#device.queue.writeBuffer(kept.buffer, 0, filled(this.#type, N, value));
    return kept.tensor;
  }

  destroy(): void {
    this.#kept?.buffer.destroy();
    this.#kept = undefined;
  }

  #make(ort: OrtRuntime, N: number): Kept {
    this.destroy();
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
    const buffer = this.#device.createBuffer({ size: Math.ceil((8 * N) / 16) * 16, usage });
    const dims = this.#isScalar ? [] : [N];
    const kept = { N, buffer, tensor: ort.Tensor.fromGpuBuffer(buffer, { dataType: this.#type, dims }) };
    this.#kept = kept;
    return kept;
  }
}

function filled(
  type: BufferNumber,
  N: number,
  value: number,
): Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer> {
  if (type === "float32") return new Float32Array(N).fill(value);
  if (type === "int32") return new Int32Array(N).fill(Math.round(value));
  return new BigInt64Array(N).fill(BigInt(Math.round(value)));
}
