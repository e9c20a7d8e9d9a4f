import { problem, UserError } from "../../runtime/problem.ts";
import type { ModelStore, Part } from "./model-store.ts";

/** Bytes after which what has come is written down: so much is lost at most when the page is closed. */
const PIECE = 4 << 20;

export interface Fetching {
  readonly signal: AbortSignal;
  readonly progress: (loaded: number, total: number) => void;
}

/**
 * Fetches a file and writes it down as it comes. What has come before is not asked for again where the server serves
 * ranges (RFC 9110, §14); elsewhere it begins anew.
 *
 * @throws UserError `download-blocked`, `download-failed`; the signal's reason when it is aborted. The part is kept.
 */
export async function download(url: string, store: ModelStore, { signal, progress }: Fetching): Promise<Blob> {
  let part = await store.part(url);
  if (part && part.total > 0 && part.loaded === part.total) return await store.pieces(part);
  const response = await ask(url, { signal, headers: part ? { Range: `bytes=${part.loaded}-` } : {} });
  if (response.status === 416 || (response.status === 206 && part && !continues(response, part))) {
    await response.body?.cancel();
    await store.discard(url);
    return await download(url, store, { signal, progress });
  }
  if (!part || response.status !== 206) {
    await store.discard(url);
    part = { url, loaded: 0, total: lengthOf(response), tag: tagOf(response), pieces: 0 };
  }
  if (!response.body) throw failed(url, "no content", "没有内容");
  const done = await pour(response.body, part, store, progress);
  if (done.total > 0 && done.loaded < done.total) throw failed(url, "the connection was lost", "连接中断");
  return await store.pieces(done);
}

/** Reads to the end, or to an error; whatever has come is written down. */
async function pour(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  begun: Part,
  store: ModelStore,
  progress: Fetching["progress"],
): Promise<Part> {
  let part = begun;
  let waiting: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    if (size > 0) part = await store.append(part, new Blob(waiting));
    waiting = [];
    size = 0;
  };
  const reader = body.getReader();
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      waiting.push(piece.value);
      size += piece.value.length;
      progress(part.loaded + size, part.total);
      if (size >= PIECE) await flush();
    }
  } catch (error) {
    if (error instanceof TypeError) throw failed(part.url, "the connection was lost", "连接中断");
    throw error;
  } finally {
    await flush();
  }
  return part;
}

/**
 * One request, without cookies and without saying which page asks.
 *
 * @throws UserError `download-blocked` when the page's policy forbids it, `download-failed`.
 */
export async function ask(url: string, init: RequestInit): Promise<Response> {
  let isBlocked = false;
  const see = ({ effectiveDirective }: SecurityPolicyViolationEvent): void => {
    isBlocked ||= effectiveDirective === "connect-src";
  };
  document.addEventListener("securitypolicyviolation", see);
  try {
    const response = await fetch(url, {
      ...init,
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: "no-store",
    });
    if (response.ok || response.status === 416) return response;
    const answered = failed(url, `it answers ${response.status}`, `返回 ${response.status}`);
    throw response.status === 404 ? new NotThere(...answered.problems) : answered;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    await new Promise((done) => setTimeout(done)); // The event comes after the error.
    throw isBlocked ? blocked(url) : failed(url, "no answer that this page may read", "没有本页可读取的回应");
  } finally {
    document.removeEventListener("securitypolicyviolation", see);
  }
}

/** Whether an answer goes on with the same state of the file. A server may hide what would tell. */
function continues(response: Response, { tag, loaded }: Part): boolean {
  const from = /^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "")?.[1];
  const now = tagOf(response);
  return (from === undefined || Number(from) === loaded) && (now === "" || tag === "" || now === tag);
}

const tagOf = ({ headers }: Response): string => headers.get("etag") ?? headers.get("last-modified") ?? "";

/** Of the content as it comes out; what is compressed on the way has another. */
export function lengthOf({ headers }: Response): number {
  return headers.has("content-encoding") ? 0 : Number(headers.get("content-length") ?? 0);
}

export const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url.slice(0, 60));

/** There is no such file. */
export class NotThere extends UserError {}

function blocked(url: string): UserError {
  const host = hostOf(url);
  return new UserError(
    problem(
      "download-blocked",
      {
        en: `The policy of this page lets it fetch nothing from ${host}; nothing was asked there.`,
        zh: `本页的安全策略不允许从 ${host} 获取内容；未向其发出请求。`,
      },
      {
        en: "Follow the address to save the model and its card (.json) to your disk, then open both from there.",
        zh: "请点击网址，把模型及其说明卡（.json）保存到本机，然后从本机一起打开。",
      },
    ),
  );
}

function failed(url: string, en: string, zh: string): UserError {
  const name = url.split("/").at(-1)?.slice(0, 60) ?? "";
  return new UserError(
    problem(
      "download-failed",
      {
        en: `“${name}” could not be fetched from ${hostOf(url)}: ${en}.`,
        zh: `无法从 ${hostOf(url)} 获取“${name}”：${zh}。`,
      },
      {
        en: "What has come is kept: try again, or open the model and its card from your disk.",
        zh: "已收到的部分会保留：请重试，或从本机打开模型及其说明卡。",
      },
    ),
  );
}
