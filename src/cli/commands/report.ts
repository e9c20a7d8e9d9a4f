import { resolve } from "node:path";
import { writeAll } from "../disk.ts";
import { exit, type Console } from "../io.ts";
import { htmlOf } from "../study/report/html.ts";
import { latexOf } from "../study/report/latex.ts";
import { loadResults } from "../study/report/load.ts";

export interface ReportOptions {
  /** That `repaint batch` wrote to. */
  readonly folder: string;
  readonly out?: string;
  readonly editor: string;
}

/** Lines of each contact sheet. */
const LINES = 8;

/** `repaint report`: a study's results as one HTML file that needs nothing beside it, and as tables for LaTeX. */
export async function reportCommand({ folder, out, editor }: ReportOptions, io: Console): Promise<number> {
  const place = resolve(io.cwd, folder);
  const results = await loadResults(place);
  const html = await htmlOf(results, { language: io.language, editor, lines: LINES });
  const target = out === undefined ? place : resolve(io.cwd, out);
  await writeAll(target, [
    ["report.html", html],
    ["tables.tex", latexOf(results)],
  ]);
  const files = ["report.html", "tables.tex"].map((name) => resolve(target, name));
  if (io.json) io.out(`${JSON.stringify({ files }, null, 2)}\n`);
  else for (const file of files) io.out(`${file}\n`);
  return exit.ok;
}
