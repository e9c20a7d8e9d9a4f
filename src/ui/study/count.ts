import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Problem } from "../../runtime/problem.ts";
import type { EngineClient } from "../engine/client.ts";

/** Network calls of one picture through all settings of a graph, or why one of them cannot be planned. */
export type Counted = { readonly calls: number; readonly settings: number } | { readonly problems: readonly Problem[] };

/** Plans each graph as the command line will, without running anything. */
export async function countCalls(engine: EngineClient, graphs: readonly GraphFile[]): Promise<Counted> {
  let calls = 0;
  for (const graph of graphs) {
    const { walk, problems } = await engine.checked(graph);
    const errors = problems.filter(({ severity }) => severity === "error");
    if (!walk || errors.length > 0) return { problems: errors };
    calls += walk.evaluations;
  }
  return { calls, settings: graphs.length };
}
