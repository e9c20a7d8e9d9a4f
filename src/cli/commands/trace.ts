import { plan } from "../../runtime/graph/plan.ts";
import { printPlan } from "../../runtime/graph/print.ts";
import type { Registry } from "../../runtime/node.ts";
import { trace } from "../../runtime/trace.ts";
import { exit, type Console } from "../io.ts";
import { prepare } from "../prepare.ts";
import { warn } from "../report.ts";
import type { Overrides } from "../settings.ts";

export interface TraceOptions extends Overrides {
  readonly graph: string;
  /** Print the plan instead: order, loops, kernels, last uses. */
  readonly plan: boolean;
}

/** `repaint trace`: levels, network calls and transitions of a graph, without a model or a picture being needed. */
export async function traceCommand(options: TraceOptions, registry: Registry, io: Console): Promise<number> {
  const { graph, env, notes } = await prepare(options.graph, registry, options, io.cwd);
  const planned = plan(graph, registry, env);
  warn([...notes, ...planned.warnings], io);
  if (options.plan) {
    io.out(printPlan(planned));
    return exit.ok;
  }
  const { evaluations, classifierCalls, renoisings, transitions, complete, ...walk } = trace(planned);
  const levels = walk.levels();
  if (io.json) {
    const guidance = classifierCalls > 0 && { classifier_calls: classifierCalls };
    const figures = { levels, evaluations, ...guidance, renoisings, transitions, ...(!complete && { complete }) };
    io.out(`${JSON.stringify(figures)}\n`);
    return exit.ok;
  }
  const atLeast = complete ? { en: "", zh: "" } : { en: "at least ", zh: "至少 " };
  const [en, zh] = classifierCalls
    ? [` (${classifierCalls} of them a classifier's)`, `（其中分类器 ${classifierCalls} 次）`]
    : ["", ""];
  const text = {
    en: `${atLeast.en}${transitions} transitions: ${evaluations} network calls${en}, ${renoisings} re-noisings`,
    zh: `${atLeast.zh}${transitions} 次转移：${evaluations} 次网络调用${zh}，${renoisings} 次重新加噪`,
  };
  io.out(`${text[io.language]}\n${turns(levels)}\n`);
  return exit.ok;
}

/** Most turning points that are written out. */
const mostTurns = 60;

/** The walk by its turning points: `50 ↓ 44 ↑ 49 ↓ …`. */
function turns(levels: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < levels.length; i++) {
    const [before, here, after] = [levels[i - 1], levels[i], levels[i + 1]];
    if (here === undefined) continue;
    const falls = after !== undefined && after < here;
    const fell = before !== undefined && here < before;
    if (before !== undefined && after !== undefined && falls === fell) continue;
    if (parts.length >= 2 * mostTurns) return [...parts, "…", String(levels.at(-1))].join(" ");
    parts.push(String(here));
    if (after !== undefined) parts.push(falls ? "↓" : "↑");
  }
  return parts.join(" ");
}
