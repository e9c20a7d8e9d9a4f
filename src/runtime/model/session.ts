import { problem, UserError, type Problem } from "../problem.ts";
import type { ModelCard } from "./card.ts";
import { inTurn, type ModelFiles, type OrtRuntime, type Session, type SessionOptions } from "./ort.ts";

/** Where files of external data lie, for a network that is given in memory. */
const folderKey = "model_external_initializers_file_folder_path";

/**
 * Creates an ONNX Runtime session from a model's files, in turn with all other calls of that runtime.
 *
 * @throws UserError `model-corrupt` when the file is not a network that ONNX Runtime can read, `out-of-memory`.
 */
export async function createSession(
  ort: OrtRuntime,
  card: ModelCard,
  files: ModelFiles,
  options: SessionOptions,
): Promise<Session> {
  const external = [...(files.external ?? [])];
  const inMemory = external.flatMap(([path, data]) => (data instanceof Uint8Array ? [{ path, data }] : []));
  const { bytes, path, skeleton } = files;
  const held = bytes instanceof Uint8Array && inMemory.length === external.length ? bytes : undefined;
  const source = held ?? skeleton?.bytes ?? path;
  if (source === undefined) throw new Error("files without bytes need the network's path");
  const all: SessionOptions = {
    ...options,
    ...(inMemory.length > 0 && held && { externalData: inMemory }),
    ...(skeleton && !held && { extra: { session: { [folderKey]: skeleton.folder } } }),
  };
  try {
    return await inTurn(ort, () =>
      typeof source === "string" ? ort.InferenceSession.create(source, all) : ort.InferenceSession.create(source, all),
    );
  } catch (error) {
    throw new UserError(unreadable(card, error));
  }
}

function unreadable(card: ModelCard, error: unknown): Problem {
  const reason = reasonOf(error);
  if (isOutOfMemory(reason)) return outOfMemory(card, reason);
  return problem(
    "model-corrupt",
    {
      en: `ONNX Runtime cannot read the network "${card.file}": ${reason}`,
      zh: `ONNX Runtime 无法读取网络“${card.file}”：${reason}`,
    },
    {
      en: "Fetch the file again; if it is whole, export it with opset 17 and standard operators.",
      zh: "请重新获取该文件；若文件完整，请用 opset 17 和标准算子重新导出。",
    },
  );
}

/** A failed call as a sentence; what is already one passes through. */
export function callProblem(card: ModelCard, error: unknown): Error {
  if (error instanceof UserError) return error;
  const reason = reasonOf(error);
  if (isOutOfMemory(reason)) return new UserError(outOfMemory(card, reason));
  return new UserError(
    problem(
      "network-failed",
      {
        en: `The network "${card.file}" failed in a call: ${reason}`,
        zh: `网络“${card.file}”在调用时出错：${reason}`,
      },
      {
        en: "Try another device (--device wasm or cpu), or export the network again.",
        zh: "请换用其他设备（--device wasm 或 cpu），或重新导出网络。",
      },
    ),
  );
}

function outOfMemory(card: ModelCard, reason: string): Problem {
  return problem(
    "out-of-memory",
    {
      en: `There is no room in memory for the network "${card.file}": ${reason}`,
      zh: `内存不足，无法容纳网络“${card.file}”：${reason}`,
    },
    { en: "Try a smaller batch, or a smaller network.", zh: "请减小批量，或换用更小的网络。" },
  );
}

function isOutOfMemory(reason: string): boolean {
  return /bad_alloc|out of memory|memory access out of bounds|failed to allocate|Array buffer allocation/i.test(reason);
}

/** The first line of what ONNX Runtime says, without its source positions and colours. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : typeof error === "number" ? `code ${error}` : String(error);
  const plain = text.replace(/\u001B\[[0-9;]*m/g, "").replace(/\/\S+\/(\S+\.(cc|h):\d+)/g, "$1");
  const line = (plain.split("\n")[0] ?? "").replace(/^.*ERROR_MESSAGE: /, "").trim();
  const short = line.length > 300 ? `${line.slice(0, 297)}…` : line;
  return /[.!?]$/.test(short) ? short : `${short}.`;
}
