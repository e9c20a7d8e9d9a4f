import type { GraphNode } from "../../runtime/graph/format.ts";
import type { NodeDefinition, ParamValue, Registry } from "../../runtime/node.ts";
import { all, setParam, type Edit } from "../edits.ts";

/** Whether a node type takes a painted mask. */
export function isPaintable(definition: NodeDefinition | undefined): boolean {
  return (
    definition?.outputs.some(({ type }) => type === "mask") === true &&
    definition.params.some(({ name, kind }) => name === "painted" && kind === "image")
  );
}

/** Whether a node type shows the network a window of its picture that can be chosen. */
export function hasWindow(definition: NodeDefinition | undefined): boolean {
  const choice = definition?.params.find(({ name }) => name === "window");
  return choice?.kind === "choice" && choice.options.some(({ value }) => value === "chosen");
}

/** A choice that stands for two: a sample and the mask that is made for it. */
export const withMask = (sample: string, mask: string): string => `${sample} + ${mask}`;

/** Sets a param. A painting that is chosen is used at once, and a sample may bring its mask along for the graph's mask. */
export function setChoice(registry: Registry, id: string, name: string, value: ParamValue): Edit {
  const [sample, mask] = typeof value === "string" && value.startsWith("sample:") ? value.split(" + ") : [];
  return (graph) => {
    const takes = (node: GraphNode): boolean => isPaintable(registry.get(node.type));
    const use = (node: string, painting: ParamValue): Edit =>
      all(setParam(node, "painted", painting), setParam(node, "preset", "painted"));
    const place = mask === undefined ? undefined : graph.nodes.find(takes);
    if (place && sample !== undefined && mask !== undefined)
      return all(setParam(id, name, sample), use(place.id, mask))(graph);
    const isPainting = name === "painted" && value !== "" && graph.nodes.some((node) => node.id === id && takes(node));
    return (isPainting ? use(id, value) : setParam(id, name, sample ?? value))(graph);
  };
}
