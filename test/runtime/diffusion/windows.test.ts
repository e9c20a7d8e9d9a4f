import assert from "node:assert/strict";
import { test } from "node:test";
import type { Frame } from "../../../src/runtime/diffusion/frame.ts";
import type { Planes } from "../../../src/runtime/diffusion/planes.ts";
import { windowsOf } from "../../../src/runtime/diffusion/windows.ts";

/** A picture in which some pixels are to be filled. */
function maskOf(W: number, H: number, isHole: (x: number, y: number) => boolean): Planes {
  const data = Float32Array.from({ length: W * H }, (_, i) => (isHole(i % W, Math.floor(i / W)) ? 0 : 1));
  return { data, C: 1, H, W };
}

const box = (left: number, top: number, width: number, height: number) => (x: number, y: number) =>
  x >= left && x < left + width && y >= top && y < top + height;
const shows = ({ x, y, width, height }: Frame, px: number, py: number): boolean =>
  px >= x && px < x + width && py >= y && py < y + height;
const scratch = (x: number, y: number): boolean => Math.abs(y - 40 - 0.7 * x) < 2 && x > 30 && x < 500;

test("a hole of a quarter of the network's side gets one window at the picture's own scale", () => {
  const [frame, ...more] = windowsOf(maskOf(300, 200, box(100, 90, 16, 16)), [64, 64], 8);
  assert.deepEqual(frame, { x: 76, y: 66, width: 64, height: 64 });
  assert.equal(more.length, 0);
});

test("a large compact hole gets one window of which it is between a quarter and a half", () => {
  for (const side of [30, 57, 100, 141]) {
    const frames = windowsOf(maskOf(640, 480, box(200, 150, side, side)), [64, 64], 8);
    assert.equal(frames.length, 1, String(side));
    const share = side / (frames[0]?.width ?? 0);
    assert.ok(share >= 0.25 && share <= 0.5, `${side}: ${share}`);
  }
});

test("a scratch is followed by windows at the picture's own scale, and every pixel of it lies well within one", () => {
  const frames = windowsOf(maskOf(640, 480, scratch), [64, 64], 64);
  assert.ok(frames.length > 5 && frames.every(({ width, height }) => width === 64 && height === 64));
  for (let y = 0; y < 480; y++) {
    for (let x = 0; x < 640; x++) {
      if (!scratch(x, y)) continue;
      const well = frames.some((f) => shows({ x: f.x + 8, y: f.y + 8, width: 48, height: 48 }, x, y));
      assert.ok(well, `${x}, ${y}`);
    }
  }
});

test("never more windows than asked for; they grow instead, and show every hole all the same", () => {
  const dots = (x: number, y: number): boolean => x % 50 < 3 && y % 45 < 3;
  const mask = maskOf(640, 480, (x, y) => scratch(x, y) || dots(x, y));
  for (const count of [1, 2, 5, 12, 40]) {
    const frames = windowsOf(mask, [64, 64], count);
    assert.ok(frames.length >= 1 && frames.length <= count);
    for (const { x, y, width, height } of frames) {
      assert.equal(width, height);
      if (width < 640) assert.ok(x >= 0 && x + width <= 640);
      if (height < 480) assert.ok(y >= 0 && y + height <= 480);
    }
    for (let y = 0; y < 480; y++)
      for (let x = 0; x < 640; x++)
        if (scratch(x, y) || dots(x, y)) assert.ok(frames.some((frame) => shows(frame, x, y)));
  }
  const one = windowsOf(maskOf(640, 480, box(0, 0, 5, 5)), [64, 64], 1);
  assert.deepEqual(one, [{ x: 0, y: 0, width: 64, height: 64 }]);
});

test("words are filled together, and two far holes apart", () => {
  const letters = (x: number, y: number): boolean => box(50, 50, 40, 10)(x, y) && x % 8 < 3;
  assert.equal(windowsOf(maskOf(640, 480, letters), [64, 64], 32).length, 1);
  const far = (x: number, y: number): boolean => letters(x, y) || box(400, 300, 10, 10)(x, y);
  assert.equal(windowsOf(maskOf(640, 480, far), [64, 64], 32).length, 2);
});

test("where everything is known there is no window; where nothing is, the whole picture", () => {
  assert.deepEqual(
    windowsOf(
      maskOf(80, 90, () => false),
      [64, 64],
      3,
    ),
    [],
  );
  const [all] = windowsOf(
    maskOf(80, 90, () => true),
    [64, 64],
    1,
  );
  assert.deepEqual(all, { x: -5, y: 0, width: 90, height: 90 });
});
