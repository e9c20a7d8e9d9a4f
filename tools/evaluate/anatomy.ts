import { schema } from "@dicebear/toon-head";
import type { Planes } from "../../src/runtime/diffusion/planes.ts";
import { BACKGROUNDS, drawFace, FACE_SIZE, type FaceColour } from "../data/faces.ts";

/** Parts of a drawing that have one colour each. */
export const PARTS = ["clothes", "hair", "skin", "background"] as const;
export type Part = (typeof PARTS)[number];

const COLOUR_OF: Readonly<Record<Part, FaceColour>> = {
  clothes: "clothesColor",
  hair: "hairColor",
  skin: "skinColor",
  background: "background",
};

/** Red, green and blue, 0 to 255. */
export type Colour = readonly [number, number, number];

/** The colours that each part is chosen from: 10, 5, 5 and 8. */
export const PALETTES: Readonly<Record<Part, readonly Colour[]>> = {
  clothes: palette("clothesColor"),
  hair: palette("hairColor"),
  skin: palette("skinColor"),
  background: BACKGROUNDS.map(colourOf),
};

function palette(name: string): readonly Colour[] {
  const property = schema.properties?.[name];
  const colours = typeof property === "object" ? property.default : undefined;
  if (!Array.isArray(colours)) throw new Error(`the style has no palette ${name}`);
  return colours.map((text) => colourOf(String(text)));
}

function colourOf(text: string): Colour {
  const value = Number.parseInt(text, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** What a drawing is made of, known from its seed. */
export interface Anatomy {
  /** `3 H W` in [−1, 1]. */
  readonly truth: Planes;
  readonly colours: Readonly<Record<Part, Colour>>;
  /** `[H W]`, 1 where a pixel shows the plain colour of the part: no edge, no shade, nothing in front. */
  readonly masks: Readonly<Record<Part, Uint8Array>>;
}

const known = new Map<number, Anatomy>();

/**
 * Finds the parts of a face by drawing it again with one colour changed: a pixel belongs to a part when black and white
 * of that part show there in full. Shades of the style take a fifth, so shaded pixels do not count.
 */
export function anatomyOf(face: number): Anatomy {
  const kept = known.get(face);
  if (kept) return kept;
  const { rgb, labels } = drawFace(face);
  const each = <T>(of: (part: Part) => T): Record<Part, T> => ({
    clothes: of("clothes"),
    hair: of("hair"),
    skin: of("skin"),
    background: of("background"),
  });
  const anatomy: Anatomy = {
    truth: planesOf(rgb),
    colours: each((part) => colourOf(labels[COLOUR_OF[part]])),
    masks: each((part) => partMask(face, COLOUR_OF[part])),
  };
  known.set(face, anatomy);
  return anatomy;
}

function partMask(face: number, colour: FaceColour): Uint8Array {
  const [white, black] = [drawFace(face, { [colour]: "ffffff" }).rgb, drawFace(face, { [colour]: "000000" }).rgb];
  return Uint8Array.from({ length: FACE_SIZE ** 2 }, (_, i) =>
    (white[3 * i] ?? 0) - (black[3 * i] ?? 0) >= 243 ? 1 : 0,
  );
}

/** `H W 3` bytes as `3 H W` in [−1, 1]. */
export function planesOf(rgb: Uint8Array): Planes {
  const n = rgb.length / 3;
  const data = Float32Array.from({ length: 3 * n }, (_, i) => (rgb[(i % n) * 3 + Math.floor(i / n)] ?? 0) / 127.5 - 1);
  return { data, C: 3, H: FACE_SIZE, W: FACE_SIZE };
}

/** Drawings that the zones are found from; they are of those trained on, so the held-out ones have no say. */
const ZONE_FACES = 60;

/**
 * Where every drawing shows a part, left and right alike: `[H W]`, 1 in the left zone, 2 at its mirror image, 0 elsewhere.
 * What is drawn there can be compared without knowing how this face was drawn.
 */
export function zones(): Readonly<Record<Part, Uint8Array>> {
  zonesFound ??= findZones();
  return zonesFound;
}

let zonesFound: Readonly<Record<Part, Uint8Array>> | undefined;

function findZones(): Readonly<Record<Part, Uint8Array>> {
  const always = (part: Part): Uint8Array => {
    const all = new Uint8Array(FACE_SIZE ** 2).fill(1);
    for (let seed = 0; seed < ZONE_FACES; seed++) {
      const mask = partMask(seed, COLOUR_OF[part]);
      for (let i = 0; i < all.length; i++) all[i] = (all[i] ?? 0) & (mask[i] ?? 0);
    }
    return mirrored(all);
  };
  return { clothes: always("clothes"), hair: always("hair"), skin: always("skin"), background: always("background") };
}

function mirrored(all: Uint8Array): Uint8Array {
  return all.map((v, i) => {
    const [x, y] = [i % FACE_SIZE, Math.floor(i / FACE_SIZE)];
    if (v === 0 || all[y * FACE_SIZE + FACE_SIZE - 1 - x] === 0) return 0;
    return x < FACE_SIZE / 2 ? 1 : 2;
  });
}
