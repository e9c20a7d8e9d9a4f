import type { Backend, Tensor } from "../backend.ts";
import type { Network } from "./network.ts";

/**
 * Calls a network once on whatever it is for, to see how long it takes: a denoiser at a level, an inpainter with x's first
 * channel for a mask, a distance with x twice.
 *
 * @param x `N C H W`.
 * @returns what it gives, which the caller frees.
 */
export async function tryCall(network: Network, backend: Backend, x: Tensor, timestep = 0): Promise<Tensor> {
  const { card, answer } = network;
  if (!answer) return await network.call(x, timestep, card.classes ? 0 : undefined);
  const second = card.kind === "distance" ? [x] : card.kind === "inpainter" ? [backend.channels(x, 0, 1)] : [];
  return await answer([x, ...second]);
}
