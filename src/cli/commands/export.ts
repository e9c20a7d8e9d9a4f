import { basename, dirname, resolve } from "node:path";
import { pythonTable } from "../../nodes/python.ts";
import { emitNotebook } from "../../runtime/emit/notebook.ts";
import { emitPython } from "../../runtime/emit/python.ts";
import type { Registry } from "../../runtime/node.ts";
import { writeAll } from "../disk.ts";
import { exit, type Console } from "../io.ts";
import { prepare } from "../prepare.ts";
import { usageError, warn } from "../report.ts";
import type { Overrides } from "../settings.ts";

export interface ExportOptions extends Overrides {
  readonly graph: string;
  /** What to write: `pytorch` or `notebook`. */
  readonly to?: string;
  /** The file; the standard output where none is named. */
  readonly out?: string;
}

const FORMS: Readonly<Record<string, typeof emitPython>> = { pytorch: emitPython, notebook: emitNotebook };

/** `repaint export`: a graph as a program that needs nothing of ours. */
export async function exportCommand(options: ExportOptions, registry: Registry, io: Console): Promise<number> {
  const { to, out } = options;
  if (to === undefined)
    throw usageError(
      "repaint export: --to is missing, expected pytorch or notebook.",
      "repaint export：缺少 --to，应为 pytorch 或 notebook。",
      "export",
    );
  const emit = Object.hasOwn(FORMS, to) ? FORMS[to] : undefined;
  if (!emit)
    throw usageError(`--to ${to}: expected pytorch or notebook.`, `--to ${to}：应为 pytorch 或 notebook。`, "export");
  const { graph, env, notes, name } = await prepare(options.graph, registry, options, io.cwd);
  warn(notes, io);
  const text = emit(graph, registry, env, pythonTable, name.replaceAll("-", "_"));
  if (out === undefined) io.out(text);
  else {
    const path = resolve(io.cwd, out);
    await writeAll(dirname(path), [[basename(path), text]]);
    io.out(`${path}\n`);
  }
  return exit.ok;
}
