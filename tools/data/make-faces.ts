/**
 * Draws numbered faces into shards of a thousand: `s0-s999.npz` (uint8 `images`, `N H W 3`) and `s0-s999.tsv` (labels).
 *
 *     npx tsx tools/data/make-faces.ts --out runs/data/faces64 [--first 0] [--count 30000]
 *
 * Shards that are already there are kept, so a run that was stopped goes on where it was.
 */
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { drawFace, FACE_LABELS, FACE_SIZE, FIRST_HELD_OUT_SEED } from "./faces.ts";
import { npzOf } from "./npz.ts";

const SHARD = 1000;

function main(): void {
  const { values } = parseArgs({
    options: {
      out: { type: "string", default: "runs/data/faces64" },
      first: { type: "string", default: "0" },
      count: { type: "string", default: "30000" },
    },
  });
  const first = wholeNumber("--first", values.first);
  const count = wholeNumber("--count", values.count);
  if (first < FIRST_HELD_OUT_SEED && first + count > FIRST_HELD_OUT_SEED)
    throw new RangeError(
      `seeds ${first} … ${first + count - 1} mix training and held-out drawings (from ${FIRST_HELD_OUT_SEED})`,
    );
  mkdirSync(values.out, { recursive: true });
  const began = performance.now();
  let drawn = 0;
  for (let from = first; from < first + count; from += SHARD) {
    const to = Math.min(from + SHARD, first + count);
    if (makeShard(values.out, from, to)) drawn += to - from;
    report(to - first, count, drawn / ((performance.now() - began) / 1000));
  }
  process.stderr.write("\n");
}

/** Draws seeds `from … to − 1`. The labels are written first and the pictures renamed into place last: a shard is whole or absent. */
function makeShard(folder: string, from: number, to: number): boolean {
  const path = join(folder, `s${from}-s${to - 1}`);
  if (existsSync(`${path}.npz`)) return false;
  const bytes = FACE_SIZE * FACE_SIZE * 3;
  const images = new Uint8Array((to - from) * bytes);
  const lines = [["seed", ...FACE_LABELS].join("\t")];
  for (let seed = from; seed < to; seed++) {
    const { rgb, labels } = drawFace(seed);
    images.set(rgb, (seed - from) * bytes);
    lines.push([String(seed), ...FACE_LABELS.map((name) => labels[name])].join("\t"));
  }
  writeFileSync(`${path}.tsv`, lines.join("\n") + "\n");
  writeFileSync(`${path}.part`, npzOf("images", [to - from, FACE_SIZE, FACE_SIZE, 3], images));
  renameSync(`${path}.part`, `${path}.npz`);
  return true;
}

function report(done: number, count: number, rate: number): void {
  const left = rate > 0 ? `, ${Math.ceil((count - done) / rate)} s left` : "";
  process.stderr.write(`\r${done}/${count} drawings, ${rate.toFixed(0)} a second${left}   `);
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${option} ${text}, expected a whole number ≥ 0`);
  return value;
}

main();
