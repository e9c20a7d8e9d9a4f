import assert from "node:assert/strict";
import { test } from "node:test";
import {
  containFrame,
  coverFrame,
  frameAt,
  frameFrom,
  keepThrough,
  sameShape,
  wholeFrame,
  type Frame,
  type Size,
} from "../../../src/runtime/diffusion/frame.ts";
import { fitImage } from "../../../src/runtime/diffusion/resize.ts";
import type { Planes } from "../../../src/runtime/diffusion/planes.ts";

const SIZES: readonly Size[] = [
  [150, 200],
  [500, 333],
  [64, 64],
  [7, 300],
  [301, 129],
  [3, 5],
];

/** A mask with scattered holes. */
function mask(H: number, W: number, every: number): Planes {
  return { data: Float32Array.from({ length: H * W }, (_, i) => ((i * 7919) % every === 0 ? 0 : 1)), C: 1, H, W };
}

/** The definition itself: every pixel that a pixel covers, looked at one by one. */
function slowly(keep: Planes, frame: Frame, [H, W]: Size, beyond: number): Float32Array {
  const near = 1e-6;
  return Float32Array.from({ length: H * W }, (_, i) => {
    const [x, y] = [i % W, Math.floor(i / W)];
    for (let v = Math.floor(frame.y + (y * frame.height) / H + near); ; v++) {
      if (v >= frame.y + ((y + 1) * frame.height) / H - near) return 1;
      for (let u = Math.floor(frame.x + (x * frame.width) / W + near); ; u++) {
        if (u >= frame.x + ((x + 1) * frame.width) / W - near) break;
        const inside = u >= 0 && v >= 0 && u < keep.W && v < keep.H;
        if ((inside ? (keep.data[v * keep.W + u] ?? 0) : beyond) < 0.5) return 0;
      }
    }
  });
}

test("a pixel seen through a frame is known exactly when all that it covers is", () => {
  for (const [H, W] of SIZES) {
    const keep = mask(H, W, 41);
    const frames: Frame[] = [
      wholeFrame([H, W]),
      coverFrame([H, W], [16, 16]),
      { x: -2.5, y: 1.25, width: W / 3, height: H + 7 },
    ];
    for (const frame of frames) {
      for (const size of [
        [16, 16],
        [9, 40],
        [H, W],
      ] as const) {
        for (const beyond of [0, 1] as const) {
          assert.deepEqual(keepThrough(keep, frame, size, beyond).data, slowly(keep, frame, size, beyond));
        }
      }
    }
  }
});

test("at its own size a mask seen whole is itself", () => {
  const keep = mask(33, 50, 7);
  assert.deepEqual(keepThrough(keep, wholeFrame([33, 50]), [33, 50]).data, keep.data);
});

test("the frame of cover is what the fitted picture shows: a ramp's middle stays where it was", () => {
  for (const [H, W] of SIZES) {
    const across = { data: Float32Array.from({ length: H * W }, (_, i) => ((i % W) + 0.5) / W), C: 1, H, W };
    const fitted = fitImage(across, 16, 16).data;
    const frame = coverFrame([H, W], [16, 16]);
    assert.ok(frame.x >= -1e-9 && frame.x + frame.width <= W + 1e-9 && frame.y + frame.height <= H + 1e-9);
    for (let x = 4; x < 12; x++) {
      const expected = (frame.x + ((x + 0.5) * frame.width) / 16) / W;
      assert.ok(Math.abs((fitted[8 * 16 + x] ?? NaN) - expected) < 0.02, `${H}×${W} at ${x}`);
    }
  }
});

test("a contained picture reaches beyond its edges, and what is there is not known", () => {
  const frame = containFrame([10, 20], [8, 16], [16, 16]);
  assert.deepEqual(frame, { x: 0, y: -5, width: 20, height: 20 });
  const all = { data: new Float32Array(200).fill(1), C: 1, H: 10, W: 20 };
  const { data } = keepThrough(all, frame, [16, 16]);
  assert.deepEqual(
    Array.from({ length: 16 }, (_, y) => data[16 * y]),
    [0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0],
  );
});

test("a picture seen from its part and the part seen from the picture are each other's opposite", () => {
  for (const of of SIZES) {
    const frame = coverFrame(of, [16, 24]);
    const back = frameFrom(frameFrom(frame, of, [16, 24]), [16, 24], of);
    for (const side of ["x", "y", "width", "height"] as const) assert.ok(Math.abs(back[side] - frame[side]) < 1e-9);
    assert.deepEqual(frameAt(wholeFrame(of), of, [6, 8]), wholeFrame([6, 8]));
  }
});

test("two sizes have one shape as far as whole pixels allow", () => {
  assert.ok(sameShape([75, 100], [150, 200]));
  assert.ok(sameShape([38, 50], [150, 200]));
  assert.ok(sameShape([600, 800], [75, 100]));
  assert.ok(!sameShape([64, 64], [150, 200]));
  assert.ok(!sameShape([200, 150], [150, 200]));
  assert.ok(!sameShape([63, 64], [64, 64]));
});
