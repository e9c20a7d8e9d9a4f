import type { ModelCard } from "../../runtime/model/card.ts";
import { parseCard } from "../../runtime/model/parse-card.ts";
import { problem, type Problem } from "../../runtime/problem.ts";

/** A model whose files are all there. */
export interface WholeModel {
  readonly card: ModelCard;
  /** The card as it was read. */
  readonly text: string;
  readonly blobs: ReadonlyMap<string, Blob>;
}

/** Models among chosen files, what is still missing, and the files that wait for it. */
export interface Gathered {
  readonly models: readonly WholeModel[];
  readonly problems: readonly Problem[];
  readonly waiting: readonly File[];
}

/**
 * Puts cards and networks together, by the names that the cards give. A single card and a single network belong
 * together whatever they are called: browsers rename what they save.
 *
 * @throws UserError `card-format` for a card that is none.
 */
export async function gather(files: readonly File[]): Promise<Gathered> {
  const cards: (readonly [File, string, ModelCard])[] = [];
  for (const file of files.filter(({ name }) => /\.json$/i.test(name))) {
    const text = await file.text();
    cards.push([file, text, parseCard(text)]);
  }
  const networks = files.filter(({ name }) => /\.onnx$/i.test(name));
  const models: WholeModel[] = [];
  const problems: Problem[] = [];
  const served = new Set<File>();
  for (const [file, text, card] of cards) {
    const only = cards.length === 1 && networks.length === 1 ? networks[0] : undefined;
    const found = [card.file, ...(card.external_data ?? []).map((entry) => entry.file)].map(
      (name, i) => [name, fileOf(files, name) ?? (i === 0 ? only : undefined)] as const,
    );
    const blobs = new Map(found.flatMap(([name, blob]) => (blob ? [[name, blob] as const] : [])));
    for (const blob of blobs.values()) if (blob instanceof File) served.add(blob);
    const missing = found.filter(([, blob]) => !blob).map(([name]) => name);
    if (missing.length > 0) problems.push(lacksFiles(file.name, missing));
    else models.push({ card, text, blobs });
  }
  problems.push(...networks.filter((file) => !served.has(file)).map(({ name }) => lacksCard(name)));
  return { models, problems, waiting: problems.length > 0 ? files : [] };
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
      en: "Open the card too; the model waits for it. The export writes it beside the model.",
      zh: "请再打开说明卡；模型已就位。导出工具会把它写在模型旁边。",
    },
  );
}
