import { basename, dirname, join, resolve } from "node:path";
import { POINTS } from "../runtime/laboratory/clouds.ts";
import { modelOfPoints } from "../runtime/laboratory/point-model.ts";
import type { Assumption, ModelCard } from "../runtime/model/card.ts";
import { lacksNetwork } from "../runtime/model/complete-card.ts";
import { readHeader, type NetworkHeader } from "../runtime/model/onnx-header.ts";
import { skeletonOf } from "../runtime/model/onnx-skeleton.ts";
import type { ExternalFile, ModelFiles } from "../runtime/model/ort.ts";
import { readCard, writtenCard } from "../runtime/model/parse-card.ts";
import type { Text } from "../runtime/text.ts";
import { problem, UserError, warning, type Problem } from "../runtime/problem.ts";
import { exists, fromFile, measureFile, readAtMost, statOf } from "./disk.ts";
import { hashIn, isRemote } from "../runtime/model/address.ts";
import { findKept } from "./hub/cache.ts";
import { inPackage, shippedNames } from "./package.ts";
import { pathOfFile, type Places } from "./places.ts";

/** Node reads at most 2 GiB at once; larger networks keep their weights in external data. */
const maxNetwork = 2 ** 31 - 1;

export interface FoundModel {
  readonly card: ModelCard;
  readonly folder: string;
  /** The network itself, where it is made and no file. */
  readonly made?: Pick<ModelFiles, "bytes" | "vjp"> & { readonly bytes: Uint8Array };
  /** What was taken for granted, where there is no card. */
  readonly notes: readonly Problem[];
}

/**
 * Reads the card that a model reference leads to. Where it leaves something out, or there is none, the head of the
 * network's file is read too; its weights are left alone.
 *
 * @throws UserError
 */
export async function findModel(reference: string, places: Places): Promise<FoundModel> {
  if (reference.startsWith(POINTS)) {
    const { card, bytes, vjp } = modelOfPoints(reference);
    return { card, folder: "", made: { bytes, vjp: async () => ({ bytes: vjp }) }, notes: [] };
  }
  const { cardPath, networkPath } = await pathsOf(reference, places);
  const text = cardPath === undefined ? "{}" : await readText(cardPath);
  const written = writtenCard(text);
  const folder = dirname(cardPath ?? networkPath);
  const file = basename(networkPath);
  const path = join(folder, written.file ?? file);
  const network = lacksNetwork(written) ? await headerOf(path) : undefined;
  const { card, assumed } = readCard(written, { file, ...(network && { network }) });
  return { card, folder, notes: cardPath === undefined ? [withoutCard(networkPath, assumed)] : [] };
}

async function readText(path: string): Promise<string> {
  return new TextDecoder().decode(await readAtMost(path, 4_000_000, { en: "the model's card", zh: "模型卡" }));
}

/** @throws UserError `model-corrupt` when the file is no network. */
export async function headerOf(path: string): Promise<NetworkHeader> {
  const header = await fromFile(path, { en: "the network", zh: "网络文件" }, readHeader);
  if (header) return header;
  throw new UserError(
    problem(
      "model-corrupt",
      { en: `The file "${path}" is no ONNX network.`, zh: `文件“${path}”不是 ONNX 网络。` },
      {
        en: "Give the .onnx file itself; a checkpoint (.pt, .safetensors) has to be exported first, docs/networks.md in the package says how.",
        zh: "请提供 .onnx 文件本身；检查点（.pt、.safetensors）需先导出，方法见安装包内的 docs/networks.md。",
      },
    ),
  );
}

function withoutCard(path: string, assumed: readonly Assumption[]): Problem {
  const taken = assumed.map(({ field, value }) => `${field} = ${JSON.stringify(value)}`).join(", ");
  return warning(
    "card-missing",
    {
      en: `The network "${path}" has no card beside it; read from the network itself, and taken for granted: ${taken}.`,
      zh: `网络“${path}”旁边没有模型卡；已从网络本身读取，其余按惯例假定：${taken}。`,
    },
    {
      en: `If the result is noise, one of these is wrong: "repaint card ${path}" writes a card to correct.`,
      zh: `若结果只有噪声，则其中有误：用“repaint card ${path}”生成模型卡后修改。`,
    },
  );
}

/**
 * Reads a model's files. Native code reads them from the disk itself, so only lengths and hashes are taken: no copy is
 * held. WebAssembly cannot, so `inMemory` brings them along.
 */
