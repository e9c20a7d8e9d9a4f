import { unzipSync, type UnzipFileInfo } from "fflate";
import { problem, UserError } from "../../runtime/problem.ts";
import { readAtMost } from "../disk.ts";

/** Largest archive: it is held as it is, packed, by each worker. */
const MAX_ARCHIVE = 2_000_000_000;
/** Largest file inside one, unpacked. */
const MAX_ENTRY = 2_000_000_000;

/** The archive that was read last: pictures come from it one after another. */
let kept: { readonly path: string; readonly bytes: Uint8Array } | undefined;

async function bytesOf(path: string): Promise<Uint8Array> {
  if (kept?.path !== path)
    kept = { path, bytes: await readAtMost(path, MAX_ARCHIVE, { en: "the archive", zh: "压缩包" }) };
  return kept.bytes;
}

/** Names of the files in a zip archive (`.zip`, `.npz`), sorted; none is unpacked. */
export async function entriesOf(path: string): Promise<readonly string[]> {
  const names: string[] = [];
  unpacked(await bytesOf(path), path, ({ name }) => {
    if (!name.endsWith("/")) names.push(name);
    return false;
  });
  return names.sort();
}

/** One file of an archive. @throws UserError when it is damaged, too large or not there. */
export async function readEntry(path: string, entry: string): Promise<Uint8Array> {
  const bytes = await bytesOf(path);
  let size = 0;
  const files = unpacked(bytes, path, ({ name, originalSize }) => {
    if (name === entry) size = originalSize;
    return name === entry && originalSize <= MAX_ENTRY;
  });
  const found = files[entry];
  if (found) return found;
  throw size > MAX_ENTRY
    ? damaged(path, `"${entry}" unpacks to ${size} bytes`, `“${entry}”解压后有 ${size} 字节`)
    : damaged(path, `there is no "${entry}" in it`, `其中没有“${entry}”`);
}

function unpacked(bytes: Uint8Array, path: string, filter: (file: UnzipFileInfo) => boolean) {
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw damaged(path, reason, "文件损坏");
  }
}

function damaged(path: string, en: string, zh: string): UserError {
  return new UserError(
    problem(
      "archive-unreadable",
      { en: `The archive "${path}" cannot be read: ${en}.`, zh: `无法读取压缩包“${path}”：${zh}。` },
      {
        en: "Pack it again as a plain .zip, or give the folder itself.",
        zh: "请重新打包为普通 .zip，或直接给出文件夹。",
      },
    ),
  );
}
