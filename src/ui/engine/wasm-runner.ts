import { createCpuBackend } from "../../runtime/cpu/backend.ts";
import { wasmMemory } from "../../runtime/model/memory.ts";
import { node, onnxFile, value } from "../../runtime/model/onnx-file.ts";
import { openNetwork } from "../../runtime/model/open.ts";
import { inTurn } from "../../runtime/model/ort.ts";
import { deviceMemory } from "./room.ts";
import type { Runner } from "./runner.ts";

/** Where a graphics card answers within this, nobody fetches the other runtime to see whether it is faster still. */
const GPU_IS_ENOUGH = 25;

/** WebAssembly, on so many threads. */
export function wasmRunner(ortFolder: string, threads: number): Runner & { prepare(): Promise<void> } {
  const backend = createCpuBackend();
  const load = async () => {
    const ort = await import("onnxruntime-web/wasm");
    const base = `${ortFolder}ort-wasm-simd-threaded`;
    ort.env.wasm.wasmPaths = { mjs: `${base}.mjs`, wasm: `${base}.wasm` };
    ort.env.wasm.numThreads = threads;
    return ort;
  };
  return {
    name: {
      en: `WebAssembly, ${threads} ${threads === 1 ? "thread" : "threads"}`,
      zh: `WebAssembly，${threads} 线程`,
    },
    backend,
    memory: Math.min(wasmMemory, deviceMemory()),
    needless: GPU_IS_ENOUGH,
    /** Fetches, compiles and starts the runtime, by opening a network of one node that does nothing. */
    async prepare() {
      const ort = await load();
      await inTurn(ort, async () => (await ort.InferenceSession.create(nothing())).release());
    },
    open: async (card, files) => {
      const ort = await load();
      return await openNetwork({ ...files, ort, backend, card, provider: "wasm", threads });
    },
    dispose: () => backend.dispose(),
  };
}

/** A network of one number that does nothing. */
const nothing = (): Uint8Array =>
  onnxFile({
    nodes: [node("Identity", ["x"], "out")],
    weights: [],
    inputs: [value("x", "float32", [1])],
    output: value("out", "float32", [1]),
  });
