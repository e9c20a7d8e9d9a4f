import * as ort from "onnxruntime-node";
import type { modelOfPoints } from "../../src/runtime/laboratory/point-model.ts";
import { openNetwork, type HostBackend } from "../../src/runtime/model/open.ts";
import type { Network } from "../../src/runtime/model/network.ts";

/** The ideal denoiser of two-pixel pictures, with its gradient, on one thread. */
export const openPoints = (
  { card, bytes, vjp }: ReturnType<typeof modelOfPoints>,
  backend: HostBackend,
): Promise<Network> =>
  openNetwork({ ort, backend, card, bytes, vjp: async () => ({ bytes: vjp }), provider: "cpu", threads: 1 });
