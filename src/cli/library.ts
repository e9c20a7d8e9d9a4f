import { registry } from "../nodes/index.ts";
import { runCommand, type RunOptions } from "./commands/run.ts";
import { consoleOf } from "./io.ts";
import type { ResultFile } from "./results.ts";

/** What `repaint run` takes, by the same names. */
export interface RunFilesOptions extends Partial<Omit<RunOptions, "graph" | "set">> {
  /** Params by `NODE.PARAM`; NODE is an id or a type: `{ "schedule.T": 20 }`. */
  readonly set?: Readonly<Record<string, string | number | boolean>>;
  /** Where relative paths start; the working directory by default. */
  readonly cwd?: string;
  readonly signal?: AbortSignal;
  /** Is told in passing what runs the network, and what was understood of the files. */
  readonly note?: (text: string) => void;
}

/**
 * Runs a graph as `repaint run` does and writes the same files.
 *
 * @param graph a `.json` file, a PNG with a graph inside, or the name of a shipped graph.
 * @returns what `result.json` says: the files' names, seeds, numbers, times.
 * @throws UserError with all that is wrong; the signal's reason when it is aborted.
 */
export async function runFiles(graph: string, options: RunFilesOptions = {}): Promise<ResultFile> {
  const { set = {}, cwd = process.cwd(), signal = new AbortController().signal, note, ...rest } = options;
  let out = "";
  const io = consoleOf(
    { out: (text) => void (out += text), err: (text) => note?.(text.trimEnd()), cwd, env: {}, signal },
    { json: true },
  );
  const settings = Object.entries(set).map(([name, value]) => `${name}=${value}`);
  await runCommand({ device: "auto", out: "result", ...rest, graph, set: settings }, registry, io);
  return JSON.parse(out) as ResultFile;
}
