import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A file that is served, and how badly. */
export interface ServedFile {
  readonly bytes: Uint8Array;
  /** Whether parts of it can be asked for. */
  readonly ranges?: boolean;
  /** Bytes after which the first answer stops, for ever, or until it is broken off. */
  readonly stall?: number;
}

export interface ModelServer {
  readonly address: string;
  /** Method, path and range of every request for a file of its own, as they came. */
  readonly asked: string[];
  /** Bytes of content that were sent of each path. */
  readonly sent: Map<string, number>;
  /** Breaks off the answers that have stopped. */
  breakOff(): void;
  close(): Promise<void>;
}

/** Serves files of its own, and passes all other requests on to the editor's server: both are one origin for the page. */
export async function modelServer(editor: string, files: ReadonlyMap<string, ServedFile>): Promise<ModelServer> {
  const asked: string[] = [];
  const sent = new Map<string, number>();
  const stalled: ServerResponse[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    const file = files.get(path);
    if (!file) return void passOn(editor, request, response).catch(() => response.destroy());
    const isFirst = !asked.some((line) => line.startsWith(`GET ${path}`));
    asked.push([request.method, path, request.headers.range].filter(Boolean).join(" "));
    const count = answer(file, isFirst, request, response);
    sent.set(path, (sent.get(path) ?? 0) + count);
    if (!response.writableEnded) stalled.push(response);
  });
  await new Promise<void>((done) => server.listen(0, "localhost", done));
  const { port } = server.address() as AddressInfo;
  const breakOff = (): void => stalled.splice(0).forEach((response) => response.destroy());
  return { address: `http://localhost:${port}/`, asked, sent, breakOff, close: () => closed(server) };
}

async function passOn(editor: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answered = await fetch(new URL(request.url ?? "/", editor));
  const names = ["content-type", "cross-origin-opener-policy", "cross-origin-embedder-policy"];
  const headers = names.flatMap((name) => {
    const value = answered.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  response.writeHead(answered.status, Object.fromEntries(headers)).end(new Uint8Array(await answered.arrayBuffer()));
}

/** @returns how many bytes of the content it sends. */
function answer(
  { bytes, ranges, stall }: ServedFile,
  isFirst: boolean,
  request: IncomingMessage,
  response: ServerResponse,
): number {
  const from = ranges ? Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0) : 0;
  const rest = bytes.subarray(from);
  response.writeHead(from > 0 ? 206 : 200, {
    "Content-Type": "application/octet-stream",
    "Content-Length": rest.length,
    ETag: '"one"',
    ...(from > 0 && { "Content-Range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` }),
  });
  if (request.method === "HEAD") {
    response.end();
    return 0;
  }
  const most = Math.min((isFirst ? stall : undefined) ?? rest.length, rest.length);
  if (most === rest.length) response.end(rest);
  else response.write(rest.subarray(0, most));
  return most;
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((done) => server.close(() => done()));
}
