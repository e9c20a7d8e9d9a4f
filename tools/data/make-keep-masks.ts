/**
 * Draws keep masks of one of the paper's kinds into one file, for networks that learn with masks: `masks`, uint8 `N H W`, 1 = known.
 *
 *     npx tsx tools/data/make-keep-masks.ts --kind wide --out runs/data/wide.npz [--count 4000] [--size 64]
 *
 * Their seeds begin at 500 000: studies and evaluations draw from 0 on and from 1 000 000 on.
 */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { keepMask, MASK_KINDS, type MaskKind } from "../../src/runtime/diffusion/masks.ts";
import { npzOf } from "./npz.ts";

const FIRST_SEED = 500_000;

const { values } = parseArgs({
  options: {
    kind: { type: "string", default: "wide" },
    out: { type: "string", default: "runs/data/wide.npz" },
    count: { type: "string", default: "4000" },
    size: { type: "string", default: "64" },
  },
});
const [count, size] = [Number(values.count), Number(values.size)];
if (!isKind(values.kind)) throw new RangeError(`--kind ${values.kind}, expected one of ${MASK_KINDS.join(", ")}`);
if (!Number.isSafeInteger(count) || count < 1 || count > FIRST_SEED)
  throw new RangeError(`--count ${values.count}, expected a whole number from 1 to ${FIRST_SEED}`);

const masks = new Uint8Array(count * size * size);
for (let i = 0; i < count; i++)
  masks.set(Uint8Array.from(keepMask(values.kind, size, size, FIRST_SEED + i)), i * size * size);
mkdirSync(dirname(values.out), { recursive: true });
writeFileSync(`${values.out}.part`, npzOf("masks", [count, size, size], masks));
renameSync(`${values.out}.part`, values.out);

function isKind(word: string): word is MaskKind {
  return (MASK_KINDS as readonly string[]).includes(word);
}
