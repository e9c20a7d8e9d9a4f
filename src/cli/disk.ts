import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, mkdir, open, readdir, readFile, rename, rm, rmdir, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Source } from "../runtime/model/onnx-reader.ts";
import { problem, UserError } from "../runtime/problem.ts";
import type { Text } from "../runtime/text.ts";

/**
 * Reads a file that is at most `limit` bytes long.
 *
 * @param what names the kind of file in errors: "the graph".
 * @throws UserError `file-missing`, `file-too-large`, `file-unreadable`.
 */
export async function readAtMost(path: string, limit: number, what: Text): Promise<Uint8Array> {
  const { size } = await statOf(path, what);
  if (size > limit) throw new UserError(tooLarge(path, size, limit, what));
  try {
    return await readFile(path);
  } catch (error) {
    throw diskProblem(error, path, what);
  }
}

/** SHA-256 in hexadecimal digits, of bytes or of a text in UTF-8. */
export const sha256Of = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");

/** Length and SHA-256 of a file of any length, read piece by piece. */
export async function measureFile(path: string, what: Text): Promise<{ sha256: string; bytes: number }> {
  const { size } = await statOf(path, what);
  const hash = createHash("sha256");
  try {
    for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array);
  } catch (error) {
    throw diskProblem(error, path, what);
  }
  return { sha256: hash.digest("hex"), bytes: size };
}

/** Lets `read` look at parts of a file. */
export async function fromFile<T>(path: string, what: Text, read: (source: Source) => Promise<T>): Promise<T> {
  const { size } = await statOf(path, what);
  try {
    const file = await open(path, "r");
    try {
      return await read({
        size,
        read: async (offset, length) => {
          const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, offset);
          return buffer.subarray(0, bytesRead);
        },
      });
    } finally {
      await file.close();
    }
  } catch (error) {
    throw diskProblem(error, path, what);
  }
}

/** @throws UserError when there is no such file, or it is a folder or a device. */
export async function statOf(path: string, what: Text): Promise<{ size: number }> {
  let found;
  try {
    found = await stat(path);
  } catch (error) {
    throw diskProblem(error, path, what);
  }
  if (!found.isFile()) throw diskProblem({ code: "EISDIR" }, path, what);
  return found;
}

/** Whether `path` is there at all. */
export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/**
 * Finds out before a long run whether files can be written into `folder`, which need not be there yet, by trying: rights
 * alone do not tell of a full disk, nor of folders that take nothing, as `/proc`. Nothing stays behind.
 *
 * @throws UserError
 */
export async function checkWritable(folder: string): Promise<void> {
  const made = await makeFolder(folder);
  const trial = join(folder, `.repaint.${randomUUID().slice(0, 8)}.tmp`);
  try {
    await writeDown(trial, "");
  } catch (error) {
    throw diskProblem(error, folder, outputFolder);
  } finally {
    await rm(trial, { force: true }).catch(() => undefined);
    if (made !== undefined) await removeEmpty(folder, made);
  }
}

/**
 * Writes files into a folder, all of them or none: each into a temporary file beside it first, and when all are on the
 * disk they take their names.
 *
 * @param files name and content of each.
 * @throws UserError `disk-full`, `file-unwritable`; nothing is left behind then.
 */
export async function writeAll(
  folder: string,
  files: readonly (readonly [string, Uint8Array | string])[],
): Promise<void> {
  const tag = randomUUID().slice(0, 8);
  const temporary = (name: string): string => join(folder, `.${name}.${tag}.tmp`);
  const made = await makeFolder(folder);
  let current = folder;
  try {
    for (const [name, content] of files) {
      current = join(folder, name);
      await writeDown(temporary(name), content);
    }
    for (const [name] of files) {
      current = join(folder, name);
      if (await isFolder(current)) throw Object.assign(new Error("a folder"), { code: "EISDIR" });
    }
    for (const [name] of files) await rename(temporary(name), join(folder, name));
    await settle(folder);
    await sweep(folder);
  } catch (error) {
    for (const [name] of files) await rm(temporary(name), { force: true }).catch(() => {});
    if (made !== undefined) await removeEmpty(folder, made);
    throw diskProblem(error, current, { en: "the result", zh: "结果" });
  }
}

/**
 * Writes files as `writeAll` does; where the disk does not take them, into a folder of its own among the temporary ones:
 * what a long run has made is not thrown away because the disk filled up meanwhile.
 *
 * @throws UserError what was wrong with `folder`, and where the files are instead.
 */
export async function writeSafely(folder: string, files: Parameters<typeof writeAll>[1]): Promise<void> {
  try {
    await writeAll(folder, files);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const other = join(tmpdir(), `repaint-${randomUUID().slice(0, 8)}`);
    await writeAll(other, files).catch(() => {
      throw error;
    });
    throw new UserError(...error.problems.map((item) => ({ ...item, remedy: rescued(other, item.remedy) })));
  }
}

function rescued(folder: string, remedy: Text): Text {
  return {
    en: `Nothing is lost: the files are in "${folder}". ${remedy.en}`,
    zh: `结果没有丢失：文件在“${folder}”中。${remedy.zh}`,
  };
}

