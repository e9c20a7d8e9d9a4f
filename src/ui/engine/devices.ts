import type { Backend } from "../../runtime/backend.ts";
import { createCpuBackend } from "../../runtime/cpu/backend.ts";
import { chooseRunner, type Candidate, type Choice } from "../../runtime/model/choose.ts";
import type { ModelCard } from "../../runtime/model/card.ts";
import type { Network } from "../../runtime/model/network.ts";
import { openNetwork } from "../../runtime/model/open.ts";
import type { ModelFiles } from "../../runtime/model/ort.ts";
import type { DeviceWish } from "./messages.ts";
import type { Runner } from "./runner.ts";

const MAX_THREADS = 4;

interface Opening {
  readonly network: Network;
  readonly choice?: Choice;
}

/** Opens networks, on the device that proved fastest with the first of them. */
export class Devices {
  private readonly ortFolder: string;
  private readonly wish: DeviceWish;
  private runner: Runner | undefined;
  private last: Promise<unknown> = Promise.resolve();
  private losses = 0;
  private readonly lost: () => void;

  /**
   * @param ortFolder where ONNX Runtime's files lie.
   * @param lost is told when the device is no more: whatever was opened on it is to be opened again.
   */
  constructor(ortFolder: string, wish: DeviceWish, lost: () => void) {
    this.ortFolder = ortFolder;
    this.wish = wish;
    this.lost = lost;
  }

  /** Where tensors live; the processor until a network has been opened. */
  get backend(): Backend | undefined {
    return this.runner?.backend;
  }

  /** Opens one after another, so that all follow the first. @returns the network, and for the first what was chosen and why. */
  open(card: ModelCard, files: ModelFiles): Promise<Opening> {
    const opening = this.last.then(() => this.openNow(card, files));
    this.last = opening.catch(() => undefined);
    return opening;
  }

  private async openNow(card: ModelCard, files: ModelFiles): Promise<Opening> {
    if (this.runner) return { network: await this.runner.open(card, files) };
    // A graphics card that was lost is tried once more; what it then cannot open, the processor does.
    if (this.losses === 0) return await this.choose(card, files, await this.runners());
    if (this.losses > 1) return await this.choose(card, files, [wasmRunner(this.ortFolder)]);
    const again = await this.runners().catch(() => []);
    return await this.choose(card, files, again).catch(() => this.choose(card, files, [wasmRunner(this.ortFolder)]));
  }

  private async runners(): Promise<Runner[]> {
    const runners: Runner[] = [];
    const asked = this.wish === "webgpu";
    if (asked || (this.wish !== "wasm" && "gpu" in navigator)) {
      const { gpuRunner } = await import("./gpu-runner.ts"); // Where there is no WebGPU, nobody needs it.
      runners.push(...(await gpuRunner(this.ortFolder, asked)));
    }
    if (this.wish !== "webgpu") runners.push(wasmRunner(this.ortFolder));
    return runners;
  }

  private async choose(card: ModelCard, files: ModelFiles, runners: readonly Runner[]): Promise<Opening> {
    const candidates = runners.map((runner): Candidate => {
      const open = async (): Promise<{ network: Network; backend: Backend }> => {
        return { network: await runner.open(card, files), backend: runner.backend };
      };
      return { name: runner.name, open };
    });
    try {
      const choice = await chooseRunner(candidates);
      const runner = (this.runner = runners.find(({ backend }) => backend === choice.backend));
      void runner?.backend.lost.then(() => this.drop(runner));
      return { network: choice.network, choice };
    } finally {
      for (const runner of runners) if (runner !== this.runner) runner.dispose();
    }
  }

  /** Lets go of a device that is lost. */
  private drop(runner: Runner): void {
    if (this.runner !== runner) return;
    this.runner = undefined;
    this.losses++;
    runner.dispose();
    this.lost();
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
