import { keepMask, type MaskKind } from "../../src/runtime/diffusion/masks.ts";
import { FACE_SIZE } from "../data/faces.ts";
import type { Mask } from "./settings.ts";

const KINDS: Readonly<Record<Mask, MaskKind>> = {
  half: "half",
  expand: "expand",
  wide: "wide",
  narrow: "narrow",
  "super-resolve": "super_resolve_2x",
  "every-second-line": "every_second_line",
};

/** The mask of a face, `[H W]`, 1 = known; wide and narrow strokes are drawn from the face's number. */
export function maskOf(mask: Mask, face: number): Float32Array {
  return keepMask(KINDS[mask], FACE_SIZE, FACE_SIZE, face);
}
