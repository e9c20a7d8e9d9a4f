import { curveText } from "../runtime/diffusion/curve.ts";
import type { GraphFile, GraphNode } from "../runtime/graph/format.ts";
import { paramSocket } from "../runtime/graph/wiring.ts";
import type { Param, Registry } from "../runtime/node.ts";
import { addNode, all, connect, freshId, type Edit } from "./edits.ts";
import { typesOf } from "./types-of.ts";

/**
 * Adds a curve that a number follows from now on, flat at the value it has, at the level that its node works at.
 *
 * @returns undefined where the number cannot vary, or nothing wired to the node has a level.
 */
export function followCurve(graph: GraphFile, registry: Registry, node: GraphNode, param: Param): Edit | undefined {
  const definition = registry.get(node.type);
  const curve = registry.get("math/curve");
  if (!definition || !curve || param.kind !== "number" || !paramSocket(definition, param.name)) return undefined;
  const types = typesOf(graph, registry);
  const at = graph.links.find(([from, output, to]) => {
    return to === node.id && ["sample", "prediction"].includes(types.of(from, output) ?? "");
  });
  if (!at) return undefined;
  const id = freshId(graph, curve.type);
  const value = Number(node.params[param.name] ?? param.default);
  const handles = curveText([
    [0, value],
    [1, value],
  ]);
  return all(
    addNode(curve, id, [node.pos[0] - 40, node.pos[1] - 160], { handles }),
    connect([at[0], at[1], id, "at"]),
    connect([id, "number", node.id, param.name]),
  );
}
