import { schema } from "@dicebear/toon-head";
import type { Planes } from "../../src/runtime/diffusion/planes.ts";
import { drawFace, FACE_PARTS, type FacePart } from "../data/faces.ts";
import { anatomyOf, planesOf } from "./anatomy.ts";
import { maskOf } from "./mask.ts";
import type { Mask } from "./settings.ts";

/** The forms that a part is chosen from; beards and hair at the back may be absent. */
export const FORMS: Readonly<Record<FacePart, readonly string[]>> = {
  clothes: formsOf("clothes"),
  hair: formsOf("hair"),
  rearHair: [...formsOf("rearHair"), "none"],
  beard: [...formsOf("beard"), "none"],
  mouth: formsOf("mouth"),
  eyebrows: formsOf("eyebrows"),
};

function formsOf(name: string): readonly string[] {
  const property = schema.properties?.[name];
  const forms = typeof property === "object" ? property.default : undefined;
  if (!Array.isArray(forms)) throw new Error(`the style has no forms of ${name}`);
  return forms.map(String);
}

/** Whether each part was filled with the form that the known part shows. */
export type Forms = Readonly<Partial<Record<FacePart, boolean>>>;

/** Least squared difference of two drawings, in [−1, 1] and summed over colours, by which a pixel tells them apart. */
const TELLING = 0.04;
/** Fewest such pixels, known as well as filled, for two forms to be told apart. */
const ENOUGH = 4;

/**
 * Compares a fill with the same face drawn with each form of a part, all else as it is. The form is right when over the filled
 * pixels that tell the true drawing from the other one the fill is nearer (squared difference) to the true one, for every other form. Forms that
 * cannot be told apart on both sides of the mask are passed over, and so is a part without any.
 */
export function formsFilled(fill: Planes, face: number, mask: Mask): Forms {
  const { truth } = anatomyOf(face);
  const result: Partial<Record<FacePart, boolean>> = {};
  for (const part of FACE_PARTS) {
    const others = otherForms(face, part, mask);
    if (others.length === 0) continue;
    result[part] = others.every(({ pixels, values }) => {
      let nearer = 0; // By how much the fill is nearer to the truth.
      for (const [k, i] of pixels.entries()) {
        const v = fill.data[i] ?? 0;
        nearer += (v - (values[k] ?? 0)) ** 2 - (v - (truth.data[i] ?? 0)) ** 2;
      }
      return nearer >= 0;
    });
  }
  return result;
}

/** Another form where it can be told from the true one among the filled pixels: places in `3 H W`, and its values there. */
interface OtherForm {
  readonly pixels: Uint16Array;
  readonly values: Float32Array;
}

const drawn = new Map<string, readonly OtherForm[]>();

function otherForms(face: number, part: FacePart, mask: Mask): readonly OtherForm[] {
  const key = `${face} ${part} ${mask}`;
  const { labels } = drawn.has(key) ? { labels: undefined } : drawFace(face);
  const forms =
    drawn.get(key) ??
    FORMS[part].filter((form) => form !== labels?.[part]).flatMap((form) => otherForm(face, part, form, mask));
  drawn.set(key, forms);
  return forms;
}

function otherForm(face: number, part: FacePart, form: string, mask: Mask): readonly OtherForm[] {
  const { truth } = anatomyOf(face);
  const { data } = planesOf(drawFace(face, {}, { [part]: form }).rgb);
  const keep_mask = maskOf(mask, face);
  const n = keep_mask.length;
  const off = (i: number): number => ((data[i] ?? 0) - (truth.data[i] ?? 0)) ** 2;
  const telling = [...keep_mask.keys()].filter((i) => off(i) + off(n + i) + off(2 * n + i) > TELLING);
  const filled = telling.filter((i) => keep_mask[i] === 0);
  if (filled.length < ENOUGH || telling.length - filled.length < ENOUGH) return [];
  const pixels = Uint16Array.from(filled.flatMap((i) => [i, n + i, 2 * n + i]));
  return [{ pixels, values: Float32Array.from(pixels, (i) => data[i] ?? 0) }];
}
