import type { ParamValue, Registry } from "../node.ts";
import { registryOf } from "../own/registry.ts";
import type { GraphFile, GraphLink, GraphNode } from "./format.ts";

/** What is other in a second graph. Nodes are the same where their ids and types are. */
export interface Difference {
  readonly added: readonly GraphNode[];
  readonly removed: readonly GraphNode[];
  readonly params: readonly {
    readonly node: string;
    readonly param: string;
    readonly before: unknown;
    readonly after: unknown;
  }[];
  readonly wired: readonly GraphLink[];
  readonly unwired: readonly GraphLink[];
}

/**
 * Compares two graphs by what they do: nodes, params (where one says nothing its default counts), wires. Places, titles and notes
 * are left aside.
 */
export function differenceOf(a: GraphFile, b: GraphFile, registry: Registry): Difference {
  const types = registryOf(a, registry);
  const same = (one: GraphNode, other: GraphNode): boolean => one.id === other.id && one.type === other.type;
  const added = b.nodes.filter((node) => !a.nodes.some((other) => same(node, other)));
  const removed = a.nodes.filter((node) => !b.nodes.some((other) => same(node, other)));
  const params = a.nodes.flatMap((node) => {
    const other = b.nodes.find((candidate) => same(node, candidate));
    if (!other) return [];
    const defaults = new Map(types.get(node.type)?.params.map((param) => [param.name, param.default]));
    const names = new Set([...defaults.keys(), ...Object.keys(node.params), ...Object.keys(other.params)]);
    return [...names].flatMap((param) => {
      const [before, after] = [valueOf(node, param, defaults), valueOf(other, param, defaults)];
      return before === after ? [] : [{ node: node.id, param, before, after }];
    });
  });
  const key = (link: GraphLink): string => JSON.stringify(link);
  const [before, after] = [new Set(a.links.map(key)), new Set(b.links.map(key))];
  return {
    added,
    removed,
    params,
    wired: b.links.filter((link) => !before.has(key(link))),
    unwired: a.links.filter((link) => !after.has(key(link))),
  };
}

function valueOf(node: GraphNode, param: string, defaults: ReadonlyMap<string, ParamValue>): unknown {
  return Object.hasOwn(node.params, param) ? node.params[param] : defaults.get(param);
}
