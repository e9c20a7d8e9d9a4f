import type { Backend } from "../../runtime/backend.ts";
import { createCpuBackend } from "../../runtime/cpu/backend.ts";
import { createGpuBackend } from "../../runtime/gpu/backend.ts";
import { requestDevice, type OpenedDevice } from "../../runtime/gpu/device.ts";
import { openGpuNetwork } from "../../runtime/gpu/network.ts";
import { chooseRunner, type Candidate, type Choice } from "../../runtime/model/choose.ts";
import type { ModelCard } from "../../runtime/model/card.ts";
import type { Network } from "../../runtime/model/network.ts";
import { openNetwork } from "../../runtime/model/open.ts";
import type { ModelFiles } from "../../runtime/model/ort.ts";
import { UserError } from "../../runtime/problem.ts";
import type { Text } from "../../runtime/text.ts";
import type { DeviceWish } from "./messages.ts";

const MAX_THREADS = 4;

/** A way to run networks: all of a graph's live on one backend. */
interface Runner {
  readonly name: Text;
  readonly backend: Backend;
  open(card: ModelCard, files: ModelFiles): Promise<Network>;
  dispose(): void;
}

/** Opens networks, on the device that proved fastest with the first of them. */
export class Devices {
  private readonly ortFolder: string;
  private readonly wish: DeviceWish;
  private runner: Runner | undefined;

  /** @param ortFolder where ONNX Runtime's files lie. */
  constructor(ortFolder: string, wish: DeviceWish) {
    this.ortFolder = ortFolder;
    this.wish = wish;
  }

  /** Where tensors live; the processor until a network has been opened. */
  get backend(): Backend | undefined {
    return this.runner?.backend;
  }

  /** @returns the network, and for the first one what was chosen and why. */
  async open(card: ModelCard, files: ModelFiles): Promise<{ network: Network; choice?: Choice }> {
    if (this.runner) return { network: await this.runner.open(card, files) };
    const runners: Runner[] = [];
    if (this.wish !== "wasm") runners.push(...(await gpuRunner(this.ortFolder, this.wish === "webgpu")));
    if (this.wish !== "webgpu") runners.push(wasmRunner(this.ortFolder));
    const candidates = runners.map((runner): Candidate => {
      const open = async (): Promise<{ network: Network; backend: Backend }> => {
        return { network: await runner.open(card, files), backend: runner.backend };
      };
      return { name: runner.name, open };
    });
    try {
      const choice = await chooseRunner(candidates);
      this.runner = runners.find((runner) => runner.backend === choice.backend);
      return { network: choice.network, choice };
    } finally {
      for (const runner of runners) if (runner !== this.runner) runner.dispose();
    }
  }

  dispose(): void {
    this.runner?.dispose();
    this.runner = undefined;
  }
}

/** Threads that WebAssembly may use here: none besides its own unless the page is isolated from other origins. */
function threadCount(): number {
  return crossOriginIsolated ? Math.max(1, Math.min(MAX_THREADS, navigator.hardwareConcurrency)) : 1;
}

function wasmRunner(ortFolder: string): Runner {
  const threads = threadCount();
  const backend = createCpuBackend();
  return {
    name: {
      en: `WebAssembly, ${threads} ${threads === 1 ? "thread" : "threads"}`,
      zh: `WebAssembly，${threads} 线程`,
    },
    backend,
    open: async (card, files) => {
      const ort = await import("onnxruntime-web/wasm");
      const base = `${ortFolder}ort-wasm-simd-threaded`;
      ort.env.wasm.wasmPaths = { mjs: `${base}.mjs`, wasm: `${base}.wasm` };
      return await openNetwork({ ...files, ort, backend, card, provider: "wasm", threads });
    },
    dispose: () => backend.dispose(),
  };
}

/** @param asked the reader wants it, so that a software adapter may serve and a missing one is an error. */
async function gpuRunner(ortFolder: string, asked: boolean): Promise<Runner[]> {
  let found: OpenedDevice;
  try {
    found = await requestDevice(navigator.gpu);
  } catch (error) {
    if (error instanceof UserError && !asked) return [];
    throw error;
  }
  const { device, name, isSoftware } = found;
  if (isSoftware && !asked) {
    device.destroy();
    return [];
  }
  const backend = createGpuBackend(device);
  const open = async (card: ModelCard, files: ModelFiles): Promise<Network> => {
    const ort = await import("onnxruntime-web/webgpu");
    const base = `${ortFolder}ort-wasm-simd-threaded.asyncify`;
    ort.env.wasm.wasmPaths = { mjs: `${base}.mjs`, wasm: `${base}.wasm` };
    ort.env.wasm.numThreads = 1;
    return await openGpuNetwork({ ...files, ort, backend, card, adapter: name });
  };
  const dispose = (): void => {
    backend.dispose();
    device.destroy();
  };
  return [{ name: { en: `WebGPU (${name})`, zh: `WebGPU（${name}）` }, backend, open, dispose }];
}
