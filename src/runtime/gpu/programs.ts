import type { Kernel } from "../equation/kernel.ts";
import { tensorCount } from "../equation/parameters.ts";
import { toWGSL, type Layout } from "../equation/wgsl.ts";
import type { Program } from "./commands.ts";
import type { Faults } from "./faults.ts";
import { tooManyTensors } from "./problems.ts";

/** Kernels as pipelines, each compiled once. */
export class Programs {
  readonly #device: GPUDevice;
  readonly #faults: Faults;
  readonly #made = new Map<string, Program>();

  constructor(device: GPUDevice, faults: Faults) {
    this.#device = device;
    this.#faults = faults;
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
    this.#faults.endScope(({ message }) => this.#faults.add(new Error(`a kernel was refused: ${message}\n${code}`)));
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