export async function readModel({ card, folder, made }: FoundModel, inMemory: boolean): Promise<ModelFiles> {
  if (made) return made;
  const what = { en: "the network", zh: "网络文件" };
  const data = { en: "the external data", zh: "外部数据文件" };
  const read = (place: string, kind: Text): Promise<ExternalFile> =>
    inMemory ? readAtMost(place, maxNetwork, kind) : measureFile(place, kind);
  const path = join(folder, card.file);
  const external = new Map<string, ExternalFile>();
  for (const { file } of card.external_data ?? []) external.set(file, await read(join(folder, file), data));
  const bytes = await read(path, what);
  const vjp = async (): Promise<ModelFiles> => {
    const place = join(folder, card.vjp?.file ?? "");
    const beside = new Map([...external, [card.file, bytes] as const]);
    return {
      bytes: await read(place, { en: "the network's gradient", zh: "网络的梯度文件" }),
      path: place,
      external: beside,
    };
  };
  const skeleton = bytes instanceof Uint8Array || bytes.bytes < large ? undefined : await skeletonAt(path, what);
  return {
    bytes,
    path,
    ...(external.size > 0 && { external }),
    ...(card.vjp && { vjp }),
    ...(skeleton && { skeleton }),
  };
}

/** From this length on a network's weights are mapped from its file, not held beside what is made of them. */
const large = 64e6;

async function skeletonAt(path: string, what: Text): Promise<ModelFiles["skeleton"]> {
  const bytes = await fromFile(path, what, (source) => skeletonOf(source, basename(path)));
  return bytes && { bytes, folder: dirname(path) };
}

/** Bytes of a model's files on the disk. */
export async function sizeOf({ card, folder, made }: FoundModel): Promise<number> {
  if (made) return made.bytes.length;
  const files = [card.file, ...(card.external_data ?? []).map(({ file }) => file)];
  const sizes = await Promise.all(
    files.map((file) => statOf(join(folder, file), { en: "the network", zh: "网络文件" })),
  );
  return sizes.reduce((sum, { size }) => sum + size, 0);
}

interface Paths {
  /** Undefined where there is none. */
  readonly cardPath?: string;
  readonly networkPath: string;
}

async function pathsOf(reference: string, places: Places): Promise<Paths> {
  const [scheme, name] = splitReference(reference);
  if (scheme === "bundled") {
    const cardPath = await bundledCard(name);
    return { cardPath, networkPath: withEnding(cardPath, ".onnx") };
  }
  if (scheme === "file") return await beside(resolve(pathOfFile(name, places)));
  if (isRemote(reference)) {
    const kept = await findKept(reference, process.env);
    const wanted = hashIn(reference);
    if (kept && (wanted === undefined || wanted === kept.sha256)) {
      const networkPath = join(kept.folder, kept.file);
      return { cardPath: withEnding(networkPath, ".json"), networkPath };
    }
  }
  throw new UserError(notFetched(reference));
}

async function bundledCard(name: string): Promise<string> {
  const names = await shippedNames("models");
  if (names.includes(name)) return inPackage(`models/${name}.json`);
  throw new UserError(
    problem(
      "model-missing",
      { en: `There is no bundled model "${name}".`, zh: `没有内置模型“${name}”。` },
      { en: `Bundled models: ${names.join(", ")}.`, zh: `内置模型：${names.join("、")}。` },
    ),
  );
}

/** A model may be named by its network or by its card. */
async function beside(path: string): Promise<Paths> {
  if (/\.json$/i.test(path)) return { cardPath: path, networkPath: withEnding(path, ".onnx") };
  const cardPath = withEnding(path, ".json");
  if (await exists(cardPath)) return { cardPath, networkPath: path };
  await statOf(path, { en: "the network", zh: "网络文件" });
  return { networkPath: path };
}

export function withEnding(path: string, ending: string): string {
  return path.replace(/\.[^.\\/]+$/, "") + ending;
}

/** `scheme:rest`; a plain path counts as a file. */
export function splitReference(reference: string): readonly [scheme: string, rest: string] {
  const found = /^(bundled|sample|file|data|https?|hf):(.*)$/s.exec(reference);
  return found ? [found[1] ?? "file", found[2] ?? ""] : ["file", reference];
}

function notFetched(reference: string) {
  return problem(
    "not-fetched",
    {
      en: `The model "${reference}" is not on this machine; a run fetches nothing by itself.`,
      zh: `本机没有模型“${reference}”；运行时不会自行下载。`,
    },
    {
      en: `“repaint models fetch ${reference}” says how large it is, and with --yes fetches it.`,
      zh: `“repaint models fetch ${reference}”会说明其大小，加 --yes 即下载。`,
    },
  );
}
