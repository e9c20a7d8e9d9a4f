import { randomUUID } from "node:crypto";
import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, truncateSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { diskProblem, sha256Of } from "../disk.ts";
import { KeptRows, type RowKept } from "./kept-rows.ts";
import { filesOf, rowAt, rowCount, type Layout } from "./layout.ts";
import type { RowResult } from "./tasks.ts";

/** What is written down of one row. */
type Kept =
  | { readonly row: number; readonly sha256: string; readonly measures: Readonly<Record<string, number | null>> }
  | { readonly row: number; readonly problem: string };

/** The first line of the ledger. */
interface Header {
  /** SHA-256 of the manifest. */
  readonly study: string;
  /** How many pictures go together, for each setting: groups stay what they were. */
  readonly batches: readonly number[];
}

const what = { en: "the result", zh: "结果" };

/**
 * What a study has done, one line a job: pictures are in their places before their line is written, and a line that a kill
 * cut off does not count. A picture that is not there as its line says is filled again.
 */
export class Ledger {
  readonly header: Header;
  private readonly folder: string;
  private readonly path: string;
  private readonly rows: KeptRows;

  private constructor(folder: string, path: string, header: Header, layout: Layout) {
    this.rows = new KeptRows(rowCount(layout));
    this.folder = folder;
    this.path = path;
    this.header = header;
  }

  /** The header of a ledger that was begun; undefined where there is none. */
  static begun(folder: string): Header | undefined {
    const path = ledgerPath(folder);
    if (!existsSync(path)) return undefined;
    const [line = ""] = readFileSync(path, "utf8").split("\n");
    return parsed<Header>(line);
  }

  /** Opens the ledger of a folder, or begins one. */
  static async open(folder: string, header: Header, layout: Layout): Promise<Ledger> {
    const path = ledgerPath(folder);
    const ledger = new Ledger(folder, path, header, layout);
    await mkdir(dirname(path), { recursive: true });
    if (Ledger.begun(folder) === undefined) await writeWhole(path, `${JSON.stringify(header)}\n`);
    else await ledger.read(layout);
    return ledger;
  }

  has(row: number): boolean {
    return this.rows.has(row);
  }

  get(row: number): RowKept | undefined {
    return this.rows.get(row);
  }

  get count(): number {
    return this.rows.count;
  }

  /** Puts a job's pictures into their places, then writes its line. */
  async land(results: readonly RowResult[], layout: Layout): Promise<void> {
    const fresh = results.filter(({ row }) => !this.rows.has(row));
    try {
      const kept = await Promise.all(fresh.map((result) => this.put(result, layout)));
      appendFileSync(this.path, `${JSON.stringify(kept)}\n`);
      const file = openSync(this.path, "r");
      fsyncSync(file);
      closeSync(file);
      for (const one of kept) this.rows.set(one);
    } catch (error) {
      throw diskProblem(error, this.folder, what);
    }
  }

  private async put(result: RowResult, layout: Layout): Promise<Kept> {
    if ("problem" in result) return result;
    const files = filesOf(rowAt(layout, result.row));
    const write = (file: string, bytes: Uint8Array | undefined): Promise<void> | undefined =>
      bytes && writeWhole(join(this.folder, file), bytes);
    await Promise.all([
      write(files.png, result.png),
      write(files.truth, result.truth),
      write(files.keep_mask, result.keep_mask),
    ]);
    return { row: result.row, sha256: sha256Of(result.png), measures: result.measures };
  }

  private async read(layout: Layout): Promise<void> {
    const text = readFileSync(this.path, "utf8");
    const end = text.lastIndexOf("\n") + 1;
    if (end < text.length) truncateSync(this.path, Buffer.byteLength(text.slice(0, end)));
    for (const line of text.slice(0, end).split("\n").slice(1))
      for (const kept of parsed<readonly Kept[]>(line) ?? []) if (await this.isThere(kept, layout)) this.rows.set(kept);
  }

  private async isThere(kept: Kept, layout: Layout): Promise<boolean> {
    if ("problem" in kept) return true;
    const { png } = filesOf(rowAt(layout, kept.row));
    const bytes = await readFile(join(this.folder, png)).catch(() => undefined);
    return bytes !== undefined && sha256Of(bytes) === kept.sha256;
  }
}

/** The folder of what is only there while a study runs. */
export const workFolder = (folder: string): string => join(folder, ".study");
const ledgerPath = (folder: string): string => join(workFolder(folder), "ledger.jsonl");

function parsed<T>(line: string): T | undefined {
  try {
    return JSON.parse(line) as T;
  } catch {
    return undefined;
  }
}

/** Writes a file under another name first, so that nobody ever sees a part of it. */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.${randomUUID().slice(0, 8)}.tmp`);
  await writeFile(temporary, content);
  await rename(temporary, path);
}
