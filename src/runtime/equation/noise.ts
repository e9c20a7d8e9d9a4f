import { KernelBuilder, type Value } from "./builder.ts";
import { logOfNormal, sineAndCosine } from "./functions.ts";
import type { Kernel } from "./kernel.ts";

/** Multipliers and key increments of Philox 4×32 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"). */
const MULTIPLIERS = [0xd2511f53, 0xcd9e8d57] as const;
const INCREMENTS = [0x9e3779b9, 0xbb67ae85] as const;
const ROUNDS = 10;

export type Four = readonly [Value, Value, Value, Value];

/** Philox 4×32-10: four random words of a counter and a key. */
export function philox(k: KernelBuilder, counter: Four, key: readonly [Value, Value]): Four {
  let [a, b, c, d] = counter;
  let [low, high] = key;
  for (let round = 0; round < ROUNDS; round += 1) {
    const [m0, m1] = [k.iconst(MULTIPLIERS[0]), k.iconst(MULTIPLIERS[1])];
    [a, b, c, d] = [
      k.binary("ixor", k.binary("imulhi", c, m1), k.binary("ixor", b, low)),
      k.binary("imul", c, m1),
      k.binary("ixor", k.binary("imulhi", a, m0), k.binary("ixor", d, high)),
      k.binary("imul", a, m0),
    ];
    low = k.binary("iadd", low, k.iconst(INCREMENTS[0]));
    high = k.binary("iadd", high, k.iconst(INCREMENTS[1]));
  }
  return [a, b, c, d];
}

/**
 * Two standard normals of two random words (Box & Muller 1958), with u in (0, 1] and v in [0, 1), of 24 bits each:
 *
 *     √(−2 ln u) cos 2πv,  √(−2 ln u) sin 2πv
 *
 * The largest that can come is √(48 ln 2) = 5.77.
 */
function boxMuller(k: KernelBuilder, first: Value, second: Value): readonly [Value, Value] {
  const u = k.binary("mul", fraction(k, k.binary("iadd", k.binary("ishr", first, k.iconst(8)), k.iconst(1))), unit(k));
  const v = k.binary("mul", fraction(k, k.binary("ishr", second, k.iconst(8))), unit(k));
  const radius = k.unary("sqrt", k.binary("mul", logOfNormal(k, u), k.const(-2)));
  const [sine, cosine] = sineAndCosine(k, v);
  return [k.binary("mul", radius, cosine), k.binary("mul", radius, sine)];
}

function fraction(k: KernelBuilder, word: Value): Value {
  return k.unary("to_f32_signed", word);
}

function unit(k: KernelBuilder): Value {
  return k.const(2 ** -24);
}

/**
 * The kernel of `Backend.noise`. A block is the Philox counter (block, visit, node, draw) under the key (seed mod 2^32,
 * seed div 2^32); its words 0 and 1 give normals 0 and 1, its words 2 and 3 give normals 2 and 3. Element e of the
 * contiguous tensor `N C H W` is normal `(e >> 2) & 3` of block `(e >> 4) * 4 + (e & 3)`, so that four neighbouring blocks
 * fill 16 neighbouring elements with four stores of four.
 */
export const noiseKernel: Kernel = buildNoise();

function buildNoise(): Kernel {
  const k = new KernelBuilder();
  const counter = [k.block(), k.word("visit"), k.word("node"), k.word("draw")] as const;
  const [a, b, c, d] = philox(k, counter, [k.word("seed_low"), k.word("seed_high")]);
  return k.build("blocks", ["noise"], [...boxMuller(k, a, b), ...boxMuller(k, c, d)]);
}

/** 32 bits of a node's id (FNV-1a over its UTF-8 bytes): the `node` of a `NoiseKey`. */
export function nodeHash(id: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(id)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
