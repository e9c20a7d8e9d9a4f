import { createAvatar } from "@dicebear/core";
import * as toonHead from "@dicebear/toon-head";
import { Resvg } from "@resvg/resvg-js";

/** Height and width of a drawing, in pixels. */
export const FACE_SIZE = 64;

/** Plain backgrounds, one chosen by the seed. The order matters: the seed chooses a position, not a colour. */
export const BACKGROUNDS = ["b6e3f4", "c0aede", "d1d4f9", "ffd5dc", "ffdfbf", "c8f0d0", "fff3b0", "e8e8e8"] as const;

/** Seeds from here on are held out: no network of this project is trained on them. */
export const FIRST_HELD_OUT_SEED = 1_000_000;

/** The parts a seed chose. A part that is absent (no beard, no hair at the back) is `none`; colours are `rrggbb`. */
export const FACE_LABELS = [
  "rearHair",
  "clothes",
  "mouth",
  "beard",
  "eyes",
  "eyebrows",
  "hair",
  "skinColor",
  "hairColor",
  "clothesColor",
  "background",
] as const;

export type FaceLabel = (typeof FACE_LABELS)[number];

export interface Face {
  /** `H W 3`, uint8 RGB. */
  readonly rgb: Uint8Array;
  readonly labels: Readonly<Record<FaceLabel, string>>;
}

/** What of a drawing has one colour of its own. */
export const FACE_COLOURS = ["skinColor", "hairColor", "clothesColor", "background"] as const;

export type FaceColour = (typeof FACE_COLOURS)[number];

/** What of a drawing has several forms, apart from the eyes, of which one may wink. */
export const FACE_PARTS = ["clothes", "hair", "rearHair", "beard", "mouth", "eyebrows"] as const;

export type FacePart = (typeof FACE_PARTS)[number];

/**
 * Draws face number `seed`: Toon Head by Johan Melin (CC BY 4.0) as DiceBear puts it together from the text `s<seed>`,
 * rendered at 64×64 on one of eight plain backgrounds.
 *
 * @param seed a whole number ≥ 0.
 * @param painted colours, `rrggbb`, in place of those the seed chose; all else stays as it is.
 * @param built parts in place of those the seed chose; `none` leaves out a beard or the hair at the back.
 * @returns the picture and the parts it is made of; the same for the same seed on every machine.
 */
export function drawFace(
  seed: number,
  painted: Readonly<Partial<Record<FaceColour, string>>> = {},
  built: Readonly<Partial<Record<FacePart, string>>> = {},
): Face {
  const { background, ...colours } = painted;
  const avatar = createAvatar(toonHead, {
    seed: `s${seed}`,
    backgroundColor: background === undefined ? [...BACKGROUNDS] : [background],
    ...Object.fromEntries(Object.entries({ ...colours, ...built }).map(([name, choice]) => [name, [choice]])),
    ...Object.fromEntries(
      Object.entries(built).map(([name, kind]) => [`${name}Probability`, kind === "none" ? 0 : 100]),
    ),
  });
  const rendered = new Resvg(avatar.toString(), {
    fitTo: { mode: "width", value: FACE_SIZE },
    font: { loadSystemFonts: false },
  }).render();
  return { rgb: opaque(rendered.pixels), labels: labelsOf(avatar.toJson().extra) };
}

/** `H W 4` to `H W 3`. A background covers every drawing, so alpha is 255 throughout. */
function opaque(rgba: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    if (rgba[from + 3] !== 255) throw new Error(`pixel ${from / 4} has alpha ${rgba[from + 3]}, expected 255`);
    rgb.set(rgba.subarray(from, from + 3), to);
  }
  return rgb;
}

function labelsOf(extra: Readonly<Record<string, unknown>>): Record<FaceLabel, string> {
  const text = (name: FaceLabel): string => {
    const value = extra[name === "background" ? "primaryBackgroundColor" : name];
    return typeof value === "string" ? value.replace("#", "") : "none";
  };
  const pairs = FACE_LABELS.map((name): [FaceLabel, string] => [name, text(name)]);
  return Object.fromEntries(pairs) as Record<FaceLabel, string>;
}
