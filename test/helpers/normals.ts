import { randomBelow } from "../../src/runtime/diffusion/random.ts";

/** A standard normal by its number (Box–Muller): the same for the same number, wherever it is asked for. */
export function normalAt(i: number): number {
  const below = randomBelow(i);
  const uniform = (): number => (below(2 ** 31) + 0.5) / 2 ** 31;
  return Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
