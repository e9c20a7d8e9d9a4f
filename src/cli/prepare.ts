import type { GraphFile } from "../runtime/graph/format.ts";
import type { Registry } from "../runtime/node.ts";
import { UserError, type Problem } from "../runtime/problem.ts";
import { loadGraph } from "./graphs.ts";
import { Bindings } from "./places.ts";
import { loadResources, type Resources } from "./resources.ts";
import { applyOverrides, type Overrides } from "./settings.ts";

/** A graph with the changes of the command line, and what it refers to. */
export interface Prepared extends Resources {
  readonly graph: GraphFile;
  readonly name: string;
  /** What was dropped or changed when the graph and its pictures were read. */
  readonly notes: readonly Problem[];
}

export async function prepare(
  argument: string,
  registry: Registry,
  overrides: Overrides,
  cwd: string,
): Promise<Prepared> {
  const loaded = await loadGraph(argument, cwd, registry);
  const bindings = new Bindings();
  const graph = applyOverrides(loaded.graph, registry, overrides, bindings, cwd);
  const resources = await loadResources(graph, registry, { folder: loaded.folder, bound: bindings.bound });
  return { ...resources, graph, name: loaded.name, notes: [...loaded.notes, ...resources.notes] };
}

/** @throws UserError with all problems that stop a run. */
export function refuse(problems: readonly Problem[]): void {
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new UserError(...errors);
}
