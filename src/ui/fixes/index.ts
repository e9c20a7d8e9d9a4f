import type { GraphFile } from "../../runtime/graph/format.ts";
import { PHOTOS } from "../../nodes/drawn-faces.ts";
import type { Registry } from "../../runtime/node.ts";
import type { Problem } from "../../runtime/problem.ts";
import { removeNodes } from "../edits.ts";
import { belowLevels, fitPicture, nearestValue, reset, set, withoutParam } from "./params.ts";
import { hasNode, type Fix, type Spot } from "./spot.ts";
import { convert, deleteWires, exchange, putLoop, takeOff, wireDone, wirePicture, wireUp } from "./wires.ts";

export type { Fix } from "./spot.ts";

/** By the codes of the problems. What has no mechanical remedy is not here. */
const fixers: Readonly<Record<string, (spot: Spot) => readonly Fix[]>> = {
  unconnected: wireUp,
  "needs-label": wireUp,
  "no-size": wireUp,
  "type-mismatch": (spot) => [...convert(spot), takeOff(spot)],
  "noise-into-image": (spot) => [...wirePicture(spot), takeOff(spot)],
  "no-classes": (spot) => [takeOff(spot)],
  "loops-overlap": (spot) => [takeOff(spot)],
  cycle: (spot) => [...putLoop(spot), takeOff(spot)],
  "dangling-link": () => [
    deleteWires(
      (graph) =>
        ([from, , to]) =>
          !hasNode(graph, from) || !hasNode(graph, to),
    ),
  ],
  "unknown-socket": ({ node, socket, registry }) => [
    deleteWires((graph) => ([from, output, to, input]) => {
      const sockets = (side: "inputs" | "outputs"): readonly { readonly name: string }[] =>
        registry.get(graph.nodes.find(({ id }) => id === node)?.type ?? "")?.[side] ?? [];
      const missing = (side: "inputs" | "outputs"): boolean => !sockets(side).some(({ name }) => name === socket);
      const leaves = from === node && output === socket && missing("outputs");
      return leaves || (to === node && input === socket && missing("inputs"));
    }),
  ],
  "double-link": ({ node, socket }) => [
    deleteWires((graph) => (link) => {
      const into = graph.links.filter(([, , to, input]) => to === node && input === socket);
      return into.includes(link) && link !== into[0];
    }),
  ],
  "unknown-type": ({ node }) => [{ label: { en: "Delete the node", zh: "删除该节点" }, edit: removeNodes([node]) }],
  "wrong-param": nearestValue,
  "unknown-param": ({ node, param }) => [
    { label: { en: `Delete ${param}`, zh: `删除 ${param}` }, edit: withoutParam(node, param) },
  ],
  "jump-too-long": (spot) => belowLevels(spot, "sample", -1),
  "level-range": (spot) => belowLevels(spot, "schedule", 0),
  "jump-limit": (spot) => reset(spot),
  "label-range": (spot) => set(spot, spot.param, 0),
  respacing: (spot) => reset(spot),
  "no-null-label": (spot) => set(spot, spot.param, 1),
  "guidance-without-label": (spot) => set(spot, spot.param, 1),
  "drawn-faces": (spot) => set(spot, spot.param, PHOTOS),
  "no-painting": (spot) => reset(spot, "preset"),
  "no-level": (spot) => reset(spot),
  "mask-size": (spot) => set(spot, "fit", "cover"),
  "model-size": fitPicture,
  "other-size": fitPicture,
  "mask-first": exchange,
  "leaves-loop": wireDone,
};

/** What would take a problem away, best first; empty where a person has to decide. */
export function fixesOf(problem: Problem, graph: GraphFile, registry: Registry): readonly Fix[] {
  const { code, node = "", socket = "", param = "" } = problem;
  return fixers[code]?.({ graph, registry, node, socket, param }) ?? [];
}
