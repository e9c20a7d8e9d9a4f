import { encodeImage } from "../../images.ts";
import { planesIn } from "../groups.ts";
import { dataUrl, type Results } from "./load.ts";

/** One line of a contact sheet: what is known, the answer of each setting, the truth; addresses of pictures, empty where there is none. */
export interface SheetLine {
  readonly name: string;
  readonly known: string;
  readonly answers: readonly string[];
  readonly truth: string;
}

/** The first pictures under a mask: none is chosen. */
export async function sheetOf(results: Results, mask: string, lines: number): Promise<readonly SheetLine[]> {
  const { folder, rows, manifest } = results;
  const [seed] = manifest.seeds;
  const of = rows.filter((row) => row.mask === mask && row.seed === seed);
  const pictures = [...new Set(of.filter(({ file }) => file !== "").map(({ picture }) => picture))].slice(0, lines);
  const sheet: SheetLine[] = [];
  for (const picture of pictures) {
    const own = of.filter((row) => row.picture === picture);
    const [first] = own;
    if (!first) continue;
    const name = `${first.data}-${String(first.index).padStart(5, "0")}`;
    const answers: string[] = [];
    for (const [setting] of manifest.settings.entries()) {
      const row = own.find((one) => one.setting === setting && one.file !== "");
      answers.push(row ? await dataUrl(folder, row.file) : "");
    }
    const truth = await dataUrl(folder, `truth/${name}.png`);
    const known = await knownPart(folder, `truth/${name}.png`, `masks/${mask}/${name}.png`);
    const url = known ? `data:image/png;base64,${Buffer.from(known).toString("base64")}` : "";
    sheet.push({ name, known: url, answers, truth });
  }
  return sheet;
}

/** The true picture with its hole in mid-grey, as a PNG file; undefined where it is missing. */
export async function knownPart(folder: string, truth: string, mask: string): Promise<Uint8Array | undefined> {
  try {
    const [picture, keep] = [await planesIn(folder, truth), await planesIn(folder, mask)];
    const { C, H, W } = picture;
    const data = picture.data.map((v, i) => ((keep.data[i % (H * W)] ?? 0) > 0 ? v : 0));
    return encodeImage({ shape: [1, C, H, W], data });
  } catch {
    return undefined;
  }
}
