import assert from "node:assert/strict";
import { test } from "node:test";
import { readMask, type Hole, type MaskReading } from "../../../src/runtime/diffusion/mask-reading.ts";

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
