import assert from "node:assert/strict";
import { test } from "node:test";
import { decode, decodeApng } from "fast-png";
import { keepMask } from "../../src/runtime/diffusion/masks.ts";
import { MaskHistory } from "../../src/ui/paint/mask-history.ts";
import {
  boxOf,
  ellipse,
  filled,
  inverted,
  knownShare,
  maskOfPixels,
  preset,
  presetNames,
  rectangle,
  sameMask,
  stroke,
  type Mask,
} from "../../src/ui/paint/mask.ts";
import { AnimatedPng, rasterPng } from "../../src/runtime/png/write.ts";
import { dataUrl, maskPng, maskUrl } from "../../src/ui/paint/png.ts";

/** The pixels that are to be filled, row by row. */
const drawn = ({ width, height, data }: Mask): string[] =>
  Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => (data[y * width + x] === 1 ? "." : "#")).join(""),
  );

test("a brush of one pixel paints the pixel under it", () => {
  for (const at of [
    { x: 2, y: 1 },
    { x: 2.5, y: 1.5 },
    { x: 2.99, y: 1.99 },
  ]) {
    assert.deepEqual(drawn(stroke(filled(5, 3, 1), at, at, 1, 0)), [".....", "..#..", "....."]);
  }
});

test("brushes are round and symmetric, and know no pixel in between", () => {
  const odd = stroke(filled(7, 7, 1), { x: 3.2, y: 3.9 }, { x: 3.2, y: 3.9 }, 5, 0);
  assert.deepEqual(drawn(odd), [".......", "..###..", ".#####.", ".#####.", ".#####.", "..###..", "......."]);
  const even = stroke(filled(6, 6, 1), { x: 3, y: 3 }, { x: 3, y: 3 }, 4, 0);
  assert.deepEqual(drawn(even), ["......", "..##..", ".####.", ".####.", "..##..", "......"]);
  for (let size = 1; size <= 40; size++) {
    const { data, width } = stroke(filled(81, 81, 1), { x: 40.5, y: 40.5 }, { x: 40.5, y: 40.5 }, size, 0);
    assert.ok(data.every((value) => value === 0 || value === 1));
    const turned = data.map((_, i) => data[(i % width) * width + Math.floor(i / width)] ?? 2);
    assert.deepEqual(turned, data, `size ${size}`);
  }
});

test("a stroke has no gaps however fast it was drawn", () => {
  for (const to of [
    { x: 60.5, y: 20.5 },
    { x: 7.5, y: 63.5 },
    { x: 63.5, y: 63.5 },
  ]) {
    const { data, width } = stroke(filled(64, 64, 1), { x: 0.5, y: 0.5 }, to, 1, 0);
    const cells = [...data.keys()].filter((i) => data[i] === 0).map((i) => [i % width, Math.floor(i / width)] as const);
    const reached = new Set([0]);
    const queue = [cells[0] ?? [0, 0]];
    for (let here = queue.pop(); here; here = queue.pop()) {
      cells.forEach(([x, y], i) => {
        if (reached.has(i) || Math.max(Math.abs(x - here[0]), Math.abs(y - here[1])) > 1) return;
        reached.add(i);
        queue.push([x, y]);
      });
    }
    assert.equal(reached.size, cells.length);
    assert.equal(data[Math.floor(to.y) * width + Math.floor(to.x)], 0);
  }
});

test("rectangles and ellipses cover what the drag covered, in every direction, also beyond the edges", () => {
  const there = boxOf({ x: 1.2, y: 1.9 }, { x: 4.1, y: 2.0 });
  assert.deepEqual(there, { x: 1, y: 1, width: 4, height: 2 });
  assert.deepEqual(boxOf({ x: 4.1, y: 2.0 }, { x: 1.2, y: 1.9 }), there);
  assert.deepEqual(drawn(rectangle(filled(6, 4, 1), there, 0)), ["......", ".####.", ".####.", "......"]);
  assert.deepEqual(drawn(ellipse(filled(6, 5, 1), { x: 0, y: 0, width: 6, height: 5 }, 0)), [
    ".####.",
    "######",
    "######",
    "######",
    ".####.",
  ]);
  assert.deepEqual(drawn(rectangle(filled(3, 2, 1), { x: -5, y: 1, width: 7, height: 99 }, 0)), ["...", "##."]);
});

test("what changes nothing gives the same mask", () => {
  const mask = filled(8, 8, 1);
  assert.equal(rectangle(mask, { x: 0, y: 0, width: 8, height: 8 }, 1), mask);
  assert.equal(stroke(mask, { x: -50, y: 0 }, { x: -40, y: 0 }, 5, 0), mask);
});

