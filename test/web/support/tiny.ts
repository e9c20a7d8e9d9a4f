import { openGpuNetwork } from "../../../src/runtime/gpu/network.ts";
import type { ModelCard } from "../../../src/runtime/model/card.ts";
import type { Network } from "../../../src/runtime/model/network.ts";
import type { OrtRuntime } from "../../../src/runtime/model/ort.ts";
import { cardOf } from "../../helpers/cards.ts";
import { tinyOnnx, type TinyNetwork } from "../../helpers/tiny-onnx.ts";
import type { Devices } from "./gpu.ts";
import { webgpu } from "./ort.ts";

/** For `tinyOnnx`: out = x + 0.5 · timestep + label, twice along C. */
export const tinyCard: ModelCard = cardOf("tiny", 4);

export async function openTiny(
  { gpu, opened }: Devices,
  net: TinyNetwork = {},
  card: Partial<ModelCard> = {},
  ort: OrtRuntime = webgpu,
): Promise<Network> {
  const { bytes } = tinyOnnx(net);
  return openGpuNetwork({ ort, backend: gpu, card: { ...tinyCard, ...card }, bytes, adapter: opened.name });
}
