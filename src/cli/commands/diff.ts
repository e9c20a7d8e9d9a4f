import { differenceOf, type Difference } from "../../runtime/graph/difference.ts";
import type { GraphLink } from "../../runtime/graph/format.ts";
import { plan } from "../../runtime/graph/plan.ts";
import type { Registry } from "../../runtime/node.ts";
import { UserError } from "../../runtime/problem.ts";
import { trace } from "../../runtime/trace.ts";
import { exit, type Console } from "../io.ts";
import { prepare, type Prepared } from "../prepare.ts";

/** `repaint diff A B`: what is other in the second graph, and what that changes in the walk. */
export async function diffCommand(graphs: readonly [string, string], registry: Registry, io: Console): Promise<number> {
  const [a, b] = await Promise.all(graphs.map((graph) => prepare(graph, registry, { set: [] }, io.cwd)));
  if (!a || !b) throw new Error("two graphs were asked for");
  const difference = differenceOf(a.graph, b.graph, registry);
  const walks = [walkOf(a, registry), walkOf(b, registry)] as const;
  if (io.json) io.out(`${JSON.stringify({ ...difference, walks }, null, 2)}\n`);
  else io.out(printed(difference, walks, io.language === "zh"));
  return exit.ok;
}

interface Walk {
  readonly calls: number;
  readonly transitions: number;
}

/** Calls and transitions; undefined for a graph that cannot run. */
function walkOf({ graph, env }: Prepared, registry: Registry): Walk | undefined {
  try {
    const { evaluations, transitions } = trace(plan(graph, registry, env));
    return { calls: evaluations, transitions };
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function printed(
  difference: Difference,
  [before, after]: readonly [Walk | undefined, Walk | undefined],
  zh: boolean,
): string {
  const { added, removed, params, wired, unwired } = difference;
  const wire = ([from, output, to, input]: GraphLink): string => `${from}.${output} → ${to}.${input}`;
  const value = (v: unknown): string => (v === undefined ? "–" : JSON.stringify(v));
  const lines = [
    ...removed.map(({ id, type }) => `- ${id}  ${type}`),
    ...added.map(({ id, type }) => `+ ${id}  ${type}`),
    ...params.map(({ node, param, before: was, after: is }) => `~ ${node}.${param}: ${value(was)} → ${value(is)}`),
    ...unwired.map((link) => `- ${wire(link)}`),
    ...wired.map((link) => `+ ${wire(link)}`),
  ];
  if (lines.length === 0) lines.push(zh ? "两个图做的事相同。" : "Both graphs do the same.");
  const walk = (w: Walk | undefined): string =>
    w
      ? `${w.calls}${zh ? " 次调用，" : " calls, "}${w.transitions}${zh ? " 次转移" : " transitions"}`
      : zh
        ? "无法运行"
        : "cannot run";
  lines.push(`${zh ? "走法" : "walk"}: ${walk(before)} → ${walk(after)}`);
  return `${lines.join("\n")}\n`;
}
