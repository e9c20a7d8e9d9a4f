import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
};

export interface PlainHost {
  /** With the path below which the folder lies. */
  readonly address: string;
  /** Paths that were asked for, below that path. */
  readonly asked: string[];
  /** Changes what is sent for a file, as another version of it would. */
  readonly changed: Map<string, (text: string) => string>;
  stop(): Promise<void>;
}

/** A host as plain as there is: files with their types below a path, no header else, nothing packed. */
export async function plainHost(folder: string, below: string): Promise<PlainHost> {
  const asked: string[] = [];
  const changed: PlainHost["changed"] = new Map();
  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const name = decodeURIComponent(pathname.startsWith(below) ? pathname.slice(below.length) || "index.html" : "none");
    asked.push(name);
    readFile(join(folder, normalize(`/${name}`))).then(
      (bytes) => {
        const change = changed.get(name);
        response.writeHead(200, { "Content-Type": types[extname(name)] ?? "application/octet-stream" });
        response.end(change ? change(bytes.toString()) : bytes);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((done) => server.listen(0, "localhost", done));
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
  return { address: `http://localhost:${(server.address() as AddressInfo).port}${below}`, asked, changed, stop };
}
