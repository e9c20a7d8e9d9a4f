import { problem, UserError, type Problem } from "../problem.ts";
import type { ModelCard } from "./card.ts";
import type { ExternalFile, ModelFiles } from "./ort.ts";

/** SHA-256 of `bytes`, lower-case hexadecimal. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  // `digest` takes no view of shared memory, which the types allow for.
  const plain = bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : bytes.slice();
  const digest = await globalThis.crypto.subtle.digest("SHA-256", plain);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Compares a model's files with what its card says of them.
 *
 * @returns SHA-256 of the network's file.
 * @throws UserError `model-corrupt` when a length or a hash differs, `model-missing` when external data is not there.
 */
export async function checkIdentity(card: ModelCard, files: ModelFiles): Promise<string> {
  const own = await measure(files.bytes);
  const problems = compare(card.file, card, own);
  for (const entry of card.external_data ?? []) {
    const file = files.external?.get(entry.file);
    if (file === undefined) problems.push(missing(card, entry.file));
    else problems.push(...compare(entry.file, entry, await measure(file)));
  }
  if (problems.length > 0) throw new UserError(...problems);
  return own.sha256;
}

interface Measure {
  readonly sha256: string;
  readonly bytes: number;
}

async function measure(file: ExternalFile): Promise<Measure> {
  return file instanceof Uint8Array ? { sha256: await sha256Hex(file), bytes: file.length } : file;
}

function compare(name: string, expected: Partial<Measure>, came: Measure): Problem[] {
  if (expected.bytes !== undefined && expected.bytes !== came.bytes) {
    return [corrupt(name, `${expected.bytes} bytes`, `${came.bytes}`, `${expected.bytes} 字节`, `${came.bytes}`)];
  }
  if (expected.sha256 !== undefined && expected.sha256 !== came.sha256) {
    const [want, got] = [`SHA-256 ${expected.sha256.slice(0, 16)}…`, `${came.sha256.slice(0, 16)}…`];
    return [corrupt(name, want, got, want, got)];
  }
  return [];
}

function corrupt(name: string, want: string, got: string, wantZh: string, gotZh: string): Problem {
  return problem(
    "model-corrupt",
    {
      en: `The file "${name}" is not the one that its card describes: expected ${want}, came ${got}.`,
      zh: `文件“${name}”与模型卡所述不符：应为 ${wantZh}，实为 ${gotZh}。`,
    },
    {
      en: "Fetch the file again, or correct the card if the network was changed on purpose.",
      zh: "请重新获取该文件；若有意更换了网络，请更新模型卡。",
    },
  );
}

function missing(card: ModelCard, name: string): Problem {
  return problem(
    "model-missing",
    {
      en: `The model "${card.name}" needs the file "${name}" with its external data, which is not there.`,
      zh: `模型“${card.name}”需要外部数据文件“${name}”，但未找到。`,
    },
    { en: `Put "${name}" beside "${card.file}".`, zh: `请将“${name}”放到“${card.file}”旁边。` },
  );
}
