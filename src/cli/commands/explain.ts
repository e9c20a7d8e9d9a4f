import { explain, latex, markdown, plainText, type ExplainedLine } from "../../runtime/emit/explain.ts";
import type { Registry } from "../../runtime/node.ts";
import { exit, type Console } from "../io.ts";
import { prepare } from "../prepare.ts";
import { usageError, warn } from "../report.ts";
import type { Overrides } from "../settings.ts";

export interface ExplainOptions extends Overrides {
  readonly graph: string;
  /** `text` by default. */
  readonly to?: string;
}

type Write = (lines: readonly ExplainedLine[], title: string) => string;
const FORMS: Readonly<Record<string, Write>> = { text: plainText, markdown, latex };

/** `repaint explain`: the algorithm that a graph is, as a paper would print it. */
export async function explainCommand(options: ExplainOptions, registry: Registry, io: Console): Promise<number> {
  const form = options.to ?? "text";
  const write = Object.hasOwn(FORMS, form) ? FORMS[form] : undefined;
  if (!write) {
    const names = Object.keys(FORMS).join(", ");
    throw usageError(`--to ${form}: expected one of ${names}.`, `--to ${form}：应为 ${names} 之一。`, "explain");
  }
  const { graph, env, notes, name } = await prepare(options.graph, registry, options, io.cwd);
  warn(notes, io);
  const lines = explain(graph, registry, env, io.language);
  const title = graph.meta?.title?.[io.language] ?? name;
  if (io.json) {
    const plain = lines.map(({ node, depth, text }) => ({ node, depth, text: text.plain, tex: text.tex }));
    io.out(`${JSON.stringify({ title, lines: plain }, null, 2)}\n`);
  } else io.out(write(lines, title));
  return exit.ok;
}
