import type { Kernel } from "../equation/kernel.ts";
import { toWasm } from "../equation/wasm.ts";

/** A compiled kernel: runs with the parameters at this address. */
export type Program = (parameters: number) => void;

/** Compiled kernels over one memory. Equal kernels share a program; beyond this many the cache starts over. */
const MOST = 500;

export class Programs {
  private readonly memory: WebAssembly.Memory;
  private readonly known = new WeakMap<Kernel, Program>();
  private readonly byKey = new Map<string, Program>();

  constructor(memory: WebAssembly.Memory) {
    this.memory = memory;
  }

  of(kernel: Kernel): Program {
    const known = this.known.get(kernel);
    if (known) return known;
    const program = this.byKey.get(kernel.key) ?? this.compile(kernel);
    this.known.set(kernel, program);
    return program;
  }

  private compile(kernel: Kernel): Program {
    const module = new WebAssembly.Module(toWasm(kernel));
    const { run } = new WebAssembly.Instance(module, { env: { memory: this.memory } }).exports;
    if (typeof run !== "function") throw new Error("The compiled kernel exports no function.");
    const program: Program = (parameters) => void run(parameters);
    if (this.byKey.size >= MOST) this.byKey.clear();
    this.byKey.set(kernel.key, program);
    return program;
  }
}
