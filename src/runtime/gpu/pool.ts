import type { Faults } from "./faults.ts";
import { outOfMemory } from "./problems.ts";

/** A buffer on loan from a pool; `id` tells it from every other. */
export interface PooledBuffer {
  readonly id: number;
  readonly buffer: GPUBuffer;
}

export interface PoolOptions {
  readonly usage: GPUBufferUsageFlags;
  /** Bytes that may lie unused before the longest unused ones go. */
  readonly keep: number;
  /** Called before a buffer is destroyed, so that no unsubmitted command may still name it. */
  readonly beforeDestroy: () => void;
}

/**
 * Buffers that are used over and over: a run needs the same few sizes at every step, so after the first steps nothing
 * is made anew. A buffer that is given back may be taken again at once, since the queue keeps the order of commands.
 */
export class BufferPool {
  readonly #device: GPUDevice;
  readonly #faults: Faults;
  readonly #options: PoolOptions;
  readonly #free = new Map<number, PooledBuffer[]>();
  readonly #made = new Map<number, PooledBuffer>();
  #unused = 0;
  #next = 0;

  constructor(device: GPUDevice, faults: Faults, options: PoolOptions) {
    this.#device = device;
    this.#faults = faults;
    this.#options = options;
  }

  /** How many buffers there are, on loan and unused. */
  get size(): number {
    return this.#made.size;
  }

  /** A buffer of at least `bytes`; what it holds is not said. */
  take(bytes: number): PooledBuffer {
    const size = Math.max(16, Math.ceil(bytes / 16) * 16);
    const found = this.#free.get(size)?.pop();
    if (found) {
      this.#unused -= size;
      return found;
    }
    return this.#make(size);
  }

  give(pooled: PooledBuffer): void {
    const { size } = pooled.buffer;
    if (!this.#made.has(pooled.id)) return pooled.buffer.destroy();
    const list = this.#free.get(size) ?? [];
    list.push(pooled);
    // The sizes given back last come last, so that the first are the longest unused.
    this.#free.delete(size);
    this.#free.set(size, list);
    this.#unused += size;
    if (this.#unused > this.#options.keep) this.#trim();
  }

  /** Destroys every buffer, also those on loan. */
  destroy(): void {
    for (const { buffer } of this.#made.values()) buffer.destroy();
    this.#made.clear();
    this.#free.clear();
    this.#unused = 0;
  }

  #make(size: number): PooledBuffer {
    this.#device.pushErrorScope("out-of-memory");
    const buffer = this.#device.createBuffer({ size, usage: this.#options.usage });
    const pooled = { id: this.#next++, buffer };
    this.#made.set(pooled.id, pooled);
    this.#faults.endScope(() => this.#refuse(pooled));
    return pooled;
  }

  /** The device had no room: the buffer must not be taken again. */
  #refuse(pooled: PooledBuffer): void {
    const { size } = pooled.buffer;
    this.#made.delete(pooled.id);
    const list = this.#free.get(size);
    const at = list?.indexOf(pooled) ?? -1;
    if (at >= 0) {
      list?.splice(at, 1);
      this.#unused -= size;
    }
    this.#faults.add(outOfMemory(size));
  }

  #trim(): void {
    this.#options.beforeDestroy();
    for (const [size, list] of this.#free) {
      while (list.length > 0 && this.#unused > this.#options.keep) {
        const pooled = list.shift();
        if (!pooled) break;
        pooled.buffer.destroy();
        this.#made.delete(pooled.id);
        this.#unused -= size;
      }
      if (list.length === 0) this.#free.delete(size);
    }
  }
}
