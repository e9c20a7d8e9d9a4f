import assert from "node:assert/strict";
import { test } from "node:test";
import { colourAt, mapped, maskShown } from "../../src/ui/paint/colour-map.ts";

/** L of Oklab, of a colour of 8 bits. */
function lightness(colour: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = colour.map((v) =>
    v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4,
  );
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
}

test("each colour of the scale is lighter than the one before by the same step, and none leaves sRGB", () => {
  const all = Array.from({ length: 17 }, (_, i) => lightness(colourAt(i / 16)));
  for (let i = 1; i < all.length; i++) {
    const step = (all[i] ?? 0) - (all[i - 1] ?? 0);
    assert.ok(Math.abs(step - 0.68 / 16) < 0.004, `${i}: ${step}`);
  }
});

test("a channel is shown from its own least value to its largest, whatever its units, and a batch as a grid", () => {
  const data = Float32Array.of(0, 0, 0, 0, -1e-6, 3e-6, 1e-6, 1e-6);
  const { raster, low, high } = mapped({ shape: [1, 2, 2, 2], data }, 1);
  assert.deepEqual([low, high], [Math.fround(-1e-6), Math.fround(3e-6)]);
  assert.deepEqual([...raster.rgba.subarray(0, 4)], [...colourAt(0), 255]);
  assert.deepEqual([...raster.rgba.subarray(4, 8)], [...colourAt(1), 255]);
  const flat = mapped({ shape: [3, 1, 1, 1], data: Float32Array.of(7, 7, 7) });
  assert.deepEqual([flat.low, flat.high, flat.raster.width, flat.raster.height], [7, 7, 2, 2]);
});

test("masks of several channels are shown as how many of them know a pixel", () => {
  const mask = { shape: [1, 2, 1, 3] as const, data: Float32Array.of(1, 1, 0, 1, 0, 0) };
  assert.deepEqual([...maskShown(mask).data], [1, 0.5, 0]);
});
