import { zonesOf } from "../runtime/graph/zones.ts";
import type { GraphFile, GraphNode } from "../runtime/graph/format.ts";
import type { NodeDefinition, Registry, SocketType } from "../runtime/node.ts";
import type { Problem } from "../runtime/problem.ts";
import type { Language } from "../runtime/text.ts";
import { sizes } from "./canvas/geometry.ts";
import type { ItemFace, NodeFace, RowFace, Scene, SocketFace, WireFace, ZoneFace } from "./canvas/scene.ts";
import { wrapped } from "./canvas/words.ts";
import { itemsOf } from "./edits-items.ts";
import { formatParam } from "./format.ts";
import { isLocked, type Free } from "./lesson/locks.ts";
import { visibleId } from "./own/visible.ts";
import { jumpBacksOf } from "./timeline/teeth.ts";
import { typesOf, type Types } from "./types-of.ts";

/** Of a node's note that are shown. */
const NOTE_LINES = 5;

/** The width of a text on the canvas, CSS pixels. */
export type Measure = (text: string, style: "title" | "text") => number;

export interface SceneOptions {
  readonly registry: Registry;
  readonly language: Language;
  readonly measure: Measure;
  readonly problems: readonly Problem[];
  /** What the frame of this loop says. */
  readonly zoneLabel: (loop: string) => string;
  readonly pill: string;
  /** Params that a lesson lets the reader change. */
  readonly free?: Free;
}

/** The title of a node: its own, or its type's. */
export function titleOf(node: GraphNode, registry: Registry, language: Language): string {
  return node.title ?? registry.get(node.type)?.title[language] ?? node.type;
}

/** Whether a node has a picture to show: it puts pictures out or takes them in, once a visit. */
export function hasPreview(definition: NodeDefinition): boolean {
  if (definition.loop || definition.category === "flow") return false;
  if (definition.path && definition.moves?.({}) === undefined && definition.category === "repaint") return false;
  const pictures: readonly SocketType[] = ["image", "mask", "sample", "prediction"];
  const outputs = definition.outputs.flatMap(({ type }) => (typeof type === "string" ? [type] : ["sample" as const]));
  if (outputs.length > 0) return outputs.some((type) => pictures.includes(type));
  return definition.inputs.some((input) => input.types.some((type) => type === "image" || type === "sample"));
}

/** Lays a graph out for the canvas. Pure: the same graph and words give the same scene. */
export function sceneOf(graph: GraphFile, options: SceneOptions): Scene {
  const types = typesOf(graph, options.registry);
  const jumps = jumpBacksOf(graph);
  const nodes = graph.nodes.map((node): NodeFace => {
    const face = nodeFace(node, graph, types, options);
    const jump = jumps.find(({ id }) => id === node.id)?.order;
    const note = node.note && wrapped(node.note, face.rect.width, (text) => options.measure(text, "text"), NOTE_LINES);
    return { ...face, ...(jump !== undefined && { jump }), ...(note && { note }) };
  });
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const wires = graph.links.flatMap(([from, output, to, input]): WireFace[] => {
    const [source, target] = [byId.get(from), byId.get(to)];
    if (!source || !target) return [];
    const socket = types.wiring.nodes.get(to)?.definition.inputs.find((s) => s.name === input);
    return [
      {
        key: `${to}.${input}`,
        from,
        output: source.outputs.findIndex((s) => s.name === output),
        to,
        input: target.inputs.findIndex((s) => s.name === input),
        socket: input,
        type: types.of(from, output),
        home: socket?.feedback === true,
      },
    ];
  });
  return { nodes, wires, zones: zoneFaces(graph, options), items: itemFaces(graph) };
}

function itemFaces(graph: GraphFile): ItemFace[] {
  return itemsOf(graph).map(([key, item]): ItemFace => {
    const [x, y, width, height] = item.rect;
    const rect = { x, y, width, height };
    if ("text" in item) return { key, kind: "note", words: item.text, rect, colour: "grey" };
    return { key, kind: "group", words: item.title, rect, colour: item.colour ?? "grey" };
  });
}

function zoneFaces(graph: GraphFile, { registry, zoneLabel, pill }: SceneOptions): ZoneFace[] {
  const zones = zonesOf(graph, registry);
  const parents = new Map(zones.map((zone) => [zone.loop, zone.parent]));
  const depthOf = (loop: string): number => {
    let depth = 0;
    for (let at = parents.get(loop); at !== undefined && depth < zones.length; at = parents.get(at)) depth++;
    return depth;
  };
  return zones
    .filter((zone) => zone.members.length > 1)
    .map((zone) => ({
      loop: zone.loop,
      members: zone.members,
      label: zoneLabel(zone.loop),
      pill,
      depth: depthOf(zone.loop),
    }));
}

