import assert from "node:assert/strict";
import { test } from "node:test";
import { above, nearest, placeAt } from "../../src/ui/laboratory/pick.ts";
import { BANDS, TRAILS, Tracks } from "../../src/ui/engine/tracks.ts";

const noise = (rights: readonly number[]) => ({
  shape: [rights.length, 1, 1, 2] as const,
  data: Float32Array.from(rights.flatMap((right) => [9, right])),
});

test("particles are told apart by the rank of their first right pixel, in shares of one size, and by no later picture", () => {
  const tracks = new Tracks();
  const rights = Array.from({ length: 100 }, (_, i) => ((i * 37) % 100) - 50);
  tracks.begin({ shape: [1, 3, 8, 8], data: new Float32Array(192) });
  assert.equal(tracks.originsOf(96), undefined, "a larger picture is no particle");
  tracks.begin(noise(rights));
  tracks.begin(noise(rights.toReversed()));
  const bands = tracks.originsOf(100);
  assert.ok(bands);
  rights.forEach((right, i) => assert.equal(bands[i], Math.floor((BANDS * (right + 50)) / 100)));
  assert.equal(tracks.originsOf(99), undefined);
});

test("a trail holds the latest moments in order, and whoever goes back finds it as it was", () => {
  const tracks = new Tracks();
  const at = (transition: number) => Float32Array.of(transition, -transition, transition + 0.5, 0);
  for (let transition = 0; transition < 60; transition++) tracks.follow("a", transition, at(transition));
  const long = tracks.follow("a", 60, at(60));
  assert.equal(long.particles, 2, "there are no more trails than points");
  const lefts = [...long.places].filter((_, i) => i % 4 === 0);
  assert.deepEqual(
    lefts,
    Array.from({ length: 16 }, (_, i) => 45 + i),
  );
  const back = tracks.follow("a", 50, at(50));
  assert.deepEqual([back.places.length, back.places.at(-4), back.places[0]], [6 * 4, 50, 45]);
  assert.equal(tracks.follow("b", 5, at(5)).places.length, 4, "each node has trails of its own");
  assert.equal(tracks.follow("c", 5, new Float32Array(200)).particles, TRAILS);
});

test("the nearest sample is found within reach, beyond the edge on it, and the keys go along pixel 2", () => {
  const points = Float32Array.of(0.3, -0.5, 0.3, 0.5, 0.3, 9, 0.3, 0);
  assert.equal(nearest(points, [0.28, 0.47], 0.1), 1);
  assert.equal(nearest(points, [0.3, 1.45], 0.1), 2);
  assert.equal(nearest(points, [-0.3, 0], 0.1), undefined);
  assert.deepEqual(
    [undefined, 0, 3, 1, 2].map((from) => above(points, from, 1)),
    [0, 3, 1, 2, 2],
  );
  assert.deepEqual([above(points, 2, -2), above(points, 1, -99), above(new Float32Array(0), 0, 1)], [3, 0, undefined]);
  assert.deepEqual(placeAt(points, 3), [Math.fround(0.3), 0]);
});
