import { readdir, stat } from "node:fs/promises";
import { basename, extname, join, relative, resolve, sep } from "node:path";
import { problem, UserError } from "../../runtime/problem.ts";
import { diskProblem, readAtMost } from "../disk.ts";
import { entriesOf, readEntry } from "./archive.ts";
import { globPattern, isGlob, splitGlob } from "./glob.ts";
import { pictureOfStack, stackLength } from "./stack.ts";

/** Where one picture lies: a file, a file in an archive, or one of a stack in either. */
export interface Source {
  readonly path: string;
  readonly entry?: string;
  readonly index?: number;
}

/** A picture of a data set: its name for people, and where it lies. */
export interface Listed {
  readonly name: string;
  readonly source: Source;
}

const PICTURE = /\.(png|jpe?g|webp|gif|bmp|tiff?|avif|npy)$/i;
const MAX_FILE = 2_000_000_000;
const what = { en: "the data", zh: "数据" };

/**
 * Lists pictures, in the order of `from` and of their names: of folders (with those inside), globs, `.txt` lists (a path a
 * line), `.zip` archives, `.npy` and `.npz` stacks, and plain files.
 *
 * @throws UserError when something is not there, or nothing is found.
 */
export async function listPictures(from: readonly string[], cwd: string): Promise<readonly Listed[]> {
  const found: Listed[] = [];
  for (const one of from) {
    const listed = await listOne(one, cwd);
    if (listed.length === 0) throw new UserError(nothing(one));
    found.push(...listed);
  }
  return found;
}

/** The bytes of one picture: an image file, or a `.npy` array of one. */
export async function readSource({ path, entry, index }: Source): Promise<Uint8Array> {
  const bytes = entry === undefined ? await readAtMost(path, MAX_FILE, what) : await readEntry(path, entry);
  return index === undefined ? bytes : pictureOfStack(bytes, index, entry ?? basename(path));
}

async function listOne(one: string, cwd: string): Promise<readonly Listed[]> {
  const path = resolve(cwd, one);
  if (isGlob(one)) {
    const [folder, rest] = splitGlob(one);
    const pattern = globPattern(rest);
    return (await filesBelow(resolve(cwd, folder))).filter(({ name }) => pattern.test(name)).flatMap(plain);
  }
  if (await isFolder(path)) return (await filesBelow(path)).filter(({ name }) => PICTURE.test(name));
  switch (extname(path).toLowerCase()) {
    case ".txt":
      return await listLines(path);
    case ".zip":
      return (await entriesOf(path))
        .filter((entry) => PICTURE.test(entry))
        .map((entry) => ({ name: entry, source: { path, entry } }));
    case ".npz": {
      const stacks: Listed[] = [];
      for (const entry of await entriesOf(path)) stacks.push(...stacked(await readEntry(path, entry), { path, entry }));
      return stacks;
    }
    case ".npy":
      return stacked(await readAtMost(path, MAX_FILE, what), { path });
    default:
      return [{ name: basename(path), source: { path } }];
  }
}

const plain = (listed: Listed): readonly Listed[] => (PICTURE.test(listed.name) ? [listed] : []);

function stacked(bytes: Uint8Array, source: Source): readonly Listed[] {
  const name = source.entry ?? basename(source.path);
  const count = stackLength(bytes, name);
  if (count === 1) return [{ name, source: { ...source, index: 0 } }];
  const digits = String(count - 1).length;
  return Array.from({ length: count }, (_, index) => ({
    name: `${name}[${String(index).padStart(digits, "0")}]`,
    source: { ...source, index },
  }));
}

async function listLines(path: string): Promise<readonly Listed[]> {
  const folder = resolve(path, "..");
  const lines = new TextDecoder().decode(await readAtMost(path, 100_000_000, what)).split(/\r?\n/);
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => ({ name: line, source: { path: resolve(folder, line) } }));
}

async function filesBelow(folder: string): Promise<readonly Listed[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true, recursive: true });
    return entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return { name: relative(folder, path).split(sep).join("/"), source: { path } };
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw diskProblem(error, folder, { en: "the data folder", zh: "数据文件夹" });
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw diskProblem(error, path, what);
  }
}

function nothing(one: string) {
  return problem(
    "data-empty",
    { en: `There is no picture in "${one}".`, zh: `“${one}”中没有图像。` },
    {
      en: "Give a folder, a glob (photos/*.png), a .txt list, a .zip, .npy or .npz with pictures in it.",
      zh: "请给出含图像的文件夹、通配符（photos/*.png）、.txt 列表、.zip、.npy 或 .npz。",
    },
  );
}