/** Milliseconds after which a temporary file has nobody any more who would give it its name. */
const STALE = 24 * 3600 * 1000;

/** Takes away what a process that was killed has left half written in a folder. */
async function sweep(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((other) => /^\..+\.[0-9a-f]{8}\.tmp$/.test(other))) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    if (Date.now() - mtimeMs > STALE) await rm(path, { force: true }).catch(() => undefined);
  }
}

/** Brings the names to the disk too, where a folder can be opened for that. */
async function settle(folder: string): Promise<void> {
  const opened = await open(folder, "r").catch(() => undefined);
  await opened?.sync().catch(() => undefined);
  await opened?.close();
}

/**
 * Makes a folder and those above it, one after the other: Node's own recursive `mkdir` never comes back where a folder
 * can be looked into but takes nothing new, as below `/proc`.
 *
 * @returns the first that was made; undefined when all were there.
 * @throws UserError
 */
async function makeFolder(folder: string): Promise<string | undefined> {
  const missing: string[] = [];
  for (let place = folder; !(await exists(place)) && dirname(place) !== place; place = dirname(place)) {
    missing.unshift(place);
  }
  for (const place of missing) {
    try {
      await mkdir(place);
    } catch (error) {
      if (await isFolder(place)) continue; // Somebody else was faster.
      const [top] = missing;
      if (top !== undefined && place !== top) await removeEmpty(dirname(place), top);
      throw diskProblem(unmakeable(error), place, outputFolder);
    }
  }
  return missing[0];
}

/** What is above it is there, so "it is not there" would mislead. */
function unmakeable(error: unknown): unknown {
  const isAbsent = error instanceof Error && "code" in error && error.code === "ENOENT";
  return isAbsent ? { code: "UNMAKEABLE" } : error;
}

const outputFolder: Text = { en: "the output folder", zh: "输出文件夹" };

/** Removes `folder` and those above it down to `made`, as long as they are empty. */
async function removeEmpty(folder: string, made: string): Promise<void> {
  for (let place = folder; place.length >= made.length; place = dirname(place)) {
    try {
      await rmdir(place);
    } catch {
      return;
    }
  }
}

async function writeDown(path: string, content: Uint8Array | string): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

interface Reason extends Text {
  readonly code: string;
  readonly remedy: Text;
}

const look: Text = { en: "Check the path.", zh: "请检查路径。" };
const rights: Text = { en: "Change its rights, or choose another place.", zh: "请修改权限，或换一个位置。" };
const space: Text = {
  en: "Make room, or choose another folder with --out.",
  zh: "请清理空间，或用 --out 选择其他文件夹。",
};

const reasons: Readonly<Record<string, Reason>> = {
  ENOENT: { code: "file-missing", en: "it is not there", zh: "不存在", remedy: look },
  EISDIR: { code: "file-unreadable", en: "it is not a file", zh: "不是文件", remedy: look },
  ENOTDIR: {
    code: "file-unwritable",
    en: "a part of its path is not a folder",
    zh: "路径中有一部分不是文件夹",
    remedy: look,
  },
  EEXIST: { code: "file-unwritable", en: "something else has its name", zh: "名称已被占用", remedy: look },
  EACCES: { code: "file-denied", en: "access is denied", zh: "没有访问权限", remedy: rights },
  EPERM: { code: "file-denied", en: "access is denied", zh: "没有访问权限", remedy: rights },
  UNMAKEABLE: { code: "file-unwritable", en: "no folder can be made there", zh: "此处无法建立文件夹", remedy: look },
  EROFS: { code: "file-unwritable", en: "the disk is read-only", zh: "磁盘为只读", remedy: rights },
  ENOSPC: { code: "disk-full", en: "the disk is full", zh: "磁盘已满", remedy: space },
  EFBIG: {
    code: "disk-full",
    en: "it grew larger than files may be here",
    zh: "超出此处允许的文件大小",
    remedy: space,
  },
  EDQUOT: { code: "disk-full", en: "the disk quota is used up", zh: "磁盘配额已用完", remedy: space },
  ENAMETOOLONG: { code: "file-unwritable", en: "its name is too long", zh: "名称过长", remedy: look },
};

/** An error of the disk as a sentence; anything else is a bug and comes back as it is. */
export function diskProblem(error: unknown, path: string, what: Text): unknown {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  const reason = reasons[code];
  if (reason === undefined) return error;
  const name = what.en.replace(/^./, (letter) => letter.toUpperCase());
  return new UserError(
    problem(
      reason.code,
      { en: `${name} "${path}": ${reason.en}.`, zh: `${what.zh}“${path}”：${reason.zh}。` },
      reason.remedy,
    ),
  );
}

function tooLarge(path: string, size: number, limit: number, what: Text) {
  const mb = (bytes: number): string => `${Math.ceil((bytes / 1e6) * 10) / 10} MB`;
  return problem(
    "file-too-large",
    {
      en: `${what.en.replace(/^./, (letter) => letter.toUpperCase())} "${path}" has ${mb(size)}, expected at most ${mb(limit)}.`,
      zh: `${what.zh}“${path}”有 ${mb(size)}，最多 ${mb(limit)}。`,
    },
    { en: "Choose a smaller file.", zh: "请选择更小的文件。" },
  );
}
