import type { Planes } from "../../src/runtime/diffusion/planes.ts";
import { anatomyOf } from "./anatomy.ts";
import { maskOf } from "./mask.ts";
import { type Measures } from "./measure.ts";
import { distanceOf, diversity } from "../../src/runtime/diffusion/diversity.ts";
import { ANSWERS, setting, type Mask } from "./settings.ts";

/** All answers for one face, and how far they are from one another and from the truth, in grey levels of 255. */
export interface Answers {
  readonly pictures: readonly Planes[];
  readonly spread: number;
  readonly fromTruth: number;
  /** From the truth to another face's, to compare with. */
  readonly fromAnother: number;
}

/** Faces that have all their answers. */
export function answersOf(measures: Measures, mask: Mask): ReadonlyMap<number, Answers> {
  const fills = Array.from({ length: ANSWERS }, (_, answer) => measures.fillsOf(setting(mask, 10, { answer })));
  const result = new Map<number, Answers>();
  const faces = [...(fills[ANSWERS - 1]?.keys() ?? [])];
  for (const [i, face] of faces.entries()) {
    const pictures = fills.flatMap((fill) => fill.get(face) ?? []);
    if (pictures.length < ANSWERS) continue;
    const keep_mask = maskOf(mask, face);
    const { truth } = anatomyOf(face);
    const distances = pictures.map((picture) => distanceOf(picture, truth, keep_mask));
    // Numbers that follow each other draw faces with much in common, so the other one is taken from half-way round.
    const other = anatomyOf(faces[(i + Math.floor(faces.length / 2)) % faces.length] ?? face).truth;
    result.set(face, {
      pictures,
      spread: diversity(pictures, keep_mask),
      fromTruth: distances.reduce((sum, d) => sum + d, 0) / distances.length,
      fromAnother: distanceOf(other, truth, keep_mask),
    });
  }
  return result;
}
