import { readdirSync, realpathSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import sirv, { type RequestHandler } from "sirv";

/** As the pages themselves say; a worker listens to this one alone. */
const policy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "worker-src 'self' blob:",
  // The hub of networks, and where it keeps its files; asked only when a reader presses the button that names it.
  "connect-src 'self' blob: data: https://huggingface.co https://*.hf.co",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
];

/** Without the first two a page may not share memory between threads, and ONNX Runtime runs on one. */
const headers = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Content-Security-Policy": policy.join("; "),
  "X-Content-Type-Options": "nosniff",
};

/** A name that ends in the hash of what is in it never means anything else. */
const HASHED = /^\/chunks\/[^/]+-[\w-]{8}\.js$/;
const FOREVER = "public, max-age=31536000, immutable";

/**
 * Serves a folder's files: below the folder only, without listings, packed where `.br` or `.gz` lies beside a file.
 *
 * @param port a free one is taken where it is not free; 0 takes any.
 * @param host default: this machine alone.
 * @returns the server, listening, and its address.
 */
export async function serve(
  folder: string,
  port: number,
  host = "localhost",
): Promise<{ server: Server; address: string }> {
  let files = filesOf(folder);
  const server = createServer((request, response) => {
    if (isPage(request.url ?? "/")) files = filesNow(folder) ?? files;
    answer(files, request, response);
  });
  const taken = await listen(server, port, host);
  return { server, address: `http://${host}:${taken}/` };
}

/** Listens on the port, or on a free one where it is taken. */
function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE" || port === 0) reject(error);
      else resolve(listen(server, 0, host));
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function answer(files: RequestHandler, request: IncomingMessage, response: ServerResponse): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("Allow", "GET, HEAD");
    return end(response, 405, "This address can only be read.");
  }
  const path = request.url?.replace(/[?#].*$/, "") ?? "";
  response.setHeader("Cache-Control", HASHED.test(path) ? FOREVER : "no-cache");
  soundRange(request);
  response.on("pipe", (source) => source.on("error", () => response.destroy())); // Gone since it was found.
  files(request, response, () => notFound(response));
}

/** They may have been built anew since the last page was asked for. */
function filesNow(folder: string): RequestHandler | undefined {
  try {
    return filesOf(folder);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return undefined;
  }
}

/** A folder's files as they are now, by sirv. @throws Error naming a link that leads out of the folder, or nowhere. */
function filesOf(folder: string): RequestHandler {
  refuseLinks(folder, realpathSync(folder));
  return sirv(folder, {
    etag: true,
    brotli: true,
    gzip: true,
    extensions: ["html"],
    setHeaders(response, path) {
      if (path.endsWith(".onnx")) response.setHeader("Content-Type", "application/octet-stream");
      else if (/\.(m?js|json|md|txt|svg)$/.test(path)) response.setHeader("Content-Type", textType(path));
    },
  });
}

function textType(path: string): string {
  const types = { js: "text/javascript", json: "application/json", md: "text/markdown", svg: "image/svg+xml" };
  const ending = path.slice(path.lastIndexOf(".") + 1).replace("mjs", "js");
  return `${Object.hasOwn(types, ending) ? types[ending as keyof typeof types] : "text/plain"}; charset=utf-8`;
}

/** sirv follows links; a folder of files to be published has no use for one that leads elsewhere. */
function refuseLinks(folder: string, root: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) refuseLinks(path, root);
    else if (entry.isSymbolicLink() && !leadsDown(path, root))
      throw new Error(
        `${path} is a link that leads out of ${root}, or nowhere: remove it, and nothing else is in the way.`,
      );
  }
}

function leadsDown(link: string, root: string): boolean {
  try {
    const target = realpathSync(link);
    return target.startsWith(root + sep) && !link.startsWith(target + sep); // A link to a folder around it has no end.
  } catch {
    return false;
  }
}

/**
 * Leaves only ranges that sirv reads right: one, from a first byte on, of the file as it is. All others, and those that
 * hang on a condition, are answered with the whole file, as HTTP allows.
 */
function soundRange({ headers }: IncomingMessage): void {
  const [, first, last] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(headers.range ?? "") ?? [];
  const isSound =
    first !== undefined && (last === "" || Number(last) >= Math.max(1, Number(first))) && !headers["if-range"];
  if (isSound) headers["accept-encoding"] = "identity";
  else delete headers.range;
}

/** Whether an address may be that of a page. */
const isPage = (url: string): boolean => /(\/|\.html)$/.test(url.replace(/[?#].*$/, ""));

function notFound(response: ServerResponse): void {
  response.setHeader("Cache-Control", "no-store");
  end(response, 404, "Nothing is here.");
}

function end(response: ServerResponse, status: number, text: string): void {
  response.removeHeader("Vary");
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const { address } = await serve(join(root, "dist", "site"), Number(process.env["PORT"] ?? 8080));
  console.log(`repaint-graph is ready: ${address}`);
}
