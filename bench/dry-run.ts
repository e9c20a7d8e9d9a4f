// How long dry runs take: of the paper's schedule, and of a loop with jumps in jumps whose passes repeat a corrector.
import { readFileSync } from "node:fs";
import { registry } from "../src/nodes/index.ts";
import type { GraphFile, GraphLink, GraphNode } from "../src/runtime/graph/format.ts";
import { parseGraph } from "../src/runtime/graph/parse.ts";
import { plan } from "../src/runtime/graph/plan.ts";
import type { Plan } from "../src/runtime/graph/program.ts";
import { trace } from "../src/runtime/trace.ts";
import { Walker } from "../src/runtime/walk.ts";
import { median } from "./statistics.ts";

const shipped = (name: string): GraphFile =>
  parseGraph(readFileSync(new URL(`../graphs/${name}.json`, import.meta.url), "utf8"), registry).graph;

/** Predictor and correctors (`flow/repeat` in `flow/loop`), which two jump-backs in series send up again. */
function nested(): GraphFile {
  const graph = shipped("predictor-corrector");
  const jump = (id: string, jump_length: number, jump_n_sample: number): GraphNode => ({
    id,
    type: "repaint/jump-back",
    v: 1,
    pos: [0, 0],
    params: { jump_length, jump_n_sample },
  });
  const params: Readonly<Record<string, GraphNode["params"]>> = { schedule: { T: 240 }, correct: { times: 4 } };
  const wires: GraphLink[] = [
    ["composite", "sample", "short", "sample"],
    ["short", "sample", "long", "sample"],
    ["long", "sample", "loop", "back"],
  ];
  return {
    ...graph,
    nodes: [
      ...graph.nodes.map((node) => ({ ...node, params: { ...node.params, ...params[node.id] } })),
      jump("short", 5, 3),
      jump("long", 10, 4),
    ],
    links: [...graph.links.filter(([, , to, input]) => to !== "loop" || input !== "back"), ...wires],
  };
}

function visitsOf(planned: Plan): number {
  const walker = new Walker(planned);
  while (walker.next());
  return walker.visits.reduce((sum, visits) => sum + visits, 0);
}

function measure(what: string, planned: Plan, rounds: number): void {
  const times: number[] = [];
  for (let i = 0; i <= rounds; i++) {
    const start = performance.now();
    trace(planned);
    times.push(performance.now() - start);
  }
  const [first = NaN, ...warm] = times;
  const { transitions, evaluations } = trace(planned);
  console.log(
    `dry run of ${what}: ${median(warm).toFixed(3)} ms (first, cold: ${first.toFixed(2)} ms; ` +
      `${visitsOf(planned)} visits of nodes, ${transitions} transitions, ${evaluations} network calls)`,
  );
}

measure("250/10/10", plan(shipped("repaint-250"), registry), 200);
measure("a repeat in a loop in jumps", plan(nested(), registry), 60);
