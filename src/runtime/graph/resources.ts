import type { Registry } from "../node.ts";
import { expand } from "../own/expand.ts";
import { registryOf } from "../own/registry.ts";
import type { GraphFile } from "./format.ts";

/** What a graph refers to outside itself: nothing of it is fetched before somebody agrees. */
export interface Resources {
  readonly models: readonly string[];
  readonly images: readonly string[];
}

/** The references that a graph's `model` and `image` params name, each once, in the order of its nodes. */
export function resourcesOf(given: GraphFile, base: Registry): Resources {
  const { graph } = expand(given);
  const registry = registryOf(graph, base);
  const models = new Set<string>();
  const images = new Set<string>();
  for (const node of graph.nodes) {
    for (const param of registry.get(node.type)?.params ?? []) {
      if (param.kind !== "model" && param.kind !== "image") continue;
      const value = node.params[param.name] ?? param.default;
      if (typeof value === "string" && value !== "") (param.kind === "model" ? models : images).add(value);
    }
  }
  return { models: [...models], images: [...images] };
}
