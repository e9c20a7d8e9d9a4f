/**
 * Whether a label decides what is filled: `graphs/class-label.json` for held-out faces, under each label in turn, without
 * guidance and with it. Writes `docs/class-labels.md` and its sheet.
 *
 *     npx tsx tools/evaluate/labels.ts [--faces 16] [--docs FOLDER]
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { decodeImage } from "../../src/cli/images.ts";
import { registry } from "../../src/nodes/index.ts";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { parseGraph } from "../../src/runtime/graph/parse.ts";
import type { Picture } from "../../src/runtime/node.ts";
import type { Planes } from "../../src/runtime/diffusion/planes.ts";
import { FIRST_HELD_OUT_SEED } from "../data/faces.ts";
import { shareOfColour } from "./agreement.ts";
import { anatomyOf, PALETTES, type Colour } from "./anatomy.ts";
import { faceOf, runTogether } from "./fill.ts";
import { openModel, readCard, type HashedCard } from "./model.ts";
import { knownPart, sheetOf, type Strip } from "./sheet.ts";
import { meanOf, shareOf } from "../../src/runtime/study/estimate.ts";
import { percent, table } from "./text.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const MODEL = "bundled:faces64-class";
const SCALES = [1, 3, 8] as const;
const BATCH = 8;
const SHEET_FACES = 8;
const SHEET_SCALE = 8;

/** Labels stand for the colours in the order of their hexadecimal names, as `tools/train --classes` numbers them. */
const COLOURS: readonly Colour[] = [...PALETTES.hair].sort(([a, b, c], [d, e, f]) => a - d || b - e || c - f);

const text = readFileSync(join(root, "graphs/class-label.json"), "utf8");

function graphFor(label: number, guidance_scale: number, batch: number): GraphFile {
  const changed: Readonly<Record<string, GraphFile["nodes"][number]["params"]>> = {
    "model/label": { label },
    "denoise/predict": { guidance_scale },
    "noise/gaussian": { batch },
  };
  const { graph } = parseGraph(text, registry);
  return {
    ...graph,
    nodes: graph.nodes.map((node) => ({ ...node, params: { ...node.params, ...changed[node.type] } })),
  };
}

/** Item `i` of `N C H W`, in [−1, 1] as all pictures of a run are. */
function planesOf({ shape: [, C, H, W], data }: Picture, i: number): Planes {
  const n = C * H * W;
  return { C, H, W, data: data.subarray(i * n, (i + 1) * n) };
}

/** The mask that the graph carries, as a picture and as `[H W]`, 1 = known. */
function paintedMask(): { reference: string; picture: Picture; keep_mask: Float32Array } {
  const { nodes } = parseGraph(text, registry).graph;
  const reference = String(nodes.find(({ type }) => type === "image/mask")?.params["painted"]);
  const picture = decodeImage(Buffer.from(reference.slice(reference.indexOf(",") + 1), "base64"), "the painted mask");
  const [, , H, W] = picture.shape;
  return { reference, picture, keep_mask: picture.data.slice(0, H * W).map((v) => (v >= 0.5 ? 1 : 0)) };
}

/** The first faces by number whose known part shows no hair, so that nothing but the label speaks of it. */
function facesWithoutHair(count: number, keep_mask: Float32Array): readonly number[] {
  const faces: number[] = [];
  for (let face = FIRST_HELD_OUT_SEED; faces.length < count; face++) {
    if (!anatomyOf(face).masks.hair.some((v, i) => v === 1 && keep_mask[i] === 1)) faces.push(face);
  }
  return faces;
}

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
