import assert from "node:assert/strict";
import { test } from "node:test";
import { readMask, readPaintedOver, type Hole, type MaskReading } from "../../../src/runtime/diffusion/mask-reading.ts";

const N = 400;
/** A mask of 20×20 of which the first `count` pixels have one value and the others another. */
const two = (count: number, first: number, other: number): Float32Array =>
  Float32Array.from({ length: N }, (_, i) => (i < count ? first : other));

interface Row {
  readonly name: string;
  readonly luma: Float32Array;
  readonly alpha?: Float32Array;
  readonly wanted?: Hole;
  readonly hole: MaskReading["hole"];
  readonly guessed?: boolean;
  /** How many of the first pixels are the hole. */
  readonly first: number;
}

const rows: readonly Row[] = [
  { name: "black on white: black is the hole", luma: two(80, 0, 1), hole: "black", first: 80 },
  { name: "white on black, the hole small: guessed", luma: two(40, 1, 0), hole: "white", guessed: true, first: 40 },
  { name: "white on black when black is asked for", luma: two(360, 0, 1), wanted: "black", hole: "black", first: 360 },
  { name: "white when white is asked for", luma: two(200, 1, 0), wanted: "white", hole: "white", first: 200 },
  { name: "zeros and ones of 255", luma: two(80, 0, 1 / 255), hole: "black", first: 80 },
  { name: "two dark colours", luma: two(80, 0.1, 0.4), hole: "black", first: 80 },
  { name: "all white", luma: two(0, 1, 1), hole: "black", first: 0 },
  { name: "all black is no guess: everything is to be filled", luma: two(N, 0, 0), hole: "black", first: N },
  { name: "all nearly white, as JPEG has it", luma: two(80, 0.97, 1), hole: "black", first: 0 },
  { name: "a picture with a hole", luma: two(9, 0, 0.4), alpha: two(60, 0, 1), hole: "transparent", first: 60 },
  {
    name: "strokes on nothing",
    luma: two(0, 1, 1),
    alpha: two(40, 1, 0),
    hole: "opaque",
    guessed: true,
    first: 40,
  },
  {
    name: "a transparent picture whose colours are asked for",
    luma: two(50, 0, 1),
    alpha: two(60, 0, 1),
    wanted: "black",
    hole: "black",
    first: 50,
  },
  {
    name: "no transparency where it is asked for",
    luma: two(9, 0, 1),
    wanted: "transparent",
    hole: "transparent",
    first: 0,
  },
];

for (const { name, luma, alpha, wanted, hole, guessed = false, first } of rows) {
  test(`a mask is read: ${name}`, () => {
    const reading = readMask({ data: luma, C: 1, H: 20, W: 20 }, alpha, wanted);
    assert.equal(reading.hole, hole);
    assert.equal(reading.guessed, guessed);
    assert.deepEqual([...reading.keep_mask.data], [...two(first, 0, 1)]);
    assert.ok(Math.abs(reading.share - first / N) < 1e-12);
  });
}

test("grey edges are split at one half and counted", () => {
  const luma = Float32Array.of(0, 0.05, 0.2, 0.49, 0.5, 0.8, 0.95, 1);
  const { keep_mask, soft } = readMask({ data: luma, C: 1, H: 1, W: 8 }, undefined);
  assert.deepEqual([...keep_mask.data], [0, 0, 0, 0, 1, 1, 1, 1]);
  assert.equal(soft, 4 / 8);
});

test("what was painted over a copy of the picture is the hole, two pixels wider; a speck of JPEG is not, nor another picture", () => {
  const n = 30 * 30;
  const given = Float32Array.from({ length: 3 * n }, (_, i) => Math.sin(i * 0.1));
  const marked = given.map((v) => (v + 1) / 2 + 0.1); // Within what a JPEG changes.
  const paint = (x: number, y: number): void =>
    [0, 1, 2].forEach((c) => void (marked[c * n + y * 30 + x] = c === 1 ? 2 : 0.5));
  for (let x = 8; x < 20; x++) paint(x, 12);
  paint(3, 25);
  const planes = (data: Float32Array) => ({ data, C: 3, H: 30, W: 30 });
  const reading = readPaintedOver(planes(marked), planes(given));
  const expected = Array.from({ length: n }, (_, i) => {
    const [x, y] = [i % 30, Math.floor(i / 30)];
    return x >= 7 && x < 21 && y >= 10 && y <= 14 ? 0 : 1; // A line's ends have two neighbours alone, and are within reach of the next.
  });
  assert.deepEqual([...(reading?.keep_mask.data ?? [])], expected);
  assert.equal(reading?.hole, "painted");
  assert.ok(Math.abs(reading.share - (14 * 5) / n) < 1e-12);
  assert.equal(readPaintedOver(planes(marked), planes(given.map((v) => -v))), undefined);
});
