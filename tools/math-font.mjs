import { readFile } from "node:fs/promises";
import { join } from "node:path";
import subsetFont from "subset-font";

const source = "node_modules/@fontsource/stix-two-math";
/** Ranges of code points: Latin, Greek, accents, arrows, operators, brackets, italic and double-struck letters. */
const ranges = [
  [0x20, 0x7e],
  [0xa0, 0xff],
  [0x2c6, 0x2c7],
  [0x2d8, 0x2dd],
  [0x302, 0x308],
  [0x391, 0x3c9],
  [0x3d1, 0x3d6],
  [0x2010, 0x2026],
  [0x2032, 0x2034],
  [0x2061, 0x2064],
  [0x210e, 0x210e],
  [0x2190, 0x2194],
  [0x2200, 0x220f],
  [0x2211, 0x221e],
  [0x2223, 0x222b],
  [0x2248, 0x2248],
  [0x2260, 0x2265],
  [0x2295, 0x2299],
  [0x22c5, 0x22c5],
  [0x2308, 0x230b],
  [0x27e8, 0x27e9],
  [0x1d434, 0x1d467],
  [0x1d6e2, 0x1d71b],
  [0x1d7d9, 0x1d7d9],
];

/** The characters that equations are made of, out of STIX Two Math, with all that typesetting needs of them (`MATH`). */
export async function mathFont() {
  const whole = await readFile(join(source, "files", "stix-two-math-latin-400-normal.woff2"));
  const text = ranges
    .flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)))
    .join("");
  return await subsetFont(whole, text, { targetFormat: "woff2" });
}

export const mathFontLicence = () => readFile(join(source, "LICENSE"), "utf8");
