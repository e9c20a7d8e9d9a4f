import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { diversity } from "../../runtime/diffusion/diversity.ts";
import type { Planes } from "../../runtime/diffusion/planes.ts";
import { meanOf } from "../../runtime/study/estimate.ts";
import { asked, withKnown } from "../../runtime/measure/ask.ts";
import { frechetDistance, kernelDistance } from "../../runtime/measure/distribution.ts";
import { matrixOf } from "../../runtime/measure/matrix.ts";
import type { OpenedStudy } from "./open.ts";
import { decodeImage } from "../images.ts";
import { csvOf, type Cell } from "./csv.ts";
import { filesOf, rowAt, type Layout, type Row } from "./layout.ts";
import type { RowKept } from "./kept-rows.ts";
import type { Ledger } from "./ledger.ts";
import { COLUMNS } from "./measure.ts";

/**
 * `groups.csv`: for each setting, mask and data set the means over its pictures with their 95 % intervals, and what is
 * measured of a group alone. A picture with several answers counts once, with the mean of its answers.
 */
export async function groupsOf(
  layout: Layout,
  ledger: Ledger,
  folder: string,
  measuring: () => Promise<OpenedStudy>,
): Promise<string> {
  const { settings, masks, pictures, seeds, measures } = layout;
  const swept = [...new Set(settings.flatMap((setting) => Object.keys(setting.swept)))];
  const own = measures.flatMap((measure) => COLUMNS[measure] ?? []);
  const sets = (["fid", "kid"] as const).filter((name) => measures.includes(name));
  const opened = sets.length > 0 ? await measuring() : undefined;
  const columns = [...own, ...(measures.includes("diversity") && seeds.length > 1 ? ["diversity"] : [])];
  const head = [
    ...["graph", ...swept, "mask", "data", "pictures", "problems"],
    ...columns.flatMap((name) => [name, `${name}_low`, `${name}_high`]),
    ...sets.flatMap((name) => [`${name}_filled`, `${name}_whole`]),
  ];
  const lines: (readonly Cell[])[] = [];
  const names = [...new Set(pictures.map(({ data }) => data))];
  const perMask = pictures.length * seeds.length;
  for (const [s, setting] of settings.entries())
    for (const [m, mask] of masks.entries()) {
      const base = (s * masks.length + m) * perMask;
      const all = Array.from({ length: perMask }, (_, i) => rowAt(layout, base + i));
      for (const data of names) {
        const rows = all.filter(({ picture }) => picture.data === data);
        const kept = rows.flatMap((row) => measured(row, ledger));
        const values = await valuesOf(kept, columns, folder);
        lines.push([
          setting.graphName,
          ...swept.map((key) => cellOf(setting.swept[key])),
          ...[mask.name, data, values.size, rows.length - kept.length],
          ...columns.flatMap((name) => estimateCells([...values.values()].flatMap((one) => one[name] ?? []))),
          ...(opened
            ? await distancesOf(
                opened,
                kept.map(({ row }) => row),
                folder,
                sets,
              )
            : []),
        ]);
      }
    }
  await opened?.close();
  return csvOf(head, lines);
}

/**
 * FID and KID of the fills of one setting, mask and data set against their true pictures: with the truth's own known pixels
 * around what was filled, and as they are.
 */
async function distancesOf(
  { measuring, backend }: OpenedStudy,
  rows: readonly Row[],
  folder: string,
  sets: readonly ("fid" | "kid")[],
): Promise<readonly Cell[]> {
  const network = measuring.get("features");
  if (!network || rows.length < 2) return sets.flatMap(() => [undefined, undefined]);
  const featuresOf = async (picture: Planes): Promise<Float32Array> => await asked(backend, network, [picture]);
  const truths = new Map<string, Float32Array>();
  const [filled, whole]: [Float32Array[], Float32Array[]] = [[], []];
  for (const row of rows) {
    const files = filesOf(row);
    const [picture, truth] = [await planesIn(folder, files.png), await planesIn(folder, files.truth)];
    if (!truths.has(files.truth)) truths.set(files.truth, await featuresOf(truth));
    filled.push(await featuresOf(withKnown(picture, truth, await keepMaskIn(folder, files.keep_mask))));
    whole.push(await featuresOf(picture));
  }
  const of = matrixOf([...truths.values()]);
  return sets.flatMap((name) => {
    const distance = name === "fid" ? frechetDistance : kernelDistance;
    return [filled, whole].map((vectors) => distance(matrixOf(vectors), of));
  });
}

interface Measured {
  readonly row: Row;
  readonly measures: Extract<RowKept, { measures: unknown }>["measures"];
}

function measured(row: Row, ledger: Ledger): readonly Measured[] {
  const kept = ledger.get(row.row);
  return kept && "measures" in kept ? [{ row, measures: kept.measures }] : [];
}

/** By picture: the mean over its answers of each column. */
async function valuesOf(
  kept: readonly Measured[],
  columns: readonly string[],
  folder: string,
): Promise<ReadonlyMap<number, Readonly<Record<string, number>>>> {
  const byPicture = new Map<number, Measured[]>();
  for (const one of kept) {
    const { index } = one.row.picture;
    byPicture.set(index, [...(byPicture.get(index) ?? []), one]);
  }
  const values = new Map<number, Readonly<Record<string, number>>>();
  for (const [index, answers] of byPicture) {
    const own: Record<string, number> = {};
    for (const name of columns) {
      const all = answers.flatMap(({ measures }) => finite(measures[name]));
      if (all.length > 0) own[name] = all.reduce((sum, v) => sum + v, 0) / all.length;
    }
    if (columns.includes("diversity") && answers.length > 1) {
      const spread = await diversityOf(
        answers.map(({ row }) => row),
        folder,
      );
      if (Number.isFinite(spread)) own["diversity"] = spread;
    }
    values.set(index, own);
  }
  return values;
}

async function diversityOf(rows: readonly Row[], folder: string): Promise<number> {
  const pictures: Planes[] = [];
  for (const row of rows) pictures.push(await planesIn(folder, filesOf(row).png));
  const [first] = rows;
  if (!first) return NaN;
  return diversity(pictures, await keepMaskIn(folder, filesOf(first).keep_mask));
}

/** A mask of the results, `[H W]`, 1 = known. */
async function keepMaskIn(folder: string, file: string): Promise<Float32Array> {
  const { data, H, W } = await planesIn(folder, file);
  return data.subarray(0, H * W).map((v) => (v > 0 ? 1 : 0));
}

/** A picture of the results, in [−1, 1]. */
export async function planesIn(folder: string, file: string): Promise<Planes> {
  const { data, shape } = decodeImage(await readFile(join(folder, file)), file);
  const [, C, H, W] = shape;
  return { data: data.map((v) => 2 * v - 1), C, H, W };
}

function estimateCells(values: readonly number[]): readonly Cell[] {
  if (values.length === 0) return [undefined, undefined, undefined];
  const { value, low, high } = meanOf(values);
  return [value, low, high];
}

const finite = (value: number | null | undefined): readonly number[] =>
  typeof value === "number" && Number.isFinite(value) ? [value] : [];
const cellOf = (value: string | number | boolean | undefined): Cell =>
  typeof value === "boolean" ? String(value) : value;
