import type { GraphFile } from "../../runtime/graph/format.ts";
import { plan } from "../../runtime/graph/plan.ts";
import { resourcesOf } from "../../runtime/graph/resources.ts";
import { registryOf } from "../../runtime/own/registry.ts";
import type { Registry } from "../../runtime/node.ts";
import { UserError } from "../../runtime/problem.ts";
import { trace } from "../../runtime/trace.ts";

/** What a graph is, found out without fetching or computing anything of it. */
export interface Survey {
  readonly nodes: number;
  readonly wires: number;
  /** Network calls of a run; absent where the graph cannot be run as it is. */
  readonly calls?: { readonly count: number; readonly complete: boolean };
  readonly models: readonly string[];
  /** Pictures that travel inside the graph. */
  readonly pictures: number;
  readonly unknownTypes: readonly string[];
}

/** What can be said at a glance. */
export function glance(graph: GraphFile, base: Registry): Survey {
  const registry = registryOf(graph, base);
  const { models, images } = resourcesOf(graph, registry);
  const unknown = graph.nodes.map((node) => node.type).filter((type) => !registry.has(type));
  return {
    nodes: graph.nodes.length,
    wires: graph.links.length,
    models,
    pictures: images.filter((image) => image.startsWith("data:")).length,
    unknownTypes: [...new Set(unknown)],
  };
}

/** The glance, and a dry run without any model. */
export function surveyOf(graph: GraphFile, registry: Registry): Survey {
  const seen = glance(graph, registry);
  try {
    const { evaluations, complete } = trace(plan(graph, registry));
    return { ...seen, calls: { count: evaluations, complete } };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return seen;
  }
}
