import { dirname, join, resolve } from "node:path";
import { POINTS } from "../runtime/laboratory/clouds.ts";
import { modelOfPoints } from "../runtime/laboratory/point-model.ts";
import type { ModelCard } from "../runtime/model/card.ts";
import type { ExternalFile, ModelFiles } from "../runtime/model/ort.ts";
import { parseCard } from "../runtime/model/parse-card.ts";
import { problem, UserError } from "../runtime/problem.ts";
import { exists, measureFile, readAtMost, statOf } from "./disk.ts";
import { inPackage, shippedNames } from "./package.ts";
import { pathOfFile, type Places } from "./places.ts";

/** Node reads at most 2 GiB at once; larger networks keep their weights in external data. */
const maxNetwork = 2 ** 31 - 1;

export interface FoundModel {
  readonly card: ModelCard;
  readonly folder: string;
  /** The network itself, where it is made and no file. */
  readonly made?: Uint8Array;
}

/**
 * Reads the card that a model reference leads to; the network itself is left alone.
 *
 * @throws UserError
 */
export async function findModel(reference: string, places: Places): Promise<FoundModel> {
  if (reference.startsWith(POINTS)) {
    const { card, bytes } = modelOfPoints(reference);
    return { card, folder: "", made: bytes };
  }
  const path = await cardPath(reference, places);
  const bytes = await readAtMost(path, 4_000_000, { en: "the model's card", zh: "模型卡" });
  return { card: parseCard(new TextDecoder().decode(bytes)), folder: dirname(path) };
}

/**
 * Reads the network's file. Of external data only length and hash are taken, since it may be larger than memory and
 * native code reads it from the disk itself; WebAssembly cannot, so `inMemory` brings it along.
 */
export async function readModel({ card, folder, made }: FoundModel, inMemory: boolean): Promise<ModelFiles> {
  if (made) return { bytes: made };
  const path = join(folder, card.file);
  const bytes = await readAtMost(path, maxNetwork, { en: "the network", zh: "网络文件" });
  const external = new Map<string, ExternalFile>();
  const what = { en: "the external data", zh: "外部数据文件" };
  for (const { file } of card.external_data ?? []) {
    const place = join(folder, file);
    external.set(file, inMemory ? await readAtMost(place, maxNetwork, what) : await measureFile(place, what));
  }
  return { bytes, path, ...(external.size > 0 && { external }) };
}

async function cardPath(reference: string, places: Places): Promise<string> {
  const [scheme, name] = splitReference(reference);
  if (scheme === "bundled") return await bundledCard(name);
  if (scheme === "file") return await cardBeside(resolve(pathOfFile(name, places)));
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
async function cardBeside(path: string): Promise<string> {
  if (/\.json$/i.test(path)) return path;
  const card = path.replace(/\.[^.\\/]+$/, "") + ".json";
  if (await exists(card)) return card;
  await statOf(path, { en: "the network", zh: "网络文件" });
  throw new UserError(
    problem(
      "card-missing",
      { en: `The network "${path}" has no card "${card}" beside it.`, zh: `网络“${path}”旁边没有模型卡“${card}”。` },
      {
        en: "Write one: models/faces64.json is an example, src/runtime/model/card.schema.json says what belongs in it.",
        zh: "请编写模型卡：可参考 models/faces64.json，格式见 src/runtime/model/card.schema.json。",
      },
    ),
  );
}

/** `scheme:rest`; a plain path counts as a file. */
export function splitReference(reference: string): readonly [scheme: string, rest: string] {
  const found = /^(bundled|sample|file|data|https?):(.*)$/s.exec(reference);
  return found ? [found[1] ?? "file", found[2] ?? ""] : ["file", reference];
}

function notFetched(reference: string) {
  return problem(
    "not-fetched",
    {
      en: `"${reference}" is an address; the command line fetches nothing.`,
      zh: `“${reference}”是网址；命令行不会下载任何内容。`,
    },
    { en: "Download it yourself and give it with --model.", zh: "请自行下载，并用 --model 指定。" },
  );
}
