import assert from "node:assert/strict";
import { test } from "node:test";
import { paintDots } from "../../src/ui/canvas/paint-wires.ts";
import { themes } from "../../src/ui/theme/tokens.ts";

const WIDTH = 1440;
const HEIGHT = 900;

/** Dots that are painted when the window shows the ground at a scale. */
function dotsAt(scale: number): number {
  let rectangles = 0;
  const ctx = { fillStyle: "", fillRect: () => void rectangles++ };
  const area = [-30_000, 17, WIDTH / scale, HEIGHT / scale];
  paintDots(ctx, area, scale, themes.dark);
  return rectangles - 1; // The ground itself.
}

test("the ground has no more dots than fill the window, however small the graph is shown", () => {
  for (let scale = 4; scale > 1e-6; scale *= 0.7)
    assert.ok(dotsAt(scale) <= (WIDTH / 14 + 2) * (HEIGHT / 14 + 2), `${dotsAt(scale)} dots at ${scale}`);
});

test("the dots are 24 apart at the own size of the graph, 48 and 96 from afar", () => {
  const columns = (scale: number, step: number): number =>
    (Math.ceil(WIDTH / scale / step) + 1) * (Math.ceil(HEIGHT / scale / step) + 1);
  for (const [scale, step] of [
    [1, 24],
    [0.5, 48],
    [0.2, 96],
  ] as const)
    assert.ok(Math.abs(dotsAt(scale) / columns(scale, step) - 1) < 0.1, `${dotsAt(scale)} dots at ${scale}`);
});
