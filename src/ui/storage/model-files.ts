import type { ModelCard } from "../../runtime/model/card.ts";
import type { Assumption } from "../../runtime/model/card.ts";
import { lacksNetwork, type WrittenCard } from "../../runtime/model/complete-card.ts";
import { readHeader, type NetworkHeader } from "../../runtime/model/onnx-header.ts";
import { readCard, writtenCard } from "../../runtime/model/parse-card.ts";
import { problem, UserError, type Problem } from "../../runtime/problem.ts";

/** A model whose files are all there. */
export interface WholeModel {
  readonly card: ModelCard;
  /** The card as it was read. */
  readonly text: string;
  readonly blobs: ReadonlyMap<string, Blob>;
}

/** A network that has come without its card, and what its file does not say. */
export interface BareNetwork {
  readonly file: File;
  readonly card: ModelCard;
  readonly assumed: readonly Assumption[];
  /** Where it was downloaded: what graphs call it. */
  readonly reference?: string;
  /** Its files by the names that the card gives them. */
  readonly blobs: ReadonlyMap<string, Blob>;
}

/** Models among chosen files, what is still missing, and the files that wait for it. */
export interface Gathered {
  readonly models: readonly WholeModel[];
  readonly problems: readonly Problem[];
  readonly waiting: readonly File[];
  readonly bare: readonly BareNetwork[];
}

/**
 * Puts cards and networks together, by the names that the cards give. A single card and a single network belong
 * together whatever they are called: browsers rename what they save.
 *
 * @throws UserError `card-format` for a card that is none.
 */
export async function gather(files: readonly File[]): Promise<Gathered> {
  const cards: (readonly [File, WrittenCard])[] = [];
  for (const file of files.filter(({ name }) => /\.json$/i.test(name))) {
    cards.push([file, writtenCard(await file.text())]);
  }
  const networks = files.filter(({ name }) => /\.onnx$/i.test(name));
  const models: WholeModel[] = [];
  const problems: Problem[] = [];
  const served = new Set<File>();
  for (const [file, written] of cards) {
    const only = cards.length === 1 && networks.length === 1 ? networks[0] : undefined;
    const own = fileOf(files, written.file ?? file.name.replace(/\.json$/i, ".onnx")) ?? only;
    const { card } = await completed(written, file.name, own);
    const text = JSON.stringify(card);
    const found = [card.file, ...(card.external_data ?? []).map((entry) => entry.file)].map(
      (name, i) => [name, fileOf(files, name) ?? (i === 0 ? only : undefined)] as const,
    );
    const vjp = card.vjp && fileOf(files, card.vjp.file); // Only gradients need it, so it may be absent.
    const there = [...found, ...(card.vjp && vjp ? [[card.vjp.file, vjp] as const] : [])];
    const blobs = new Map(there.flatMap(([name, blob]) => (blob ? [[name, blob] as const] : [])));
    for (const blob of blobs.values()) if (blob instanceof File) served.add(blob);
    const missing = found.filter(([, blob]) => !blob).map(([name]) => name);
    if (missing.length > 0) problems.push(lacksFiles(file.name, missing));
    else models.push({ card, text, blobs });
  }
  const bare: BareNetwork[] = [];
  for (const file of networks.filter((one) => !served.has(one))) {
    problems.push(lacksCard(file.name));
    const { card, assumed } = await completed({}, file.name, file);
    const external = (card.external_data ?? []).map((entry) => [entry.file, fileOf(files, entry.file)] as const);
    const there = external.flatMap(([name, blob]) => (blob ? [[name, blob] as const] : []));
    bare.push({ file, card, assumed, blobs: new Map<string, Blob>([[card.file, file], ...there]) });
  }
  return { models, problems, waiting: problems.length > 0 ? files : [], bare };
}

/** A card with what its network says of itself. */
export async function completed(written: WrittenCard, name: string, network: File | undefined) {
  const file = network?.name ?? name.replace(/\.json$/i, ".onnx");
  const header = network && lacksNetwork(written) ? await headerOf(network) : undefined;
  return readCard(written, { file, ...(header && { network: header }) });
}

/** @throws UserError `model-corrupt` when the file is no network. */
async function headerOf(file: File): Promise<NetworkHeader> {
  const read = async (offset: number, length: number): Promise<Uint8Array> =>
    new Uint8Array(await file.slice(offset, offset + length).arrayBuffer());
  const header = await readHeader({ size: file.size, read });
  if (header) return header;
  throw new UserError(
    problem(
      "model-corrupt",
      { en: `The file “${file.name}” is no ONNX network.`, zh: `文件“${file.name}”不是 ONNX 网络。` },
      {
        en: "Open the .onnx file itself; a checkpoint (.pt, .safetensors) has to be exported first.",
        zh: "请打开 .onnx 文件本身；检查点（.pt、.safetensors）需先导出。",
      },
    ),
  );
}

const baseName = (path: string): string => path.split("/").at(-1) ?? path;
const fileOf = (files: readonly File[], path: string): File | undefined =>
  files.find(({ name }) => name === baseName(path));

function lacksFiles(card: string, missing: readonly string[]): Problem {
  const names = missing.map((name) => `“${baseName(name)}”`);
  return problem(
    "model-incomplete",
    {
      en: `The card “${card}” belongs to ${names.join(", ")}, which was not opened with it.`,
      zh: `说明卡“${card}”对应的文件${names.join("、")}未一起打开。`,
    },
    { en: "Open it too; the card waits for it.", zh: "请再打开该文件；说明卡已就位。" },
  );
}

function lacksCard(name: string): Problem {
  const card = name.replace(/\.onnx$/i, ".json");
  return problem(
    "model-incomplete",
    {
      en: `The model “${name}” has come without its card, “${card}”, which says how it was trained.`,
      zh: `模型“${name}”缺少说明卡“${card}”，其中写明它是如何训练的。`,
    },
    {
      en: "Open the card too; the model waits for it. Or answer in “Models” what its file does not say.",
      zh: "请再打开说明卡；模型已就位。或在“模型”对话框中回答文件未注明的几项。",
    },
  );
}
