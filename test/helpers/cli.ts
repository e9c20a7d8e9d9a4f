import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "../../src/cli/main.ts";
import { registry } from "../../src/nodes/index.ts";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { parseGraph } from "../../src/runtime/graph/parse.ts";

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Is told what comes out, as it comes. */
  readonly told?: (text: string) => void;
}

/** Runs the real command line in this process. */
export async function cli(argv: readonly string[], options: CliOptions = {}): Promise<Outcome> {
  let [out, err] = ["", ""];
  const code = await main(
    argv,
    {
      out: (text) => {
        out += text;
        options.told?.(text);
      },
      err: (text) => void (err += text),
      cwd: options.cwd ?? process.cwd(),
      env: options.env ?? {},
      signal: options.signal ?? new AbortController().signal,
    },
    registry,
  );
  return { code, out, err };
}

/** A fresh folder outside the checkout, gone when the tests end. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "repaint-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

process.setMaxListeners(1000);

/** A shipped graph as data, to be changed. */
export function shippedGraph(name: string): GraphFile {
  const text = readFileSync(new URL(`../../graphs/${name}.json`, import.meta.url), "utf8");
  return parseGraph(text, registry).graph;
}

/** Writes a graph (or any text or bytes) into a folder and returns its path. */
export function put(folder: string, name: string, content: GraphFile | string | Uint8Array): string {
  const path = join(folder, name);
  const raw = typeof content === "string" || content instanceof Uint8Array;
  writeFileSync(path, raw ? content : JSON.stringify(content));
  return path;
}

/** The graph with other params at one node. */
export function withParams(graph: GraphFile, id: string, params: Readonly<Record<string, unknown>>): GraphFile {
  const nodes = graph.nodes.map((node) => (node.id === id ? { ...node, params: { ...node.params, ...params } } : node));
  return { ...graph, nodes } as GraphFile;
}
