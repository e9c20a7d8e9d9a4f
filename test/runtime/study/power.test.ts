import assert from "node:assert/strict";
import { test } from "node:test";
import { normalAt } from "../../helpers/normals.ts";
import { meanOf } from "../../../src/runtime/study/estimate.ts";
import { normalQuantile, picturesToBound, picturesToFind, spreadOf } from "../../../src/runtime/study/power.ts";

test("quantiles of the normal are those of the tables", () => {
  for (const [p, z] of [
    [0.5, 0],
    [0.8, 0.841621],
    [0.9, 1.281552],
    [0.975, 1.959964],
    [0.025, -1.959964],
  ] as const)
    assert.ok(Math.abs(normalQuantile(p) - z) < 1e-5, `${p}: ${normalQuantile(p)}`);
  assert.throws(() => normalQuantile(1), /between 0 and 1/);
});

test("half the effect takes four times the pictures, and so does twice the spread", () => {
  const aim = { effect: 0.5, power: 0.8 };
  // (1.96 + 0.8416)² 4 = 31.4; (1.96 + 1.2816)² 4 = 42.03.
  assert.equal(picturesToFind(1, aim), 32);
  assert.equal(picturesToBound(1, aim), 43);
  assert.equal(picturesToFind(2, aim), 126);
  assert.equal(picturesToFind(1, { ...aim, effect: 0.25 }), 126);
  assert.equal(picturesToFind(0.001, aim), 2);
});

test("so many pictures find the effect, or show that there is none, as often as was asked", () => {
  const aim = { effect: 0.5, power: 0.8 };
  const studies = 300;
  const shareOf = (n: number, shift: number, is: (low: number, high: number) => boolean): number => {
    let hits = 0;
    for (let study = 0; study < studies; study++) {
      const values = Array.from({ length: n }, (_, i) => shift + normalAt(study * 1000 + i));
      const { low, high } = meanOf(values);
      if (is(low, high)) hits++;
    }
    return hits / studies;
  };
  const found = shareOf(picturesToFind(1, aim), aim.effect, (low) => low > 0);
  const bounded = shareOf(picturesToBound(1, aim), 0, (low, high) => low > -aim.effect && high < aim.effect);
  // Three standard errors of a share of 0.8 in 300 are 0.07; the bootstrap interval is a little narrow at so few pictures.
  for (const share of [found, bounded]) assert.ok(share > 0.73 && share < 0.9, `${found}, ${bounded}`);
});

test("the spread is the sample's", () => {
  assert.equal(spreadOf([1, 3]), Math.SQRT2);
  assert.ok(Number.isNaN(spreadOf([1])));
});
