import type { GraphFile, GraphLink, GraphNode } from "../runtime/graph/format.ts";
import type { ParamValue, Registry } from "../runtime/node.ts";
import { imageCropToMask } from "./image-crop-to-mask.ts";
import { imageLoad } from "./image-load.ts";
import { imageMask } from "./image-mask.ts";
import { imagePasteBack } from "./image-paste-back.ts";
import { imageSave } from "./image-save.ts";

/*
 * A reader's own picture comes back as it was, its hole filled, when the graph crops to the hole and pastes back. These
 * edits bring a graph there and away again; what runs is what they wrote, and can be seen and changed.
 */

const isOf = (type: { readonly type: string }) => (node: GraphNode) => node.type === type.type;
const linkOf = (from: string, output: string, to: string, input: string): GraphLink => [from, output, to, input];

/** Whether a graph crops to the hole already. */
const hasPasteBack = (graph: GraphFile): boolean => graph.nodes.some(isOf(imageCropToMask));

/**
 * The graph with a crop between its first picture and its mask and whatever takes them, and a paste before each result.
 * One without a picture, a mask or a result stays as it is, and so does one that crops already.
 */
export function withPasteBack(graph: GraphFile, registry: Registry): GraphFile {
  const image = graph.nodes.find(isOf(imageLoad));
  const mask = graph.nodes.find(isOf(imageMask));
  const saves = graph.nodes.filter(isOf(imageSave)).filter(({ id }) => isFilled(graph, registry, id));
  if (!image || !mask || saves.length === 0 || hasPasteBack(graph)) return graph;
  const free = freshIds(graph);
  const crop = node(free("crop"), imageCropToMask, [image.pos[0], lowest(graph) + 60]);
  const rewired = graph.links.map(([from, output, to, input]): GraphLink => {
    if (to === mask.id) return [from, output, to, input];
    if (from === image.id) return [crop.id, "image", to, input];
    return from === mask.id ? [crop.id, "mask", to, input] : [from, output, to, input];
  });
  const added: GraphLink[] = [
    linkOf(image.id, "image", crop.id, "image"),
    linkOf(mask.id, "mask", crop.id, "keep_mask"),
  ];
  const pastes = saves.map((save) => {
    const paste = node(free("paste"), imagePasteBack, save.pos);
    const at = rewired.findIndex(([, , to, input]) => to === save.id && input === "image");
    const [from = "", output = ""] = rewired[at] ?? [];
    rewired[at] = linkOf(paste.id, "image", save.id, "image");
    added.push(
      linkOf(image.id, "image", paste.id, "image"),
      linkOf(mask.id, "mask", paste.id, "keep_mask"),
      linkOf(from, output, paste.id, "filled"),
      linkOf(crop.id, "frame", paste.id, "frame"),
      linkOf(from, output, save.id, "network"),
    );
    return paste;
  });
  const nodes = graph.nodes.map((one): GraphNode => {
    if (one.id === image.id) return withParams(one, { fit: "none" });
    // A paste takes the place of its result, which moves on to the right.
    return saves.includes(one) ? { ...one, pos: [one.pos[0] + 240, one.pos[1]] } : one;
  });
  return { ...graph, nodes: [...nodes, crop, ...pastes], links: [...rewired, ...added] };
}

/** The graph that gives the network's picture alone: its crops and pastes are taken out, its pictures fitted instead. */
export function withoutPasteBack(graph: GraphFile): GraphFile {
  const taken = new Map(
    graph.nodes.flatMap((one): [string, Readonly<Record<string, string>>][] => {
      if (isOf(imageCropToMask)(one)) return [[one.id, { image: "image", mask: "keep_mask" }]];
      return isOf(imagePasteBack)(one) ? [[one.id, { image: "filled" }]] : [];
    }),
  );
  if (taken.size === 0) return graph;
  const source = (id: string, output: string): readonly [string, string] | undefined => {
    const input = taken.get(id)?.[output];
    if (!taken.has(id)) return [id, output];
    const link = graph.links.find(([, , to, socket]) => to === id && socket === input);
    return link && source(link[0], link[1]);
  };
  const links = graph.links.flatMap(([from, output, to, input]): GraphLink[] => {
    const at = taken.has(to) ? undefined : source(from, output);
    const again = input === "network" && graph.nodes.find(({ id }) => id === to)?.type === imageSave.type;
    return at && !again ? [[at[0], at[1], to, input]] : [];
  });
  const nodes = graph.nodes
    .filter(({ id }) => !taken.has(id))
    .map((one) => (isOf(imageLoad)(one) && one.params["fit"] === "none" ? withParams(one, { fit: "cover" }) : one));
  return { ...graph, nodes, links };
}

/** The graph whose mask is the transparency of its own picture. */
export function maskedByItself(graph: GraphFile, picture: string): GraphFile {
  const params = { preset: "painted", painted: picture, hole: "transparent" };
  return { ...graph, nodes: graph.nodes.map((one) => (isOf(imageMask)(one) ? withParams(one, params) : one)) };
}

/** Below every node of a graph, as tall as nodes with a picture are. */
const lowest = ({ nodes }: GraphFile): number => Math.max(...nodes.map(({ pos }) => pos[1])) + 330;

/** Whether a result gets a sample or an image, and not a mask. */
function isFilled({ nodes, links }: GraphFile, registry: Registry, save: string): boolean {
  const link = links.find(([, , to, input]) => to === save && input === "image");
  const source = nodes.find(({ id }) => id === link?.[0]);
  const output = source && registry.get(source.type)?.outputs.find(({ name }) => name === link?.[1]);
  return output !== undefined && output.type !== "mask";
}

function node(id: string, { type, v }: { type: string; v: number }, pos: readonly [number, number]): GraphNode {
  return { id, type, v, pos, params: {} };
}

const withParams = (one: GraphNode, params: Readonly<Record<string, ParamValue>>): GraphNode => ({
  ...one,
  params: { ...one.params, ...params },
});

function freshIds({ nodes }: GraphFile): (wanted: string) => string {
  const taken = new Set(nodes.map(({ id }) => id));
  return (wanted) => {
    let id = wanted;
    for (let i = 2; taken.has(id); i++) id = `${wanted}${i}`;
    taken.add(id);
    return id;
  };
}
