import { createGpuBackend } from "../../runtime/gpu/backend.ts";
import { requestDevice, type OpenedDevice } from "../../runtime/gpu/device.ts";
import { openGpuNetwork } from "../../runtime/gpu/network.ts";
import type { ModelCard } from "../../runtime/model/card.ts";
import { hosted } from "../../runtime/model/hosted.ts";
import type { Network } from "../../runtime/model/network.ts";
import type { ModelFiles } from "../../runtime/model/ort.ts";
import { UserError } from "../../runtime/problem.ts";
import { deviceMemory } from "./room.ts";
import type { Runner } from "./runner.ts";

/**
 * WebGPU, where it is to be had.
 *
 * @param asked the reader wants it, so that a software adapter may serve and a missing one is an error.
 * @param beside what runs the networks that WebGPU cannot: it has no float64, in which ideal denoisers reckon.
 */
export async function gpuRunner(ortFolder: string, asked: boolean, beside: () => Promise<Runner>): Promise<Runner[]> {
  let found: OpenedDevice;
  try {
    found = await requestDevice(navigator.gpu, asked);
  } catch (error) {
    if (error instanceof UserError && !asked) return [];
    throw error;
  }
  const { device, name } = found;
  const backend = createGpuBackend(device);
  const open = async (card: ModelCard, files: ModelFiles): Promise<Network> => {
    const ort = await import("onnxruntime-web/webgpu");
    const base = `${ortFolder}ort-wasm-simd-threaded.asyncify`;
    ort.env.wasm.wasmPaths = { mjs: `${base}.mjs`, wasm: `${base}.wasm` };
    ort.env.wasm.numThreads = 1;
    try {
      return await openGpuNetwork({ ...files, ort, backend, card, adapter: name });
    } catch (error) {
      if (!(error instanceof UserError && error.problems[0]?.code === "model-corrupt")) throw error;
      processor ??= beside();
      const other = await processor;
      return hosted(await other.open(card, files), other.backend, backend);
    }
  };
  let processor: Promise<Runner> | undefined;
  const dispose = (): void => {
    void processor?.then((other) => other.dispose());
    backend.dispose();
    device.destroy();
  };
  return [
    { name: { en: `WebGPU (${name})`, zh: `WebGPU（${name}）` }, backend, memory: deviceMemory(), open, dispose },
  ];
}