function nodeFace(node: GraphNode, graph: GraphFile, types: Types, options: SceneOptions): NodeFace {
  const { registry, language, measure } = options;
  const definition = registry.get(node.type);
  const title = titleOf(node, registry, language);
  const inputs = inputFaces(node, types.wiring.nodes.get(node.id)?.definition ?? definition, graph, types, language);
  const outputs = outputFaces(node, definition, graph, types, language);
  const rows = (definition?.params ?? [])
    .filter((param) => param.advanced !== true)
    .map((param): RowFace => {
      return {
        param: param.name,
        name: param.title[language],
        locked: isLocked(options.free, node.id, param.name),
        // A wired number is what the wire brings.
        value: inputs.some(({ name }) => name === param.name)
          ? "∿"
          : formatParam(param, node.params[param.name], language),
      };
    });
  const rowsTop = sizes.title + sizes.padding + Math.max(inputs.length, outputs.length) * sizes.socket;
  const previewTop = rowsTop + rows.length * sizes.param + (rows.length > 0 ? 4 : 0);
  const preview = definition !== undefined && hasPreview(definition);
  const isPoints = definition?.shows === "points";
  const height = previewTop + (preview ? (isPoints ? sizes.points : sizes.preview) : 0) + sizes.padding;
  const width = isPoints ? sizes.maxWidth : widthOf(title, inputs, outputs, rows, measure);
  const severity = severityOf(node.id, options.problems);
  return {
    id: node.id,
    title,
    rect: { x: node.pos[0], y: node.pos[1], width, height },
    inputs,
    outputs,
    rows,
    rowsTop,
    ...(preview && { previewTop }),
    known: definition !== undefined,
    ...(severity && { problem: severity }),
  };
}

function severityOf(id: string, problems: readonly Problem[]): Problem["severity"] | undefined {
  const own = problems.filter(({ node }) => node !== undefined && visibleId(node) === id);
  return own.find((problem) => problem.severity === "error")?.severity ?? own[0]?.severity;
}

function inputFaces(
  node: GraphNode,
  definition: NodeDefinition | undefined,
  graph: GraphFile,
  types: Types,
  language: Language,
): SocketFace[] {
  const wired = new Map(graph.links.filter(([, , to]) => to === node.id).map((link) => [link[3], link]));
  const known = (definition?.inputs ?? []).map((socket) => {
    const link = wired.get(socket.name);
    return {
      name: socket.name,
      title: socket.title[language],
      type: (link && types.of(link[0], link[1])) ?? socket.types[0],
      takes: socket.types,
      optional: socket.optional === true,
      wired: link !== undefined,
    };
  });
  return [...known, ...strangers(new Set(wired.keys()), known)];
}

function outputFaces(
  node: GraphNode,
  definition: NodeDefinition | undefined,
  graph: GraphFile,
  types: Types,
  language: Language,
): SocketFace[] {
  const wired = new Set(graph.links.filter(([from]) => from === node.id).map(([, output]) => output));
  const known = (definition?.outputs ?? []).map((socket) => ({
    name: socket.name,
    title: socket.title[language],
    type: types.of(node.id, socket.name),
    takes: [],
    optional: true,
    wired: wired.has(socket.name),
  }));
  return [...known, ...strangers(wired, known)];
}

/** Sockets that wires name and the type does not have (or no longer): they keep their wires. */
function strangers(wired: ReadonlySet<string>, known: readonly SocketFace[]): SocketFace[] {
  return [...wired]
    .filter((name) => !known.some((socket) => socket.name === name))
    .map((name) => ({ name, title: name, type: undefined, takes: [], optional: true, wired: true }));
}

function widthOf(
  title: string,
  inputs: readonly SocketFace[],
  outputs: readonly SocketFace[],
  rows: readonly RowFace[],
  measure: Measure,
): number {
  const widths = [measure(title, "title") + 44];
  for (let i = 0; i < Math.max(inputs.length, outputs.length); i++) {
    const [left, right] = [inputs[i]?.title ?? "", outputs[i]?.title ?? ""];
    widths.push(measure(left, "text") + measure(right, "text") + 28 + (left && right ? 20 : 0));
  }
  for (const row of rows)
    widths.push(measure(row.name, "text") + Math.min(measure(row.value, "text"), 110) + sizes.rowInset);
  const width = Math.min(sizes.maxWidth, Math.max(sizes.minWidth, ...widths));
  return Math.ceil(width / 4) * 4;
}
