import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { RespacingError, roundHalfEven, space_timesteps } from "../../../src/runtime/diffusion/respacing.ts";

const sha1 = (values: readonly number[]): string => createHash("sha1").update(values.join(",")).digest("hex");

test("1000 steps respaced to 250 are the published map", () => {
  const map = space_timesteps(1000, "250");
  assert.equal(map.length, 250);
  assert.deepEqual(map.slice(0, 12), [0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44]);
  assert.deepEqual(map.slice(-5), [983, 987, 991, 995, 999]);
  assert.equal(sha1(map), "17ff773ce55c46f07954c9736ab2b2c34e6a63d9");
});

test("1000 steps respaced to 50 and to 100 are the published maps", () => {
  const to50 = space_timesteps(1000, 50);
  assert.deepEqual([...to50.slice(0, 8), ...to50.slice(-3)], [0, 20, 41, 61, 82, 102, 122, 143, 958, 979, 999]);
  const to100 = space_timesteps(1000, 100);
  assert.deepEqual([...to100.slice(0, 9), ...to100.slice(-2)], [0, 10, 20, 30, 40, 50, 61, 71, 81, 989, 999]);
});

test("ties in the walk over the steps round to the even neighbour", () => {
  const to25 = space_timesteps(1000, 25);
  assert.equal(to25[4], 166);
  assert.equal(to25[20], 832);
});

test("half-to-even rounding agrees with Python's round", () => {
  const cases = [
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [3.5, 4],
    [-0.5, -0],
    [-1.5, -2],
    [166.5, 166],
    [2.4999999999999996, 2],
    [2.5000000000000004, 3],
  ] as const;
  for (const [x, rounded] of cases) assert.equal(roundHalfEven(x) + 0, rounded + 0);
});

test("keeping all steps keeps them in order, by count or by an empty text", () => {
  const all = Array.from({ length: 40 }, (_, i) => i);
  assert.deepEqual(space_timesteps(40, 40), all);
  assert.deepEqual(space_timesteps(40, ""), all);
});

test("sections divide the steps evenly, the first ones longer by one", () => {
  assert.deepEqual(space_timesteps(10, "2,2,1"), [0, 3, 4, 6, 7]);
  assert.equal(space_timesteps(300, "10,15,20").length, 45);
  assert.equal(space_timesteps(300, " 10, 15, 20 ")[10], 100);
});

test("ddim respacing takes one whole stride from 0", () => {
  const map = space_timesteps(1000, "ddim250");
  assert.deepEqual([map[0], map[1], map.at(-1), map.length], [0, 4, 996, 250]);
  assert.deepEqual(space_timesteps(10, "ddim4"), [0, 3, 6, 9]);
});

const bad = [
  [10, "11", "section 1 has 10 steps, and 11 are to be kept", ["10"]],
  [10, "5,6", "section 2 has 5 steps, and 6 are to be kept", ["5,5"]],
  [1000, "600,10", "section 1 has 500 steps, and 600 are to be kept", ["500,10"]],
  [1000, "ddim999", "no whole stride over 1000 steps keeps exactly 999", ["ddim500", "ddim1000"]],
  [1000, "ddim37", "no whole stride over 1000 steps keeps exactly 37", ["ddim36", "ddim38"]],
  [1000, "ddim5000", "no whole stride over 1000 steps keeps exactly 5000", ["ddim1000"]],
  [10, "five", '"five" is not a whole number ≥ 1', ["250", "10,15,20", "ddim50"]],
  [10, "2,,3", '"" is not a whole number ≥ 1', ["250", "10,15,20", "ddim50"]],
  [10, 0, '"0" is not a whole number ≥ 1', ["250", "10,15,20", "ddim50"]],
  [10, 2.5, '"2.5" is not a whole number ≥ 1', ["250", "10,15,20", "ddim50"]],
] as const;
for (const [N, respacing, message, legal] of bad) {
  test(`respacing ${N} steps by "${respacing}" is refused with a sentence and the next legal ones`, () => {
    assert.throws(
      () => space_timesteps(N, respacing),
      (error: unknown) => {
        assert.ok(error instanceof RespacingError);
        assert.equal(error.message, message);
        assert.deepEqual(error.legal, legal);
        return true;
      },
    );
  });
}

test("what is named as legal is legal", () => {
  for (let count = 1; count <= 120; count++) {
    try {
      space_timesteps(100, `ddim${count}`);
    } catch (error) {
      assert.ok(error instanceof RespacingError);
      for (const legal of error.legal) {
        assert.equal(space_timesteps(100, legal).length, Number(legal.slice(4)), `${count}: ${legal}`);
      }
    }
  }
});

test("a training of no steps is refused", () => {
  assert.throws(() => space_timesteps(0, 1), /num_train_timesteps = 0, expected a whole number/);
});
