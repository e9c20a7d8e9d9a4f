import type { Backend, NoiseKey, Shape, Tensor } from "../../../src/runtime/backend.ts";
import { createCpuBackend, type CpuBackend } from "../../../src/runtime/cpu/backend.ts";
import { createGpuBackend, type GpuBackend } from "../../../src/runtime/gpu/backend.ts";
import { requestDevice, type OpenedDevice } from "../../../src/runtime/gpu/device.ts";
import { equal } from "./suite.ts";

const scopes: readonly GPUErrorFilter[] = ["validation", "out-of-memory", "internal"];

export interface Devices {
  readonly gpu: GpuBackend;
  readonly cpu: CpuBackend;
  readonly opened: OpenedDevice;
}

/**
 * Runs `body` on a device of its own, in error scopes.
 * @throws Error for any error that the device reports, and when a tensor is still alive afterwards.
 */
export async function onDevices(body: (devices: Devices) => Promise<void>): Promise<void> {
  const opened = await requestDevice(navigator.gpu);
  const { device } = opened;
  const [gpu, cpu] = [createGpuBackend(device), createCpuBackend()];
  for (const scope of scopes) device.pushErrorScope(scope);
  try {
    await body({ gpu, cpu, opened });
    equal(gpu.live, 0, "live tensors on the GPU");
    equal(cpu.live, 0, "live tensors on the CPU");
  } finally {
    const errors = await Promise.all(scopes.map(() => device.popErrorScope().catch(() => null)));
    gpu.dispose();
    cpu.dispose();
    device.destroy();
    const messages = errors.flatMap((error) => (error ? [error.message] : []));
    if (messages.length > 0) throw new Error(messages.join("\n"));
  }
}

/** Keeps count of the tensors that a test makes, so that they can be freed together. */
export class Owned {
  readonly backend: Backend;
  readonly #tensors: Tensor[] = [];

  constructor(backend: Backend) {
    this.backend = backend;
  }

  alloc(shape: Shape): Tensor {
    return this.#keep(this.backend.alloc(shape));
  }

  upload(data: Float32Array, shape: Shape): Tensor {
    return this.#keep(this.backend.upload(data, shape));
  }

  noise(key: NoiseKey, shape: Shape): Tensor {
    return this.#keep(this.backend.noise(key, shape));
  }

  #keep(tensor: Tensor): Tensor {
    this.#tensors.push(tensor);
    return tensor;
  }

  free(): void {
    for (const tensor of this.#tensors) this.backend.free(tensor);
  }
}

/** Reads home what `body` hands back, and frees all that it made. */
export async function results(
  backend: Backend,
  body: (own: Owned) => readonly Tensor[],
): Promise<readonly Float32Array[]> {
  const own = new Owned(backend);
  try {
    return await Promise.all(body(own).map((tensor) => backend.read(tensor)));
  } finally {
    own.free();
  }
}
