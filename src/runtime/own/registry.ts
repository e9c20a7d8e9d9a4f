import { isBody, type OwnDefinition } from "../graph/format.ts";
import type { NodeDefinition, Registry } from "../node.ts";
import { bodyNode } from "./body-node.ts";
import { typeOf } from "./identity.ts";

const made = new WeakMap<readonly OwnDefinition[], Map<Registry, Registry>>();

/** The node types that count in a graph: those of the program and those that it brings along. The same for the same lists. */
export function registryOf(graph: { readonly definitions?: readonly OwnDefinition[] }, base: Registry): Registry {
  const { definitions } = graph;
  if (!definitions || definitions.length === 0) return base;
  const known = made.get(definitions) ?? new Map<Registry, Registry>();
  made.set(definitions, known);
  const found = known.get(base) ?? withDefinitions(definitions, base);
  known.set(base, found);
  return found;
}

function withDefinitions(definitions: readonly OwnDefinition[], base: Registry): Registry {
  const registry = new Map(base);
  // What a node of nodes is made of stands before it, as a reader of files has seen to; what does not is not known to it.
  for (const definition of definitions) {
    const node = nodeOf(definition, registry);
    if (node) registry.set(node.type, node);
  }
  return registry;
}

/** The node type of one definition; undefined where no node of the registry makes types of equations. */
export function nodeOf(definition: OwnDefinition, registry: Registry): NodeDefinition | undefined {
  const type = typeOf(definition);
  if (isBody(definition)) return bodyNode(type, definition, registry);
  for (const { makes } of registry.values()) if (makes) return makes(type, definition);
  return undefined;
}