test("the presets are the masks of the mask node", () => {
  assert.equal(presetNames.length, 6);
  assert.deepEqual(Float32Array.from(preset("narrow", 64, 48, 7).data), keepMask("narrow", 48, 64, 7));
  assert.equal(knownShare(preset("half", 64, 64)), 0.5);
  assert.equal(knownShare(preset("super-resolve", 64, 64)), 0.25);
  assert.throws(() => preset("toString", 8, 8), RangeError);
});

test("inverting twice gives the same mask, and halves exchange their shares", () => {
  const mask = preset("wide", 64, 64, 3);
  assert.ok(sameMask(inverted(inverted(mask)), mask));
  assert.ok(Math.abs(knownShare(mask) + knownShare(inverted(mask)) - 1) < 1e-12);
});

test("undo and redo give back every mask exactly", () => {
  const seen = [filled(16, 16, 1)];
  const history = new MaskHistory(filled(16, 16, 1));
  for (let i = 0; i < 40; i++) {
    const at = { x: (i * 7) % 16, y: (i * 5) % 16 };
    if (history.take(stroke(history.mask, at, { x: at.y, y: at.x }, 1 + (i % 3), i % 4 === 0 ? 1 : 0))) {
      seen.push(history.mask);
    }
  }
  assert.ok(seen.length > 10);
  for (const [i, mask] of [...seen.entries()].reverse()) {
    assert.ok(sameMask(history.mask, mask));
    assert.equal(history.undo(), i > 0);
  }
  for (const [i, mask] of seen.entries()) {
    assert.ok(sameMask(history.mask, mask));
    assert.equal(history.redo(), i < seen.length - 1);
  }
});

test("a mask is written as a PNG of one bit a pixel in which white is known", async () => {
  for (const [width, height] of [
    [64, 64],
    [13, 5],
    [1, 1],
  ] as const) {
    const mask = preset("every-second-line", width, height);
    const png = decode(await maskPng(mask));
    assert.deepEqual([png.width, png.height, png.depth, png.channels], [width, height, 1, 1]);
    const bits = Uint8Array.from({ length: width * height }, (_, p) => {
      const byte = png.data[Math.floor(p / width) * Math.ceil(width / 8) + ((p % width) >> 3)] ?? 0;
      return (byte >> (7 - ((p % width) & 7))) & 1;
    });
    assert.deepEqual(bits, mask.data);
  }
  assert.ok((await maskUrl(preset("narrow", 64, 64))).length < 1200);
  assert.match(await maskUrl(filled(8, 8, 1)), /^data:image\/png;base64,[\w+/]+=*$/);
});

test("pixels are known from middle grey upwards", () => {
  const rgba = [128, 128, 128, 255, 127, 127, 127, 255, 255, 255, 255, 255, 0, 0, 0, 255];
  assert.deepEqual([...maskOfPixels(2, 2, rgba).data], [1, 0, 1, 0]);
});

test("pictures are written bit for bit, alone and as an animation", async () => {
  const frame = (shift: number) => ({
    width: 3,
    height: 2,
    rgba: Uint8ClampedArray.from({ length: 24 }, (_, i) => (i % 4 === 3 ? 255 : (i * 9 + shift) % 256)),
  });
  const colours = (rgba: Uint8ClampedArray) => [...rgba].filter((_, i) => i % 4 !== 3);
  assert.deepEqual([...decode(await rasterPng(frame(5))).data], colours(frame(5).rgba));
  const { width, height } = frame(0);
  const film = new AnimatedPng(width, height);
  for (const [shift, delay] of [
    [0, 40],
    [50, 40],
    [100, 1000],
  ] as const)
    await film.add(frame(shift), delay);
  const animation = film.finish();
  const { frames, numberOfPlays } = decodeApng(animation);
  assert.deepEqual(
    frames.map(({ data }) => [...data]),
    [0, 50, 100].map((shift) => colours(frame(shift).rgba)),
  );
  assert.deepEqual(
    frames.map(({ delayNumber, delayDenominator }) => delayNumber / delayDenominator),
    [0.04, 0.04, 1],
  );
  assert.equal(numberOfPlays, 0);
  assert.deepEqual([...decode(animation).data], colours(frame(0).rgba));
  assert.equal(atob(dataUrl(await maskPng(filled(1, 1, 1))).split(",")[1] ?? "").slice(1, 4), "PNG");
});
