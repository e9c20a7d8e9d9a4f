import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { GraphFile } from "../../../runtime/graph/format.ts";
import { problem, UserError } from "../../../runtime/problem.ts";
import { readAtMost } from "../../disk.ts";
import { readCsv } from "../csv.ts";

/** What `manifest.json` says, as far as a report tells it. */
export interface Manifest {
  readonly versions: Readonly<Record<string, string>>;
  readonly study: { readonly title?: string };
  readonly settings: readonly {
    readonly name: string;
    readonly graph: string;
    readonly swept: Readonly<Record<string, unknown>>;
    readonly calls: number;
    readonly models: readonly { readonly name: string; readonly sha256: string }[];
    readonly content: GraphFile;
  }[];
  readonly data: readonly { readonly name: string; readonly pictures: readonly unknown[] }[];
  readonly masks: readonly { readonly name: string }[];
  readonly seeds: readonly number[];
}

/** One row of the table. */
export interface ReportRow {
  readonly setting: number;
  readonly mask: string;
  /** Data set and number of the picture. */
  readonly picture: string;
  readonly data: string;
  readonly index: number;
  readonly seed: number;
  readonly file: string;
  readonly problem: string;
  readonly values: Readonly<Record<string, number>>;
}

export interface Results {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly rows: readonly ReportRow[];
  /** Rows of `groups.csv` by column. */
  readonly groups: readonly { readonly setting: number; readonly cells: Readonly<Record<string, string>> }[];
}

/** Reads the results of a finished study. @throws UserError when there is none. */
export async function loadResults(folder: string): Promise<Results> {
  const texts: string[] = [];
  for (const name of ["manifest.json", "table.csv", "groups.csv"]) {
    try {
      const bytes = await readAtMost(join(folder, name), 1_000_000_000, { en: "the result", zh: "结果" });
      texts.push(new TextDecoder().decode(bytes));
    } catch (error) {
      if (error instanceof UserError) throw new UserError(unfinished(folder, name));
      throw error;
    }
  }
  const [json = "", table = "", groups = ""] = texts;
  const manifest = JSON.parse(json) as Manifest;
  const settingOf = settingFinder(manifest);
  const own = new Set(["graph", "mask", "data", "index", "picture", "seed", "noise_seed", "calls", "file", "problem"]);
  for (const { swept } of manifest.settings) for (const key of Object.keys(swept)) own.add(key);
  const rows = recordsOf(table).map((row): ReportRow => {
    const numbers = Object.entries(row).filter(([key, text]) => !own.has(key) && text !== "");
    return {
      setting: settingOf(row),
      mask: row["mask"] ?? "",
      data: row["data"] ?? "",
      index: Number(row["index"]),
      picture: `${row["data"]} ${row["index"]}`,
      seed: Number(row["seed"]),
      file: row["file"] ?? "",
      problem: row["problem"] ?? "",
      values: Object.fromEntries(numbers.map(([key, text]) => [key, Number(text)])),
    };
  });
  const groupRows = recordsOf(groups).map((cells) => ({ cells, setting: settingOf(cells) }));
  return { folder, manifest, rows, groups: groupRows };
}

function recordsOf(text: string): readonly Record<string, string>[] {
  const [head = [], ...rows] = readCsv(text);
  return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i] ?? ""])));
}

function settingFinder({ settings }: Manifest): (row: Readonly<Record<string, string>>) => number {
  return (row) =>
    settings.findIndex(
      ({ graph, swept }) =>
        graph === row["graph"] && Object.entries(swept).every(([key, value]) => String(value) === row[key]),
    );
}

/** Values of one column, setting and mask by picture; several answers to a picture count as their mean. */
export function byPicture(
  rows: readonly ReportRow[],
  column: string,
  setting: number,
  mask: string,
): ReadonlyMap<string, number> {
  const all = new Map<string, number[]>();
  for (const row of rows) {
    const value = row.values[column];
    if (row.setting !== setting || row.mask !== mask || value === undefined) continue;
    all.set(row.picture, [...(all.get(row.picture) ?? []), value]);
  }
  return new Map([...all].map(([key, values]) => [key, values.reduce((sum, v) => sum + v, 0) / values.length]));
}

/** A picture of the results as an address of its own; empty where it is missing. */
export async function dataUrl(folder: string, file: string): Promise<string> {
  const bytes = await readFile(join(folder, file)).catch(() => undefined);
  return bytes ? `data:image/png;base64,${bytes.toString("base64")}` : "";
}

function unfinished(folder: string, name: string) {
  return problem(
    "study-unfinished",
    {
      en: `The folder "${folder}" has no ${name}: no study has come to its end there.`,
      zh: `文件夹“${folder}”中没有 ${name}：其中没有完成的研究。`,
    },
    {
      en: "Give the folder that repaint batch wrote to (--out), and let it come to its end first.",
      zh: "请给出 repaint batch 写入的文件夹（--out），并先让其运行完毕。",
    },
  );
}
