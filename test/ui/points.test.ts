import assert from "node:assert/strict";
import { test } from "node:test";
import { CLOUDS, MOST_POINTS } from "../../src/runtime/laboratory/clouds.ts";
import { densityOf } from "../../src/ui/laboratory/density.ts";
import { mixtureIn, pointAt, referenceOf, withoutPoint, withPoint } from "../../src/ui/laboratory/points-edit.ts";

test("a point that was set is found again, and taking it away restores what was", () => {
  for (const { mixture } of CLOUDS) {
    const more = withPoint(mixture, [0.95, -0.95], mixture.spread);
    assert.equal(pointAt(more, [0.95, -0.95]), mixture.points.length);
    const less = withoutPoint(more, mixture.points.length);
    assert.deepEqual(less?.points, mixture.points);
    less.weights.forEach((weight, k) => assert.ok(Math.abs(weight - (mixture.weights[k] ?? 0)) < 1e-12));
  }
});

test("every drawn distribution is read again as it was written, up to the most points", () => {
  let drawn = withPoint(undefined, [0.123, -2], 0.1);
  assert.deepEqual(drawn.points, [[0.12, -1]]);
  for (let i = 0; i < MOST_POINTS + 10; i++) drawn = withPoint(drawn, [Math.cos(i), Math.sin(i)], 0.1);
  assert.equal(drawn.points.length, MOST_POINTS);
  assert.deepEqual(mixtureIn(referenceOf(drawn))?.points, drawn.points);
  assert.equal(mixtureIn("bundled:faces64"), undefined);
  assert.equal(withoutPoint(withPoint(undefined, [0, 0], 0.1), 0), undefined);
});

test("the density drawn behind is largest at the heaviest point, with the second pixel upwards", () => {
  const density = densityOf({ points: [[0.5, 0.9]], weights: [1], spread: 0.1 }, 30, [-1.5, 1.5]);
  const top = density.indexOf(1);
  assert.deepEqual(
    [top % 30, Math.floor(top / 30)].map((i) => Math.abs(i - 19.5) < 1 || Math.abs(i - 5.5) < 1),
    [true, true],
  );
  assert.ok(Math.floor(top / 30) < 15, "0.9 lies in the upper half");
});
