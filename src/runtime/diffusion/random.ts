/** Draws whole numbers, uniform in [0, n). */
export type Below = (n: number) => number;

/**
 * A small generator of whole numbers for drawing masks, the same on every machine: xoshiro128** (Blackman & Vigna 2021),
 * its state filled from the seed by a counter through Murmur3's finaliser. Not for noise: that is keyed by visit.
 *
 * @param seed a whole number in [0, 2^53).
 * @throws RangeError when `seed` is none.
 */
export function randomBelow(seed: number): Below {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`seed = ${seed}, expected a whole number in [0, 2^53)`);
  }
  const high = finalised(Math.floor(seed / 2 ** 32) + 0x9e3779b9);
  const word = (i: number): number => finalised((seed ^ high) + Math.imul(i, 0x9e3779b9));
  const next = xoshiro([word(1), word(2), word(3), word(4)]);
  return (n) => Math.floor((next() / 2 ** 32) * n);
}

/** xoshiro128**: each call returns the next 32 bits, as a number in [0, 2^32). */
export function xoshiro(state: readonly [number, number, number, number]): () => number {
  let [a, b, c, d] = state;
  return () => {
    const result = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotated(d, 11);
    return result;
  };
}

function rotated(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by));
}

function finalised(x: number): number {
  let h = x | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
