/**
 * Draws the masks that come with the samples, with the painter's own strokes: `node --import tsx tools/data/make-masks.ts`.
 * All drawings have one pose, so that each mask fits each of them. White is known, black is to be filled.
 */
import { writeFile } from "node:fs/promises";
import { ellipse, filled, rectangle, stroke, type Mask, type Point } from "../../src/ui/paint/mask.ts";
import { maskPng } from "../../src/ui/paint/png.ts";

const SIZE = 64;
const known = filled(SIZE, SIZE, 1);

/** A line that goes to and fro, as one crosses something out. */
function scribble(mask: Mask): Mask {
  const points: readonly Point[] = [
    ...[12, 50, 16, 52, 14, 48, 20].map((x, i) => ({ x, y: 14 + i * 6 })),
    { x: 44, y: 55 },
  ];
  return points.slice(1).reduce((drawn, to, i) => stroke(drawn, points[i] ?? to, to, 4, 0), mask);
}

const masks: Readonly<Record<string, Mask>> = {
  "mask-eyes": rectangle(known, { x: 17, y: 31, width: 30, height: 10 }, 0),
  "mask-mouth": ellipse(known, { x: 23, y: 40, width: 17, height: 11 }, 0),
  "mask-hair": rectangle(known, { x: 10, y: 4, width: 44, height: 24 }, 0),
  "mask-scribble": scribble(known),
};

for (const [name, mask] of Object.entries(masks)) {
  await writeFile(new URL(`../../models/samples/${name}.png`, import.meta.url), await maskPng(mask));
}
