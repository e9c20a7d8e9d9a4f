import type { Kernel } from "../equation/kernel.ts";
import { tensorCount } from "../equation/parameters.ts";
import { toWGSL, type Layout } from "../equation/wgsl.ts";
import type { Program } from "./commands.ts";
import { popError, tooManyTensors } from "./problems.ts";

/** Kernels as pipelines, each compiled once. */
export class Programs {
  readonly #device: GPUDevice;
  readonly #onError: (error: Error) => void;
  /** Resolves once the device has said of all kernels whether it takes them. */
  told: Promise<void> = Promise.resolve();
  readonly #made = new Map<string, Program>();

  constructor(device: GPUDevice, onError: (error: Error) => void) {
    this.#device = device;
    this.#onError = onError;
  }

  /** @throws UserError `too-many-tensors` when the device cannot bind as many buffers. */
  of(kernel: Kernel): Program {
    const made = this.#made.get(kernel.key) ?? this.#make(kernel);
    this.#made.set(kernel.key, made);
    return made;
  }

  #make(kernel: Kernel): Program {
    const device = this.#device;
    const limit = device.limits.maxStorageBuffersPerShaderStage;
    if (tensorCount(kernel) > limit) throw tooManyTensors(tensorCount(kernel), limit);
    device.pushErrorScope("validation");
    const { code, entryPoint, layout: bindings } = toWGSL(kernel);
    const layout = device.createBindGroupLayout({ entries: entriesOf(bindings) });
    const pipeline = device.createComputePipeline({
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module: device.createShaderModule({ code }), entryPoint },
    });
    const before = this.told;
    this.told = popError(device, ({ message }) => {
      this.#onError(new Error(`a kernel was refused: ${message}\n${code}`));
    }).then(() => before);
    return { id: this.#made.size, pipeline, layout, parameterBytes: bindings.parameters.bytes };
  }
}

function entriesOf({ parameters, inputs, outputs }: Layout): GPUBindGroupLayoutEntry[] {
  const visibility = GPUShaderStage.COMPUTE;
  const of = (type: GPUBufferBindingType) => (binding: number) => ({ binding, visibility, buffer: { type } });
  return [
    { binding: parameters.binding, visibility, buffer: { type: "uniform", hasDynamicOffset: true } },
    ...inputs.map(of("read-only-storage")),
    ...outputs.map(of("storage")),
  ];
}
