import { open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { isSafe } from "../../runtime/model/address.ts";
import { problem, UserError } from "../../runtime/problem.ts";
import { diskProblem } from "../disk.ts";

export interface Fetching {
  readonly signal: AbortSignal;
  readonly progress: (loaded: number, total: number) => void;
}

/** Which state of the file a part is of. */
interface Part {
  readonly url: string;
  /** The server's ETag or date; empty where it gives neither, and then a part is of no use. */
  readonly tag: string;
}

/** Cuts after which a download is given up, when nothing came between them. */
const patience = 3;

/**
 * Fetches a file to `path`. What has come lies beside it as `PATH.part`: after a cut, or in a later call, the rest is asked
 * for (RFC 9110, §14) where the server knows the same state of the file, and otherwise all of it.
 *
 * @throws UserError `download-failed`; the signal's reason when it is aborted. The part is kept.
 */
export async function download(url: URL, path: string, fetching: Fetching): Promise<void> {
  for (let cuts = 0; cuts < patience;) {
    const before = await sizeOf(`${path}.part`);
    if (await attempt(url, path, fetching)) {
      await rename(`${path}.part`, path);
      await rm(`${path}.part.json`, { force: true });
      return;
    }
    cuts = (await sizeOf(`${path}.part`)) > before ? 1 : cuts + 1;
  }
  throw failed(url, "the connection is lost again and again", "连接一再中断");
}

/** @returns whether the file is whole; false after a cut. */
async function attempt(url: URL, path: string, { signal, progress }: Fetching): Promise<boolean> {
  const part = await partOf(path, url);
  const have = part ? await sizeOf(`${path}.part`) : 0;
  const wanted = have > 0 && part ? { Range: `bytes=${have}-`, "If-Range": part.tag } : {};
  const response = await ask(url, { signal, headers: { "Accept-Encoding": "identity", ...wanted } });
  const goesOn = response.status === 206 && startOf(response) === have;
  if (response.status === 416 || (response.status === 206 && !goesOn)) {
    await response.body?.cancel();
    await rm(`${path}.part`, { force: true });
    return false;
  }
  const reader = response.body?.getReader();
  // Asked for before anything else is awaited: a connection that breaks takes along what nobody has read yet.
  let next = reader?.read();
  next?.catch(() => undefined);
  const from = goesOn ? have : 0;
  const length = Number(response.headers.get("content-length") ?? NaN);
  const total = from + (Number.isFinite(length) ? length : 0);
  await writeFile(`${path}.part.json`, JSON.stringify({ url: url.href, tag: tagOf(response) } satisfies Part));
  const file = await open(`${path}.part`, goesOn ? "a" : "w").catch((error: unknown) => {
    throw diskProblem(error, path, { en: "the network", zh: "网络文件" });
  });
  let loaded = from;
  try {
    for (let piece = await next; reader && piece && !piece.done; piece = await next) {
      next = reader.read();
      next.catch(() => undefined);
      await file.write(piece.value);
      loaded += piece.value.length;
      progress(loaded, total);
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (!(error instanceof TypeError)) throw diskProblem(error, path, { en: "the network", zh: "网络文件" });
    return false;
  } finally {
    await file.close();
  }
  return !Number.isFinite(length) || loaded === total;
}

/** One request, without cookies. @throws UserError `download-failed` */
export async function ask(url: URL, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw init.signal.reason;
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : "";
    throw failed(url, `no answer (${cause || "the connection failed"})`, `没有回应（${cause || "连接失败"}）`);
  }
  if (!isSafe(new URL(response.url))) {
    await response.body?.cancel();
    throw failed(url, `it leads to ${new URL(response.url).origin}, which is not https`, `转到了非 https 的地址`);
  }
  if (response.ok || response.status === 416) return response;
  await response.body?.cancel();
  throw failed(url, `it answers ${response.status}`, `返回 ${response.status}`);
}

async function partOf(path: string, url: URL): Promise<Part | undefined> {
  try {
    const part = JSON.parse(await readFile(`${path}.part.json`, "utf8")) as Partial<Part>;
    return part.url === url.href && typeof part.tag === "string" && part.tag !== ""
      ? { url: part.url, tag: part.tag }
      : undefined;
  } catch {
    return undefined;
  }
}

const startOf = ({ headers }: Response): number =>
  Number(/^bytes (\d+)-/.exec(headers.get("content-range") ?? "")?.[1]);

/** A weak tag says nothing of single bytes. */
function tagOf({ headers }: Response): string {
  const etag = headers.get("etag") ?? "";
  return etag !== "" && !etag.startsWith("W/") ? etag : (headers.get("last-modified") ?? "");
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

function failed({ host, pathname }: URL, en: string, zh: string): UserError {
  const name = pathname.split("/").at(-1) ?? "";
  return new UserError(
    problem(
      "download-failed",
      { en: `"${name}" could not be fetched from ${host}: ${en}.`, zh: `无法从 ${host} 获取“${name}”：${zh}。` },
      {
        en: "What has come is kept: try again, or fetch it yourself and give it with --model.",
        zh: "已收到的部分会保留：请重试，或自行下载后用 --model 指定。",
      },
    ),
  );
}
