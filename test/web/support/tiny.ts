import { openGpuNetwork } from "../../../src/runtime/gpu/network.ts";
import type { ModelCard } from "../../../src/runtime/model/card.ts";
import type { Network } from "../../../src/runtime/model/network.ts";
import type { OrtRuntime } from "../../../src/runtime/model/ort.ts";
import { tinyOnnx, type TinyNetwork } from "../../helpers/tiny-onnx.ts";
import type { Devices } from "./gpu.ts";
import { webgpu } from "./ort.ts";

/** For `tinyOnnx`: out = x + 0.5 · timestep + label, twice along C. */
export const tinyCard: ModelCard = {
  format: "repaint-model",
  version: 1,
  name: "tiny",
  title: { en: "Tiny", zh: "微型" },
  file: "tiny.onnx",
  image: { height: 4, width: 4, channels: 3, range: [-1, 1] },
  io: { x: "x", timesteps: "timesteps", out: "out" },
  num_train_timesteps: 1000,
  beta_schedule: { kind: "linear", beta_start: 1e-4, beta_end: 0.02 },
  prediction_type: "epsilon",
  variance: "learned_range",
  clip_denoised: true,
  licence: "none",
};

export async function openTiny(
  { gpu, opened }: Devices,
  net: TinyNetwork = {},
  card: Partial<ModelCard> = {},
  ort: OrtRuntime = webgpu,
): Promise<Network> {
  const { bytes } = tinyOnnx(net);
  return openGpuNetwork({ ort, backend: gpu, card: { ...tinyCard, ...card }, bytes, adapter: opened.name });
}
