import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { anatomyOf } from "./anatomy.ts";
import { answersOf } from "./diversity.ts";
import { maskOf } from "./mask.ts";
import { type Measures } from "./measure.ts";
import { once, resampled } from "./scores.ts";
import { MASKS, type Mask } from "./settings.ts";
import { knownPart, sheetOf, type Strip } from "./sheet.ts";

const SHEET_FACES = 32;

/** Writes the sheets for which there are fills. @returns their names, without ending, and how many strips each has. */
export function writeFigures(folder: string, measures: Measures): ReadonlyMap<string, number> {
  const sheets: readonly (readonly [name: string, strips: readonly Strip[], columns: number])[] = [
    ["evaluation-half", stripsOf(measures, "half", SHEET_FACES), 2],
    ["evaluation-masks", MASKS.filter((mask) => mask !== "half").flatMap((mask) => stripsOf(measures, mask, 4)), 2],
    ["evaluation-diversity", (["half", "expand"] as const).flatMap((mask) => answerStrips(measures, mask, 6)), 1],
  ];
  const written = new Map<string, number>();
  mkdirSync(folder, { recursive: true });
  for (const [name, strips, columns] of sheets) {
    if (strips.length === 0) continue;
    writeFileSync(join(folder, `${name}.png`), sheetOf(strips, columns));
    written.set(name, strips.length);
  }
  return written;
}

/** Known, r = 1, r = 10, truth: the first faces by number, none left out. */
function stripsOf(measures: Measures, mask: Mask, count: number): readonly Strip[] {
  const [few, many] = [measures.fillsOf(once(mask)), measures.fillsOf(resampled(mask))];
  return [...many.keys()]
    .filter((face) => few.has(face))
    .toSorted((a, b) => a - b)
    .slice(0, count)
    .map((face) => {
      const { truth } = anatomyOf(face);
      const fills = [few.get(face), many.get(face)].filter((fill) => fill !== undefined);
      return [knownPart(truth, maskOf(mask, face)), ...fills, truth];
    });
}

/** Known, all answers, truth. */
function answerStrips(measures: Measures, mask: Mask, count: number): readonly Strip[] {
  return [...answersOf(measures, mask)].slice(0, count).map(([face, { pictures }]) => {
    const { truth } = anatomyOf(face);
    return [knownPart(truth, maskOf(mask, face)), ...pictures, truth];
  });
}
