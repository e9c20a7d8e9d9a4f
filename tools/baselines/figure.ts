import type { Results } from "../../src/cli/study/report/load.ts";
import type { Planes } from "../../src/runtime/diffusion/planes.ts";
import { knownPart, sheetOf } from "../evaluate/sheet.ts";
import { fillsOf } from "./fills.ts";

/** Faces of each mask on the sheet: the first by number. */
const FACES = 2;

/** Known, what each method filled, truth: the same faces for all masks, none chosen. @returns a PNG file. */
export async function figureOf(results: Results): Promise<Uint8Array> {
  const strips: Planes[][] = [];
  for (const { name: mask } of results.manifest.masks) {
    const methods = await Promise.all(results.manifest.settings.map((_, s) => fillsOf(results, s, mask, FACES)));
    for (let i = 0; i < FACES; i++) {
      const fills = methods.flatMap((fills) => fills[i] ?? []);
      const [first] = fills;
      if (!first) continue;
      strips.push([knownPart(first.truth, first.keep_mask), ...fills.map(({ picture }) => picture), first.truth]);
    }
  }
  return sheetOf(strips, 1);
}
