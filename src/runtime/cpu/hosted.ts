import type { Tensor } from "../backend.ts";

/** A tensor whose place the CPU backend may still give it. */
export interface Placed extends Tensor {
  storage: unknown;
  offset: number;
}

/** Floats from which on a tensor that no kernel has wanted yet stays outside the WebAssembly memory. */
const LARGE = 2 ** 20;

/**
 * Large tensors outside the WebAssembly memory, which never shrinks: a photo that is only cut from and pasted into is
 * never copied there, and its memory is given back the moment it is freed.
 */
export class Hosted {
  private readonly held = new Map<Tensor, Float32Array<ArrayBuffer>>();

  get size(): number {
    return this.held.size;
  }

  /** @returns undefined where the array is better copied into the memory. */
  take(data: Float32Array, shape: Tensor["shape"]): Placed | undefined {
    if (data.length < LARGE || !isWhole(data)) return undefined;
    const tensor = { shape, storage: {}, offset: 0, strideN: shape[1] * shape[2] * shape[3] };
    this.held.set(tensor, data);
    return tensor;
  }

  get(tensor: Tensor): Float32Array<ArrayBuffer> | undefined {
    return this.held.get(tensor);
  }

  /** Lets go of a tensor's array. @returns whether it was here. */
  free(tensor: Tensor): boolean {
    const data = this.held.get(tensor);
    if (data) detach(data.buffer);
    return this.held.delete(tensor);
  }

  clear(): void {
    for (const tensor of [...this.held.keys()]) this.free(tensor);
  }
}

const isWhole = (data: Float32Array): data is Float32Array<ArrayBuffer> =>
  data.buffer instanceof ArrayBuffer && data.byteLength === data.buffer.byteLength;

/** Gives memory back at once, and not when garbage is collected next. */
function detach(buffer: ArrayBuffer): void {
  if ("transfer" in buffer && typeof buffer.transfer === "function") buffer.transfer(0);
}
