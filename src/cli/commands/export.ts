import { basename, dirname, resolve } from "node:path";
import { pythonOperations, pythonScalars } from "../../nodes/python.ts";
import { emitPython } from "../../runtime/emit/python.ts";
import type { Registry } from "../../runtime/node.ts";
import { writeAll } from "../disk.ts";
import { exit, type Console } from "../io.ts";
import { prepare } from "../prepare.ts";
import { usageError, warn } from "../report.ts";
import type { Overrides } from "../settings.ts";

export interface ExportOptions extends Overrides {
  readonly graph: string;
  /** What to write: `pytorch`. */
  readonly to?: string;
  /** The file; the standard output where none is named. */
  readonly out?: string;
}

/** `repaint export`: a graph as a program that needs nothing of ours. */
export async function exportCommand(options: ExportOptions, registry: Registry, io: Console): Promise<number> {
  const { to, out } = options;
  if (to === undefined)
    throw usageError(
      "repaint export: --to is missing, expected pytorch.",
      "repaint export：缺少 --to，应为 pytorch。",
      "export",
    );
  if (to !== "pytorch") throw usageError(`--to ${to}: expected pytorch.`, `--to ${to}：应为 pytorch。`, "export");
  const { graph, env, notes, name } = await prepare(options.graph, registry, options, io.cwd);
  warn(notes, io);
  const table = { operations: pythonOperations, scalars: pythonScalars };
  const text = emitPython(graph, registry, env, table, name.replaceAll("-", "_"));
  if (out === undefined) io.out(text);
  else {
    const path = resolve(io.cwd, out);
    await writeAll(dirname(path), [[basename(path), text]]);
    io.out(`${path}\n`);
  }
  return exit.ok;
}
