// Calls per second of a network, wherever it runs: the median over calls measured one by one after warming up.
import type { Backend } from "../src/runtime/backend.ts";
import type { Network } from "../src/runtime/model/network.ts";
import { median } from "./statistics.ts";

/** The networks in the box. */
export const bundled = ["faces64", "faces64-class"] as const;

/** @returns a line: `faces64, native, 1 thread: 156 calls/s (6.4 ms); in batches of 8: 182 pictures/s`. */
export async function callsPerSecond(
  name: string,
  network: Network,
  backend: Backend,
  repeats: { readonly one: number; readonly eight: number },
): Promise<string> {
  const { channels, height, width } = network.card.image;
  const label = network.card.classes ? 0 : undefined;
  const time = async (N: number, count: number): Promise<number> => {
    const x = backend.noise({ seed: 1, node: 1, visit: 0, draw: 0 }, [N, channels, height, width]);
    const times: number[] = [];
    for (let i = 0; i <= count; i++) {
      const start = performance.now();
      backend.free(await network.call(x, 900 - i, label));
      await backend.idle();
      if (i > 0) times.push(performance.now() - start);
    }
    backend.free(x);
    return median(times);
  };
  const one = await time(1, repeats.one);
  const eight = await time(8, repeats.eight);
  const perSecond = (ms: number): string => (1000 / ms).toPrecision(3);
  return `${name}, ${network.runner}: ${perSecond(one)} calls/s (${one.toPrecision(3)} ms); in batches of 8: ${perSecond(eight / 8)} pictures/s`;
}
