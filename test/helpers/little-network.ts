import { readFile } from "node:fs/promises";
import * as ort from "onnxruntime-node";
import { createCpuBackend, type CpuBackend } from "../../src/runtime/cpu/backend.ts";
import type { Env } from "../../src/runtime/graph/analyse.ts";
import type { ModelCard } from "../../src/runtime/model/card.ts";
import type { Network } from "../../src/runtime/model/network.ts";
import { openNetwork } from "../../src/runtime/model/open.ts";
import type { Picture } from "../../src/runtime/node.ts";
import { cardOf } from "./cards.ts";

/** The small random network of the recorded runs: 16×16, learned range, linear betas. */
const littleCard: ModelCard = cardOf("little", 16);

/** What the graphs of the tests refer to. */
export const littleEnv: Env = {
  cards: new Map([["bundled:faces64", littleCard]]),
  images: new Map([["sample:face-1000000", [16, 16] as const]]),
};

/** A picture with all 256 grey levels in it, in [0, 1]. */
export const littlePicture: Picture = {
  shape: [1, 3, 16, 16],
  data: Float32Array.from({ length: 768 }, (_, i) => ((i * 37) % 256) / 255),
};

export interface LittleRig {
  readonly backend: CpuBackend;
  readonly networks: ReadonlyMap<string, Network>;
  readonly images: ReadonlyMap<string, Picture>;
}

/** A CPU backend with the little network opened on it by the native ONNX Runtime. */
export async function littleRig(): Promise<LittleRig> {
  const backend = createCpuBackend();
  const bytes = await readFile(new URL("../fixtures/official/half-r3-j4/model.onnx", import.meta.url));
  const network = await openNetwork({ ort, backend, card: littleCard, bytes, provider: "cpu", threads: 1 });
  return {
    backend,
    networks: new Map([["bundled:faces64", network]]),
    images: new Map([["sample:face-1000000", littlePicture]]),
  };
}
