import { mkdir, writeFile } from "node:fs/promises";
import { totalmem } from "node:os";
import { basename, dirname, join } from "node:path";
import { addressOf, hashIn, plainReference } from "../../runtime/model/address.ts";
import type { ModelCard } from "../../runtime/model/card.ts";
import type { WrittenCard } from "../../runtime/model/complete-card.ts";
import { neededMemory, tooLarge } from "../../runtime/model/memory.ts";
import { readCard, writtenCard } from "../../runtime/model/parse-card.ts";
import { problem, UserError, type Problem } from "../../runtime/problem.ts";
import { measureFile } from "../disk.ts";
import { findKept, folderOf, listKept, removeKept } from "../hub/cache.ts";
import { ask, download } from "../hub/download.ts";
import { exit, type Console } from "../io.ts";
import { headerOf, withEnding } from "../models.ts";
import { usageError } from "../report.ts";

export interface ModelsOptions {
  /** Nothing, `fetch REFERENCE`, or `remove REFERENCE`. */
  readonly words: readonly string[];
  /** The reader agrees to the download. */
  readonly yes: boolean;
}

/** `repaint models`: lists, fetches and removes networks from the net. Nothing else ever fetches one. */
export async function modelsCommand({ words, yes }: ModelsOptions, io: Console): Promise<number> {
  const [what, reference, ...others] = words;
  if (what === undefined) return await list(io);
  if (reference !== undefined && others.length === 0) {
    if (what === "fetch") return await fetchModel(reference, yes, io);
    if (what === "remove") return await remove(reference, io);
  }
  throw usageError(
    "repaint models: expected nothing, fetch REFERENCE or remove REFERENCE.",
    "repaint models：应为空、fetch 地址 或 remove 地址。",
    "models",
  );
}

async function list(io: Console): Promise<number> {
  const kept = await listKept(io.env);
  if (io.json) io.out(`${JSON.stringify({ models: kept }, null, 2)}\n`);
  else {
    for (const { reference, bytes, sha256, fetched } of kept)
      io.out(`${mb(bytes).padStart(10)}  ${fetched.slice(0, 10)}  ${sha256.slice(0, 12)}…  ${reference}\n`);
    if (kept.length === 0) io.note({ en: "No network has been fetched.", zh: "尚未获取任何网络。" });
  }
  return exit.ok;
}

async function remove(reference: string, io: Console): Promise<number> {
  const kept = await findKept(reference, io.env);
  if (!kept) throw new UserError(notKept(reference));
  await removeKept(kept.folder);
  io.note({ en: `Removed ${kept.reference}, ${mb(kept.bytes)}.`, zh: `已移除 ${kept.reference}，${mb(kept.bytes)}。` });
  return exit.ok;
}

async function fetchModel(reference: string, yes: boolean, io: Console): Promise<number> {
  const url = addressOf(reference, io.env["HF_ENDPOINT"]);
  const size = Number((await ask(url, { method: "HEAD", signal: io.signal })).headers.get("content-length") ?? 0);
  const text = await cardText(url, io);
  if (size > 0) memoryNeeded(writtenCard(text), size, io);
  const words = size > 0 ? { en: mb(size), zh: mb(size) } : { en: "of unknown size", zh: "大小未知" };
  if (!yes) {
    io.out(
      `${{ en: `${url.href} (${words.en}) would be fetched; nothing was. Agree with --yes.`, zh: `将获取 ${url.href}（${words.zh}）；尚未获取。如同意请加 --yes。` }[io.language]}\n`,
    );
    return exit.ok;
  }
  const folder = folderOf(reference, io.env);
  await mkdir(folder, { recursive: true });
  const file = decodeURIComponent(url.pathname.split("/").at(-1) ?? "").replace(/[^\w. -]/g, "_");
  const path = join(folder, file);
  const progress = progressOn(io);
  await download(url, path, { signal: io.signal, progress });
  const card = await checked(reference, path, text, folder);
  for (const external of [...(card.external_data ?? []), ...(card.vjp ? [card.vjp] : [])]) {
    const place = join(folder, external.file);
    await mkdir(dirname(place), { recursive: true });
    await download(new URL(external.file, url), place, { signal: io.signal, progress });
    await compare(external.file, external, await measureFile(place, what), folder);
  }
  await writeFile(withEnding(path, ".json"), `${JSON.stringify(card, null, 2)}\n`);
  const { sha256 = "", bytes = 0 } = card;
  const kept = { reference: plainReference(reference), file, sha256, bytes, fetched: new Date().toISOString() };
  await writeFile(join(folder, "source.json"), `${JSON.stringify(kept, null, 2)}\n`);
  if (io.json) io.out(`${JSON.stringify({ ...kept, folder }, null, 2)}\n`);
  else io.out(`${path}\n`);
  io.note({
    en: `SHA-256 ${sha256}. Use it with --model ${reference}`,
    zh: `SHA-256 ${sha256}。可用 --model ${reference}`,
  });
  return exit.ok;
}

