import type { GraphFile, GraphGroup, GraphLink, GraphNode, GraphNote } from "../runtime/graph/format.ts";
import type { NodeDefinition, Params, ParamValue } from "../runtime/node.ts";
import { setInside } from "../runtime/own/inside.ts";

/** A change of a graph: a pure function. It returns the same object when there is nothing to change. */
export type Edit = (graph: GraphFile) => GraphFile;

export type Position = readonly [number, number];

/** A graph with nothing in it. */
export const emptyGraph: GraphFile = { format: "repaint-graph", version: 1, nodes: [], links: [] };

/** An id that is not taken: the last word of the type, numbered from 2. */
export function freshId(graph: GraphFile, type: string): string {
  const stem =
    (type.split("/").at(-1) ?? type)
      .replace(/@.*$/, "")
      .replace(/[^A-Za-z0-9_-]/g, "")
      .slice(0, 50) || "node";
  const taken = new Set(graph.nodes.map((node) => node.id));
  if (!taken.has(stem)) return stem;
  let n = 2;
  while (taken.has(`${stem}-${n}`)) n++;
  return `${stem}-${n}`;
}

/** Every param of a new node of this type. */
function defaultParams(definition: NodeDefinition): Params {
  return Object.fromEntries(definition.params.map((param) => [param.name, param.default]));
}

/** Adds a node with its default params. */
export function addNode(definition: NodeDefinition, id: string, pos: Position, params: Params = {}): Edit {
  const node: GraphNode = {
    id,
    type: definition.type,
    v: definition.v,
    pos: rounded(pos),
    params: { ...defaultParams(definition), ...params },
  };
  return (graph) => (has(graph, id) ? graph : { ...graph, nodes: [...graph.nodes, node] });
}

/** The key of a group or note among what is selected; no node's id has a colon. */
export const itemKey = (kind: "group" | "note", index: number): string => `${kind}:${index}`;

/** Removes nodes with every wire at them, and groups and notes by their keys. */
export function removeNodes(keys: Iterable<string>): Edit {
  const gone = new Set(keys);
  return (graph) => {
    const nodes = graph.nodes.filter((node) => !gone.has(node.id));
    const links = graph.links.filter(([from, , to]) => !gone.has(from) && !gone.has(to));
    const left = {
      ...graph,
      nodes: nodes.length === graph.nodes.length ? graph.nodes : nodes,
      links: links.length === graph.links.length ? graph.links : links,
    };
    return withItems(graph, left, (kind, i, item) => (gone.has(itemKey(kind, i)) ? undefined : item));
  };
}

/** Puts nodes, groups and notes where they are named to be. */
export function moveNodes(places: ReadonlyMap<string, Position>): Edit {
  return (graph) => {
    const nodes = graph.nodes.map((node) => {
      const place = places.get(node.id);
      if (!place) return node;
      const pos = rounded(place);
      return pos[0] === node.pos[0] && pos[1] === node.pos[1] ? node : { ...node, pos };
    });
    const moved = nodes.every((node, i) => node === graph.nodes[i]) ? graph : { ...graph, nodes };
    return withItems(graph, moved, (kind, i, item) => {
      const place = places.get(itemKey(kind, i));
      if (!place) return item;
      const [x, y] = rounded(place);
      return x === item.rect[0] && y === item.rect[1] ? item : { ...item, rect: [x, y, item.rect[2], item.rect[3]] };
    });
  };
}

/** Joins an output to an input; what was wired there before is taken off, as an input takes one wire. */
export function connect(link: GraphLink): Edit {
  return (graph) => {
    const [from, , to, input] = link;
    if (!has(graph, from) || !has(graph, to) || graph.links.some((other) => sameLink(other, link))) return graph;
    const links = graph.links.filter((other) => other[2] !== to || other[3] !== input);
    return { ...graph, links: [...links, link] };
  };
}

/** Takes off the wire into an input. */
export function disconnect(to: string, input: string): Edit {
  return (graph) => {
    const links = graph.links.filter((link) => link[2] !== to || link[3] !== input);
    return links.length === graph.links.length ? graph : { ...graph, links };
  };
}

/** Sets a param; of a node inside a node of nodes by its path. */
export function setParam(id: string, name: string, value: ParamValue): Edit {
  if (id.includes("/")) return (graph) => setInside(graph, id, name, value);
  return changeNode(id, (node) =>
    Object.is(node.params[name], value) ? node : { ...node, params: { ...node.params, [name]: value } },
  );
}

/** Gives a node a title of its own; an empty one gives it back its type's. */
export function setTitle(id: string, title: string): Edit {
  return changeNode(id, (node) => {
    if ((node.title ?? "") === title) return node;
    const { title: _, ...rest } = node;
    return title === "" ? rest : { ...rest, title };
  });
}

/** Names the graph, in both languages alike. */
export function setGraphTitle(title: string): Edit {
  return (graph) => ({ ...graph, meta: { ...graph.meta, title: { en: title, zh: title } } });
}

/** Several edits as one. */
export function all(...edits: readonly Edit[]): Edit {
  return (graph) => edits.reduce((result, edit) => edit(result), graph);
}

/** Gives a node a note; an empty one takes it off. */
export function setNote(id: string, note: string): Edit {
  return changeNode(id, (node) => {
    if ((node.note ?? "") === note) return node;
    const { note: _, ...rest } = node;
    return note === "" ? rest : { ...rest, note };
  });
}

/** `graph` with the changed groups and notes of `before`; `before` itself where nothing differs. */
export function withItems(
  before: GraphFile,
  graph: GraphFile,
  change: <T extends GraphGroup | GraphNote>(kind: "group" | "note", index: number, item: T) => T | undefined,
): GraphFile {
  const keep = <T extends GraphGroup | GraphNote>(kind: "group" | "note", items: readonly T[] = []): readonly T[] => {
    const next = items.flatMap((item, i) => change(kind, i, item) ?? []);
    return next.length === items.length && next.every((item, i) => item === items[i]) ? items : next;
  };
  const groups = keep("group", before.groups);
  const notes = keep("note", before.notes);
  const { groups: _g, notes: _n, ...rest } = graph;
  const same =
    groups === (before.groups ?? groups) &&
    notes === (before.notes ?? notes) &&
    graph.nodes === before.nodes &&
    graph.links === before.links;
  return same ? before : { ...rest, ...(groups.length > 0 && { groups }), ...(notes.length > 0 && { notes }) };
}

function changeNode(id: string, change: (node: GraphNode) => GraphNode): Edit {
  return (graph) => {
    const nodes = graph.nodes.map((node) => (node.id === id ? change(node) : node));
    return nodes.every((node, i) => node === graph.nodes[i]) ? graph : { ...graph, nodes };
  };
}

const has = (graph: GraphFile, id: string): boolean => graph.nodes.some((node) => node.id === id);
const sameLink = (a: GraphLink, b: GraphLink): boolean => a.every((part, i) => part === b[i]);
const rounded = ([x, y]: Position): Position => [Math.round(x), Math.round(y)];
