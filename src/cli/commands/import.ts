import { basename, dirname, resolve } from "node:path";
import { serializeGraph } from "../../runtime/graph/parse.ts";
import type { Registry } from "../../runtime/node.ts";
import { writeAll } from "../disk.ts";
import { loadGraph } from "../graphs.ts";
import { exit, type Console } from "../io.ts";
import { problemJson, warn } from "../report.ts";

export interface ImportOptions {
  readonly file: string;
  /** Where the graph goes; the output, where it is absent. */
  readonly out?: string;
}

/** `repaint import`: a configuration of the official code as a graph; what could not be taken over is listed. */
export async function importCommand({ file, out }: ImportOptions, registry: Registry, io: Console): Promise<number> {
  const { graph, notes } = await loadGraph(file, io.cwd, registry);
  const text = serializeGraph(graph);
  const path = out === undefined ? undefined : resolve(io.cwd, out);
  if (path !== undefined) await writeAll(dirname(path), [[basename(path), text]]);
  const told = notes.map((note) => problemJson(note, io.language));
  if (io.json) {
    const where = path === undefined ? { graph: JSON.parse(text) as unknown } : { file: path };
    io.out(`${JSON.stringify({ ...where, notes: told }, null, 2)}\n`);
    return exit.ok;
  }
  warn(notes, io);
  io.out(path === undefined ? text : `${path}\n`);
  return exit.ok;
}
