/**
 * Whether a label decides what is filled: `graphs/class-label.json` for held-out faces, under each label in turn, without
 * guidance and with it. Writes `docs/class-labels.md` and its sheet.
 *
 *     npx tsx tools/evaluate/labels.ts [--faces 16] [--docs FOLDER]
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Planes } from "../../src/runtime/diffusion/planes.ts";
import { shareOfColour } from "./agreement.ts";
import { anatomyOf } from "./anatomy.ts";
import { faceOf, runTogether } from "./fill.ts";
import { COLOURS, facesWithoutHair, graphFor, MODEL, paintedMask, planesOf } from "./label-graph.ts";
import { openModel, readCard, type HashedCard } from "./model.ts";
import { knownPart, sheetOf, type Strip } from "./sheet.ts";
import { meanOf, shareOf } from "../../src/runtime/study/estimate.ts";
import { percent, table } from "./text.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const SCALES = [1, 3, 8] as const;
const BATCH = 8;
const SHEET_FACES = 8;
const SHEET_SCALE = 8;

/** All fills of the faces under one label and scale. */
type Fills = (label: number, scale: number) => readonly Planes[];

function page(card: HashedCard, faces: number, fills: Fills): string {
  const names = COLOURS.map((_, label) => card.classes?.names?.[label]?.en ?? String(label));
  const judged = (label: number, scale: number): number[] =>
    fills(label, scale).map((fill) => shareOfColour(fill, "hair", COLOURS[label] ?? [0, 0, 0]));
  const cell = (shares: readonly number[]): string =>
    `${percent(shareOf(shares.filter((share) => share > 0.5).length, shares.length))}; ${percent(meanOf(shares))}`;
  const rows = names.map((name, label) => [name, ...SCALES.map((scale) => cell(judged(label, scale)))]);
  const all = SCALES.map((scale) => cell(names.flatMap((_, label) => judged(label, scale))));
  return [
    "# Does the label decide?",
    `\`graphs/class-label.json\` on ${faces} held-out faces, the first by number whose clothes are not touched by hair: only the lowest twelve rows are known, clothes and background, and the label says which colour the hair is to have. ` +
      `The network: \`${card.name}\`, SHA-256 \`${card.sha256.slice(0, 16)}…\`; T = 50, j = 5, r = 5. ` +
      "In the zones where every drawing has hair: the share of faces in which most pixels have the colour of the label " +
      "(Wilson interval), and the mean share of such pixels (bootstrap interval). By chance it would be one in five.",
    table(
      ["label", ...SCALES.map((scale) => (scale === 1 ? "scale 1 (no guidance)" : `scale ${scale}`))],
      [...rows, ["**all**", ...all]],
    ),
    `![Known; ${names.join(", ")}; truth.](figures/class-labels.png)`,
    `The first ${SHEET_FACES} of them, scale ${SHEET_SCALE}. Known; ${names.join(", ")}; truth. Each row has one seed.`,
    "Again: `npx tsx tools/evaluate/labels.ts`.",
  ].join("\n\n");
}

function sheet(faces: readonly number[], fills: Fills): Uint8Array {
  const strips: readonly Strip[] = faces.slice(0, SHEET_FACES).map((face, i) => {
    const { truth } = anatomyOf(face);
    const answers = COLOURS.flatMap((_, label) => fills(label, SHEET_SCALE)[i] ?? []);
    return [knownPart(truth, mask.keep_mask), ...answers, truth];
  });
  return sheetOf(strips, 1);
}

const { values } = parseArgs({
  options: { faces: { type: "string", default: "16" }, docs: { type: "string", default: join(root, "docs") } },
});
const count = Number(values.faces);
if (!Number.isSafeInteger(count) || count < 1)
  throw new RangeError(`--faces ${values.faces}, expected a whole number above 0`);
const mask = paintedMask();
const faces = facesWithoutHair(count, mask.keep_mask);
const path = join(root, "models/faces64-class.json");
const images = new Map([[mask.reference, mask.picture]]);
const opened = await openModel(path);
const made = new Map<string, Planes[]>();
for (const [label] of COLOURS.entries()) {
  for (const scale of SCALES) {
    const fills: Planes[] = [];
    for (let first = 0; first < count; first += BATCH) {
      const group = faces.slice(first, first + BATCH).map((face) => faceOf(face, 0));
      const picture = await runTogether(graphFor(label, scale, group.length), MODEL, group, opened, images);
      fills.push(...group.map((_, i) => planesOf(picture, i)));
    }
    made.set(`${label} ${scale}`, fills);
    process.stderr.write(`label ${label}, scale ${scale}: ${count} faces\n`);
  }
}
const fills: Fills = (label, scale) => made.get(`${label} ${scale}`) ?? [];
writeFileSync(join(values.docs, "figures/class-labels.png"), sheet(faces, fills));
writeFileSync(join(values.docs, "class-labels.md"), `${page(readCard(path), count, fills)}\n`);
