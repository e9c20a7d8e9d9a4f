import type { Registry } from "../../runtime/node.ts";
import { addNode, all, freshId, removeNodes, type Edit } from "../edits.ts";

const GAP = 240;
const BELOW = 440;

/** Has the Sweep nodes of a graph say what is swept: those that are there go, one comes for each param, in a row below the graph. */
export function keepSweep(
  lines: readonly { readonly key: string; readonly values: string }[],
  registry: Registry,
): Edit {
  return (graph) => {
    const isSweep = (type: string): boolean => registry.get(type)?.sweeps !== undefined;
    const definition = [...registry.values()].find(({ sweeps }) => sweeps);
    if (!definition?.sweeps) return graph;
    const { over, values } = definition.sweeps;
    const others = graph.nodes.filter(({ type }) => !isSweep(type));
    const there = graph.nodes.filter(({ type }) => isSweep(type));
    const left = Math.min(...others.map(({ pos }) => pos[0]));
    const below = Math.max(...others.map(({ pos }) => pos[1])) + BELOW;
    const without = removeNodes(new Set(there.map(({ id }) => id)));
    const adds = lines.map((line, i): Edit => (now) => {
      const at = there[i]?.pos ?? [left + i * GAP, below];
      return addNode(definition, freshId(now, definition.type), at, { [over]: line.key, [values]: line.values })(now);
    });
    return all(without, ...adds)(graph);
  };
}
