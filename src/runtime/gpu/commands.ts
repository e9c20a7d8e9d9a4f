/** One elementwise program, ready to be dispatched. */
export interface Program {
  readonly id: number;
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
  /** Size of its parameter block, in bytes. */
  readonly parameterBytes: number;
}

/** A buffer and the number that tells it from every other. */
export interface Bound {
  readonly id: number;
  readonly buffer: GPUBuffer;
}

const ringBytes = 1 << 17;
const bindGroupsKept = 512;

/**
 * Commands that are gathered and submitted together. Dispatches share one pass and one parameter buffer, in which each
 * has a slot; the slots are written in one go before the submit, so the buffer can start afresh after it.
 */
export class Commands {
  readonly #device: GPUDevice;
  readonly #parameters: GPUBuffer;
  readonly #slots = new Uint8Array(ringBytes);
  readonly #alignment: number;
  readonly #groups = new Map<string, GPUBindGroup>();
  #used = 0;
  #encoder: GPUCommandEncoder | undefined;
  #pass: GPUComputePassEncoder | undefined;

  constructor(device: GPUDevice) {
    this.#device = device;
    this.#alignment = device.limits.minUniformBufferOffsetAlignment;
    this.#parameters = device.createBuffer({
      size: ringBytes,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
  }

  dispatch(
    program: Program,
    parameters: ArrayBuffer,
    buffers: readonly Bound[],
    groups: readonly [number, number],
  ): void {
    const slot = Math.ceil(parameters.byteLength / this.#alignment) * this.#alignment;
    if (this.#used + slot > ringBytes) this.flush();
    const group = this.#bindGroup(program, buffers);
    this.#slots.set(new Uint8Array(parameters), this.#used);
    this.#pass ??= this.#encode().beginComputePass();
    this.#pass.setPipeline(program.pipeline);
    this.#pass.setBindGroup(0, group, [this.#used]);
    this.#pass.dispatchWorkgroups(...groups);
    this.#used += slot;
  }

  /** Copies whole bytes between buffers, after what has been dispatched. */
  copy(source: GPUBuffer, from: number, target: GPUBuffer, to: number, bytes: number): void {
    this.#endPass();
    this.#encode().copyBufferToBuffer(source, from, target, to, bytes);
  }

  /** Submits what has been gathered. */
  flush(): void {
    this.#endPass();
    if (!this.#encoder) return;
    if (this.#used > 0) this.#device.queue.writeBuffer(this.#parameters, 0, this.#slots, 0, this.#used);
    this.#device.queue.submit([this.#encoder.finish()]);
    this.#encoder = undefined;
    this.#used = 0;
  }

  /** Forgets which buffers went together: some of them are about to be destroyed. */
  forget(): void {
    this.#groups.clear();
  }

  /** Drops what has been gathered. */
  destroy(): void {
    this.#endPass();
    this.#encoder = undefined;
    this.#groups.clear();
    this.#parameters.destroy();
  }

  #encode(): GPUCommandEncoder {
    this.#encoder ??= this.#device.createCommandEncoder();
    return this.#encoder;
  }

  #endPass(): void {
    this.#pass?.end();
    this.#pass = undefined;
  }

  /** Buffers come from a pool and meet again at every step, so their groups are kept. */
  #bindGroup(program: Program, buffers: readonly Bound[]): GPUBindGroup {
    const key = `${program.id}:${buffers.map(({ id }) => id).join()}`;
    const kept = this.#groups.get(key);
    if (kept) return kept;
    if (this.#groups.size >= bindGroupsKept) this.#groups.clear();
    const parameters = { buffer: this.#parameters, offset: 0, size: program.parameterBytes };
    const group = this.#device.createBindGroup({
      layout: program.layout,
      entries: [
        { binding: 0, resource: parameters },
        ...buffers.map(({ buffer }, index) => ({ binding: index + 1, resource: { buffer } })),
      ],
    });
    this.#groups.set(key, group);
    return group;
  }
}
