import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { invert, keepMask, MASK_KINDS, type MaskKind } from "../../../src/runtime/diffusion/masks.ts";
import { randomBelow, xoshiro } from "../../../src/runtime/diffusion/random.ts";

const share = (mask: Float32Array): number => mask.reduce((sum, m) => sum + m, 0) / mask.length;
const DRAWN = ["wide", "narrow"] as const;

const at256: readonly (readonly [MaskKind, (x: number, y: number) => boolean, number])[] = [
  ["every_second_line", (_, y) => y % 2 === 1, 0.5],
  ["super_resolve_2x", (x, y) => x % 2 === 1 && y % 2 === 1, 0.25],
  ["expand", (x, y) => x >= 96 && x <= 159 && y >= 96 && y <= 159, 0.0625],
  ["half", (x) => x <= 127, 0.5],
  ["everything_known", () => true, 1],
  ["nothing_known", () => false, 0],
];
for (const [kind, known, expected] of at256) {
  test(`${kind} at 256 knows exactly the published pixels`, () => {
    const mask = keepMask(kind, 256, 256);
    mask.forEach((m, i) => assert.equal(m, known(i % 256, Math.floor(i / 256)) ? 1 : 0));
    assert.equal(share(mask), expected);
  });
}

const recordedMask = (name: string): Float32Array => {
  const bytes = readFileSync(new URL(`../../fixtures/official/${name}/mask.f32`, import.meta.url));
  return new Float32Array(new Uint8Array(bytes).buffer);
};

test("the masks of the recorded runs are half, and the other phase of every second line", () => {
  assert.deepEqual(keepMask("half", 16, 16), recordedMask("half-r3-j4"));
  assert.deepEqual(invert(keepMask("every_second_line", 16, 16)), recordedMask("lines-r2-j5-t100"));
});

test("every mask is of the size asked for and holds only 0 and 1", () => {
  for (const kind of MASK_KINDS) {
    for (const [H, W] of [
      [1, 1],
      [4, 4],
      [7, 33],
      [64, 48],
      [100, 90],
    ] as const) {
      const mask = keepMask(kind, H, W, 5);
      assert.equal(mask.length, H * W);
      assert.ok(
        mask.every((m) => m === 0 || m === 1),
        kind,
      );
    }
  }
});

test("expand keeps a quarter of each side, centred, at every size", () => {
  for (const size of [16, 32, 64, 128]) assert.equal(share(keepMask("expand", size, size)), 0.0625);
  const mask = keepMask("expand", 64, 32);
  assert.equal(share(mask), 0.0625);
  assert.deepEqual([mask[24 * 32 + 12], mask[39 * 32 + 19], mask[23 * 32 + 12], mask[24 * 32 + 11]], [1, 1, 0, 0]);
});

for (const kind of DRAWN) {
  test(`${kind} depends on its seed alone`, () => {
    assert.deepEqual(keepMask(kind, 64, 64, 7), keepMask(kind, 64, 64, 7));
    assert.notDeepEqual(keepMask(kind, 64, 64, 7), keepMask(kind, 64, 64, 8));
    assert.notDeepEqual(keepMask(kind, 64, 64, 7), keepMask(kind, 64, 64, 7 + 2 ** 32));
  });

  test(`${kind} leaves something to fill and knows at least half`, () => {
    for (const size of [32, 64, 256]) {
      for (let seed = 0; seed < 30; seed++) {
        const known = share(keepMask(kind, size, size, seed));
        assert.ok(known >= 0.5 && known < 1, `${size} ${seed}: ${known}`);
      }
    }
  });

  test(`${kind} has the same shapes at 64 and at 256 for one seed`, () => {
    let agreement = 0;
    for (let seed = 0; seed < 20; seed++) {
      const [small, large] = [keepMask(kind, 64, 64, seed), keepMask(kind, 256, 256, seed)];
      // The centre of a small pixel lies between four large ones: take the one just before it.
      const same = small.filter((m, i) => m === large[(4 * Math.floor(i / 64) + 1) * 256 + 4 * (i % 64) + 1]);
      agreement += same.length / small.length / 20;
    }
    assert.ok(agreement > 0.97, `${agreement}`);
  });
}

test("wide holes are few and broad, narrow ones thin", () => {
  const deepest = (mask: Float32Array): number => {
    let best = 0;
    const run = new Int32Array(256 * 256);
    // Largest empty square, by the square that ends at each pixel.
    mask.forEach((m, i) => {
      const [x, y] = [i % 256, Math.floor(i / 256)];
      const before = x === 0 || y === 0 ? [0] : [run[i - 1] ?? 0, run[i - 256] ?? 0, run[i - 257] ?? 0];
      run[i] = m === 1 ? 0 : 1 + Math.min(...before);
      best = Math.max(best, run[i] ?? 0);
    });
    return best;
  };
  const mean = (kind: MaskKind): number =>
    Array.from({ length: 20 }, (_, seed) => deepest(keepMask(kind, 256, 256, seed))).reduce((a, b) => a + b) / 20;
  assert.ok(mean("wide") > 45, `wide ${mean("wide")}`);
  assert.ok(mean("narrow") < 30, `narrow ${mean("narrow")}`);
});

test("inverting twice returns the mask, and known and unknown add to everything", () => {
  const mask = keepMask("wide", 32, 32, 3);
  assert.deepEqual(invert(invert(mask)), mask);
  assert.deepEqual(
    invert(mask).map((m, i) => m + (mask[i] ?? NaN)),
    keepMask("everything_known", 32, 32),
  );
  assert.deepEqual(invert(Float32Array.of(0.25)), Float32Array.of(0.75));
});

test("the generator's first words from state 1 2 3 4 are those of xoshiro128**", () => {
  const next = xoshiro([1, 2, 3, 4]);
  assert.deepEqual([next(), next(), next(), next()], [11520, 0, 5927040, 70819200]);
});

test("draws are uniform below their bound", () => {
  const below = randomBelow(1);
  const counts = new Array<number>(8).fill(0);
  for (let i = 0; i < 8000; i++) {
    const drawn = below(8);
    counts[drawn] = (counts[drawn] ?? 0) + 1;
  }
  assert.ok(
    counts.every((count) => Math.abs(count - 1000) < 150),
    counts.join(" "),
  );
});

test("sizes and seeds that are no whole numbers are refused", () => {
  assert.throws(() => keepMask("half", 0, 4), new RangeError("the size is 0×4, expected whole numbers of pixels ≥ 1"));
  for (const seed of [-1, 0.5, 2 ** 53]) {
    const message = new RangeError(`seed = ${seed}, expected a whole number in [0, 2^53)`);
    assert.throws(() => keepMask("wide", 8, 8, seed), message);
  }
});