const what = { en: "the network", zh: "网络文件" };

/** Image sides of a network whose card does not say them. */
const usualSide = 64;

/** Says before anything large is fetched what the network will take, and what to do where that is more than there is. */
function memoryNeeded(
  { name = "", parameters, image, bytes, external_data = [] }: WrittenCard,
  size: number,
  io: Console,
): void {
  const files = external_data.reduce((sum, entry) => sum + (entry.bytes ?? 0), bytes ?? size);
  const side = { height: image?.height ?? usualSide, width: image?.width ?? usualSide };
  const needed = neededMemory({ ...(parameters !== undefined && { parameters }), image: side }, files, "native");
  const [gb, here] = [needed, totalmem()].map((one) => (one / 1e9).toFixed(1));
  const least = parameters === undefined;
  io.note({
    en: `Open, it takes ${least ? "at least " : ""}about ${gb} GB of memory; this machine has ${here} GB.`,
    zh: `打开后${least ? "至少" : ""}约占 ${gb} GB 内存；本机有 ${here} GB。`,
  });
  const problem = tooLarge({ name }, needed, totalmem(), "here");
  if (problem) io.note(problem.remedy);
}

/** The card that lies beside the network, where there is one. */
async function cardText(url: URL, io: Console): Promise<string> {
  const beside = new URL(url.href.replace(/\.onnx(?=$|\?)/i, ".json"));
  try {
    const text = await (await ask(beside, { signal: io.signal })).text();
    return /^\s*\{/.test(text) ? text : "{}";
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return "{}";
  }
}

/** The card of what has come, with its hash. @throws UserError when it is not what was promised; nothing is kept then. */
async function checked(reference: string, path: string, text: string, folder: string): Promise<ModelCard> {
  const measured = await measureFile(path, what);
  const wanted = hashIn(reference);
  const written = writtenCard(text);
  const { sha256, bytes } = { ...written, ...(wanted !== undefined && { sha256: wanted }) };
  await compare(
    written.file ?? path,
    { ...(sha256 !== undefined && { sha256 }), ...(bytes !== undefined && { bytes }) },
    measured,
    folder,
  );
  const file = basename(path);
  try {
    const { card } = readCard({ ...written, file }, { file, network: await headerOf(path) });
    return { ...card, ...measured, source: plainReference(reference) };
  } catch (error) {
    await removeKept(folder);
    throw error;
  }
}

interface Measure {
  readonly sha256?: string;
  readonly bytes?: number;
}

async function compare(name: string, wanted: Measure, came: Measure, folder: string): Promise<void> {
  const problem =
    wanted.bytes !== undefined && wanted.bytes !== came.bytes
      ? wrong(name, `${wanted.bytes} bytes`, String(came.bytes), `应为 ${wanted.bytes} 字节，实为 ${came.bytes}`)
      : wanted.sha256 !== undefined && wanted.sha256 !== came.sha256
        ? wrong(
            name,
            `SHA-256 ${wanted.sha256.slice(0, 16)}…`,
            `${came.sha256?.slice(0, 16)}…`,
            `SHA-256 应为 ${wanted.sha256.slice(0, 16)}…，实为 ${came.sha256?.slice(0, 16)}…`,
          )
        : undefined;
  if (!problem) return;
  await removeKept(folder);
  throw new UserError(problem);
}

function wrong(name: string, expected: string, came: string, zh: string): Problem {
  return problem(
    "model-corrupt",
    {
      en: `What came for "${name}" is not what was promised: expected ${expected}, came ${came}. It was thrown away.`,
      zh: `收到的“${name}”与所述不符：${zh}。已丢弃。`,
    },
    {
      en: "Ask who offers it; fetch it again if the address was right.",
      zh: "请向提供者核实；若地址无误，请重新获取。",
    },
  );
}

function progressOn(io: Console): (loaded: number, total: number) => void {
  let last = performance.now();
  return (loaded, total) => {
    const now = performance.now();
    if (io.quiet || now - last < (io.terminal ? 200 : 10_000)) return;
    last = now;
    const line = total > 0 ? `${mb(loaded)} / ${mb(total)}` : mb(loaded);
    if (io.terminal) io.terminal.write(`\r${line}   `);
    else io.note({ en: line, zh: line });
  };
}

const mb = (bytes: number): string =>
  bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;

function notKept(reference: string): Problem {
  return problem(
    "not-kept",
    { en: `No network was fetched under "${reference}".`, zh: `没有以“${reference}”获取的网络。` },
    { en: "“repaint models” lists those that were.", zh: "“repaint models”会列出已获取的网络。" },
  );
}
