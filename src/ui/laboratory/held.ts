import { binShares } from "../../runtime/laboratory/exactness.ts";
import { conditionalOn, type Mixture } from "../../runtime/laboratory/mixture.ts";

/** What is worked out of a distribution once, for all the clouds that are held against it. */
export interface Held {
  readonly mixture: Mixture;
  /** Pictures of its density, by theme and size. */
  readonly grounds: Map<string, ImageData>;
  /** How much of the exact conditional each bin holds, by the known value. */
  readonly shares: Map<number, Float64Array>;
}

/** Most distributions that are remembered. */
const MOST = 8;
const known: Held[] = [];

/**
 * What is remembered of a distribution. Every message of the engine carries a copy of its own, so distributions are told
 * apart by their numbers and not as objects.
 */
export function heldOf(mixture: Mixture): Held {
  const at = known.findIndex((held) => alike(held.mixture, mixture));
  const held = known[at] ?? { mixture, grounds: new Map(), shares: new Map() };
  if (at === 0) return held;
  if (at > 0) known.splice(at, 1);
  known.unshift(held);
  known.length = Math.min(MOST, known.length);
  return held;
}

/** How much of the exact conditional each bin holds; undefined where nothing is known or there is no distribution. */
export function sharesOf(mixture: Mixture | undefined, left: number | undefined): Float64Array | undefined {
  if (!mixture || left === undefined) return undefined;
  const { shares } = heldOf(mixture);
  const made = shares.get(left) ?? binShares(conditionalOn(mixture, left));
  if (shares.size >= MOST) shares.clear();
  shares.set(left, made);
  return made;
}

function alike(a: Mixture, b: Mixture): boolean {
  if (a === b) return true;
  if (a.spread !== b.spread || a.points.length !== b.points.length) return false;
  return a.points.every(([x, y], k) => {
    const other = b.points[k];
    return other?.[0] === x && other[1] === y && a.weights[k] === b.weights[k];
  });
}
