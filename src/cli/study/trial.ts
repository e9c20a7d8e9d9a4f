import type { Network } from "../../runtime/model/network.ts";
import { tryCall } from "../../runtime/model/try-call.ts";
import type { OpenedStudy } from "./open.ts";

/** How one network does with so many pictures a call. */
export interface Trial {
  /** Index of the first setting that uses it. */
  readonly setting: number;
  /** The fastest number whose answers are, to the bit, those given alone. */
  readonly batch: number;
  /** Milliseconds of a call for one picture, in batches of `batch`. */
  readonly ms: number;
}

const SIZES = [1, 2, 4, 8, 16] as const;
/** A larger batch has to be faster by this much. */
const GAIN = 0.97;

/**
 * Tries how many pictures go through each network best. A batch whose answers differ from those that its pictures get alone
 * is not taken: a fill must depend on its picture and not on its company.
 *
 * @param budget_ms time for each network.
 */
export async function trialOf(opened: OpenedStudy, budget_ms: number): Promise<readonly Trial[]> {
  const tried = new Map<Network, Trial>();
  const trials: Trial[] = [];
  for (const [setting, networks] of opened.networks.entries()) {
    const [network] = networks.values();
    if (!network) continue;
    const known = tried.get(network) ?? { ...(await tryNetwork(network, opened, budget_ms)), setting };
    tried.set(network, known);
    trials.push({ ...known, setting });
  }
  return trials;
}

async function tryNetwork(network: Network, opened: OpenedStudy, budget_ms: number): Promise<Omit<Trial, "setting">> {
  const alone = await timed(network, opened, 1);
  let best = { batch: 1, ms: alone.ms };
  const began = performance.now();
  for (const N of SIZES.slice(1)) {
    // What this size takes, at worst, has to fit in what is left.
    if (performance.now() - began + 2 * N * alone.ms > budget_ms) break;
    const { ms, first } = await timed(network, opened, N);
    if (!same(alone.first, first)) break;
    if (ms < GAIN * best.ms) best = { batch: N, ms };
  }
  return best;
}

/** The better of two calls, a picture, and the answer to the first picture. */
async function timed(network: Network, { backend }: OpenedStudy, N: number) {
  const { channels, height, width } = network.card.image;
  const x = backend.noise({ seed: 1, node: 1, visit: 0, draw: 0 }, [N, channels, height, width]);
  let ms = Infinity;
  let first = new Float32Array();
  for (let round = 0; round < 2; round++) {
    const began = performance.now();
    const out = await tryCall(network, backend, x, 1);
    ms = Math.min(ms, (performance.now() - began) / N);
    const answers = await backend.read(out);
    first = answers.slice(0, answers.length / N);
    backend.free(out);
  }
  backend.free(x);
  return { ms, first };
}

const same = (a: Float32Array, b: Float32Array): boolean =>
  a.length === b.length && a.every((v, i) => Object.is(v, b[i]));
