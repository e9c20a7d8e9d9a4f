import type { Plan } from "../../runtime/graph/program.ts";
import { trace, type Trace } from "../../runtime/trace.ts";
import type { LoopFigures, Walk } from "./messages.ts";

/** The dry run of a plan, as the page is told of it. */
export function walkOf(plan: Plan): Walk {
  const walked = trace(plan);
  const { transitions, evaluations, renoisings, from, to, node, evaluationsAt, complete } = walked;
  return {
    transitions,
    evaluations,
    renoisings,
    from,
    to,
    node,
    evaluationsAt,
    complete,
    nodes: plan.nodes.map((entry) => entry.id),
    loops: plan.loops.map((loop) => figuresOf(plan, walked, loop)),
  };
}

/** What one loop does in all: between which levels, with how many network calls. */
function figuresOf(
  plan: Plan,
  { transitions, from, to, node, evaluationsAt }: Trace,
  loop: Plan["loops"][number],
): LoopFigures {
  const members = new Set(loop.members);
  let top = 0;
  let bottom = Infinity;
  let evaluations = 0;
  for (let i = 0; i < transitions; i++) {
    if (!members.has(node[i] ?? -1)) continue;
    top = Math.max(top, from[i] ?? 0, to[i] ?? 0);
    bottom = Math.min(bottom, to[i] ?? 0);
    evaluations += (evaluationsAt[i] ?? 0) - (i > 0 ? (evaluationsAt[i - 1] ?? 0) : 0);
  }
  return { loop: plan.nodes[loop.node]?.id ?? "", top, bottom: bottom === Infinity ? top : bottom, evaluations };
}
