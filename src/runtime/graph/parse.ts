import type { ParamValue, Registry } from "../node.ts";
import { JsonError, readJson } from "../json.ts";
import { problem, UserError, type Problem } from "../problem.ts";
import { foreignGraph } from "./foreign.ts";
import {
  groupColours,
  type GraphFile,
  type GraphGroup,
  type GraphLink,
  type GraphMeta,
  type GraphNode,
  type GraphNote,
} from "./format.ts";
import { LeftOut } from "./left-out.ts";
import { farAway, isNear, placeLost, type Place } from "./places.ts";

/** Longest graph file that is read, in UTF-16 units: pictures inside it included. */
export const MAX_GRAPH_LENGTH = 8_000_000;
export const MAX_NODES = 1000;
const MAX_LINKS = 10_000;
/** Longest name of a type, a socket or a param. */
const MAX_NAME = 100;
const FORBIDDEN = new Set(["__proto__", "prototype", "constructor"]);
const ID = /^[A-Za-z0-9_-]{1,64}$/;

type Json = null | boolean | number | string | Json[] | JsonObject;
type JsonObject = { [key: string]: Json };

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isNumber = (value: Json | undefined): value is number => typeof value === "number" && Number.isFinite(value);

/** What `parseGraph` gives: the graph, and what it dropped or changed on the way in. */
export interface ParsedGraph {
  readonly graph: GraphFile;
  readonly notes: readonly Problem[];
}

/**
 * Reads a graph from JSON text. Only known keys are taken over and every value is checked, so a file is data and
 * nothing else; what does not fit is dropped and said. Node types that are not known keep their params and wires.
 *
 * @throws UserError when nothing can be read: too large, not JSON, not a graph, a newer version.
 */
export function parseGraph(text: string, registry: Registry): ParsedGraph {
  if (text.length > MAX_GRAPH_LENGTH) {
    const size = `${(text.length / 1e6).toFixed(1)} MB`;
    throw new UserError(
      problem(
        "too-large",
        { en: `The graph file has ${size}; at most 8 MB are read.`, zh: `图文件有 ${size}，最多读取 8 MB。` },
        { en: "Keep pictures in files of their own.", zh: "请把图片另存为单独的文件。" },
      ),
    );
  }
  const root = readRoot(text);
  const notes = new LeftOut();
  checkHeader(root);
  const read = readNodes(root["nodes"], registry, notes);
  const links = readLinks(root["links"], notes);
  const nodes = placed(read, links, notes);
  const groups = readList(root["groups"], (g) => readGroup(g), "groups", notes);
  const remarks = readList(root["notes"], (n) => readNote(n), "notes", notes);
  const view = readView(root["view"]);
  if (root["view"] !== undefined && view === undefined) notes.add('"view"');
  const meta = readMeta(root["meta"]);
  for (const key of Object.keys(root)) {
    if (
      !["format", "version", "nodes", "links", "groups", "notes", "view", "meta", "fragment", "$schema"].includes(key)
    ) {
      notes.add(`"${key.slice(0, 60)}"`);
    }
  }
  const graph: GraphFile = {
    format: "repaint-graph",
    version: 1,
    nodes,
    links,
    ...(groups.length > 0 && { groups }),
    ...(remarks.length > 0 && { notes: remarks }),
    ...(view && { view }),
    ...(meta && { meta }),
  };
  return { graph, notes: notes.notes };
}

/** Writes a graph as JSON text: one node and one link a line, so that files compare well. */
export function serializeGraph(graph: GraphFile): string {
  const list = (items: readonly object[]): string =>
    items.length === 0 ? "[]" : `[\n    ${items.map((item) => JSON.stringify(item)).join(",\n    ")}\n  ]`;
  const entries = [
    `"format": ${JSON.stringify(graph.format)}`,
    `"version": ${graph.version}`,
    ...(graph.meta ? [`"meta": ${JSON.stringify(graph.meta)}`] : []),
    `"nodes": ${list(graph.nodes.map(orderedNode))}`,
    `"links": ${list(graph.links)}`,
    ...(graph.groups?.length ? [`"groups": ${list(graph.groups)}`] : []),
    ...(graph.notes?.length ? [`"notes": ${list(graph.notes)}`] : []),
    ...(graph.view ? [`"view": ${JSON.stringify(graph.view)}`] : []),
  ];
  return `{\n  ${entries.join(",\n  ")}\n}\n`;
}

function orderedNode(node: GraphNode): object {
  const { id, type, v, pos, params, title, note } = node;
  const place = pos.map((x) => Math.round(x * 10) / 10);
  return {
    id,
    type,
    v,
    pos: place,
    params,
    ...(title !== undefined && { title }),
    ...(note !== undefined && { note }),
  };
}

function readRoot(text: string): JsonObject {
  const root = jsonOf(text);
  const found = forbiddenKey(root);
  if (found !== undefined) {
    throw new UserError(
      problem(
        "forbidden-key",
        { en: `The file has a key "${found}", which no graph has.`, zh: `文件里有键 "${found}"，任何图都不含此键。` },
        {
          en: "Do not open it: it was made to harm the program that reads it.",
          zh: "请勿打开：它意在破坏读取它的程序。",
        },
      ),
    );
  }
  if (!isObject(root)) throw notAGraph(Array.isArray(root) ? "a list" : typeof root);
  return root;
}

function jsonOf(text: string): Json {
  try {
    return readJson(text) as Json;
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const { en, zh } = error.reason;
    throw new UserError(
      problem(
        "not-json",
        { en: `This is not JSON: ${en}.`, zh: `这不是 JSON：${zh}。` },
        {
          en: "Save the graph again, or take the file it came from: it may have been cut short on the way.",
          zh: "请重新保存该图，或取回原文件：它可能在传输中被截断。",
        },
      ),
    );
  }
}

/** A key that leads to the prototypes of the program, wherever in the file it stands. */
function forbiddenKey(value: Json): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  for (const key in value) {
    const found = FORBIDDEN.has(key) ? key : forbiddenKey((value as JsonObject)[key] ?? null);
    if (found !== undefined) return found;
  }
  return undefined;
}

function notAGraph(found: string): UserError {
  return new UserError(
    problem(
      "not-a-graph",
      {
        en: `This JSON is not a repaint-graph: expected an object with "format": "repaint-graph", found ${found}.`,
        zh: `这段 JSON 不是 repaint-graph 图：应为含 "format": "repaint-graph" 的对象，却是 ${found}。`,
      },
      { en: "Choose a graph that was saved by this editor.", zh: "请选择由本编辑器保存的图。" },
    ),
  );
}

function checkHeader(root: JsonObject): void {
  const format = root["format"];
  if (format !== "repaint-graph") {
    const foreign = foreignGraph(root);
    throw foreign ? new UserError(foreign) : notAGraph(`"format": ${shown(format)}`);
  }
  const version = root["version"];
  if (version !== 1) {
    const came = shown(version);
    throw new UserError(
      problem(
        "unknown-version",
        {
          en: `The graph has format version ${came}; this program reads version 1.`,
          zh: `图的格式版本是 ${came}，本程序读取版本 1。`,
        },
        { en: "Use a newer repaint-graph for it.", zh: "请使用更新的 repaint-graph。" },
      ),
    );
  }
  if (!Array.isArray(root["nodes"])) throw notAGraph('no list "nodes"');
}

const shown = (value: Json | undefined): string => (JSON.stringify(value) ?? "nothing").slice(0, 60);

interface ReadNodes {
  readonly nodes: readonly GraphNode[];
  /** Nodes whose place is missing, or beyond all canvases. */
  readonly lost: ReadonlySet<string>;
  readonly far: readonly string[];
}

function readNodes(list: Json | undefined, registry: Registry, notes: LeftOut): ReadNodes {
  const nodes = new Map<string, GraphNode>();
  const lost = new Set<string>();
  const far: string[] = [];
  for (const [i, entry] of (Array.isArray(list) ? list : []).entries()) {
    const node = nodes.size < MAX_NODES ? readNode(entry, registry, notes) : undefined;
    if (nodes.size >= MAX_NODES) notes.add(`nodes[${i}], beyond ${MAX_NODES} nodes,`);
    else if (!node) notes.add(`nodes[${i}]`);
    else if (nodes.has(node.id)) notes.add(`nodes[${i}], a second "${node.id}",`);
    else {
      nodes.set(node.id, node);
      const place = isObject(entry) ? placeOf(entry["pos"]) : undefined;
      if (place === undefined || place === "far") lost.add(node.id);
      if (place === "far") far.push(node.id);
    }
  }
  return { nodes: [...nodes.values()], lost, far };
}

function placed({ nodes, lost, far }: ReadNodes, links: readonly GraphLink[], notes: LeftOut): readonly GraphNode[] {
  if (far.length > 0) notes.note(farAway(far));
  return placeLost(nodes, links, lost);
}

/** Where a node lies; undefined where the file says nothing that could be one. */
function placeOf(pos: Json | undefined): Place | "far" | undefined {
  const [x, y] = Array.isArray(pos) ? pos : [];
  if (typeof x !== "number" || typeof y !== "number") return undefined;
  return isNear(x) && isNear(y) ? [x, y] : "far";
}

function readNode(entry: Json, registry: Registry, notes: LeftOut): GraphNode | undefined {
  if (!isObject(entry)) return undefined;
  const { id, type, v, pos, title, note } = entry;
  if (typeof id !== "string" || !ID.test(id) || typeof type !== "string" || type.length > MAX_NAME) return undefined;
  const version = isNumber(v) ? v : 1;
  const definition = registry.get(type);
  let raw: Record<string, unknown> = isObject(entry["params"]) ? { ...entry["params"] } : {};
  const old = definition !== undefined && version < definition.v && definition.migrate !== undefined;
  if (old && definition.migrate) raw = definition.migrate(version, raw);
  const params: Record<string, ParamValue> = {};
  for (const [name, value] of Object.entries(raw)) {
    if (isParam(value) && name.length <= MAX_NAME) params[name] = value;
    else notes.add(`${id}.${name.slice(0, 60)}`, id);
  }
  const place = placeOf(pos);
  return {
    id,
    type,
    v: old && definition ? definition.v : version,
    pos: place === undefined || place === "far" ? [0, 0] : place,
    params,
    ...(typeof title === "string" && { title: title.slice(0, 200) }),
    ...(typeof note === "string" && { note: note.slice(0, 10_000) }),
  };
}

/** JSON's 1e999 is read as infinity, which no file can say again. */
const isParam = (value: unknown): value is ParamValue =>
  typeof value === "string" || typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));

function readLinks(list: Json | undefined, notes: LeftOut): GraphLink[] {
  const links: GraphLink[] = [];
  for (const [i, entry] of (Array.isArray(list) ? list.slice(0, MAX_LINKS) : []).entries()) {
    const names = Array.isArray(entry) ? entry : [];
    const strings = names.filter((part) => typeof part === "string" && part.length <= MAX_NAME) as string[];
    const [from, output, to, input] = strings;
    if (strings.length === 4 && from !== undefined && output !== undefined && to !== undefined && input !== undefined) {
      links.push([from, output, to, input]);
    } else notes.add(`links[${i}]`);
  }
  return links;
}

function readList<T>(list: Json | undefined, read: (entry: Json) => T | undefined, name: string, notes: LeftOut): T[] {
  const result: T[] = [];
  for (const [i, entry] of (Array.isArray(list) ? list.slice(0, 1000) : []).entries()) {
    const item = read(entry);
    if (item === undefined) notes.add(`${name}[${i}]`);
    else result.push(item);
  }
  return result;
}

function readRect(value: Json | undefined): readonly [number, number, number, number] | undefined {
  if (!Array.isArray(value)) return undefined;
  const [x, y, width, height] = value;
  const all = isNumber(x) && isNumber(y) && isNumber(width) && isNumber(height);
  return all && [x, y, width, height].every(isNear) ? [x, y, width, height] : undefined;
}

function readGroup(entry: Json): GraphGroup | undefined {
  if (!isObject(entry)) return undefined;
  const rect = readRect(entry["rect"]);
  const title = entry["title"];
  const colour = groupColours.find((name) => name === entry["colour"]);
  if (!rect || typeof title !== "string") return undefined;
  return { title: title.slice(0, 200), ...(colour && { colour }), rect };
}

function readNote(entry: Json): GraphNote | undefined {
  if (!isObject(entry)) return undefined;
  const rect = readRect(entry["rect"]);
  const text = entry["text"];
  return rect && typeof text === "string" ? { text: text.slice(0, 10_000), rect } : undefined;
}

function readView(value: Json | undefined): GraphFile["view"] {
  if (!isObject(value)) return undefined;
  const { x, y, scale } = value;
  if (!isNumber(x) || !isNumber(y) || !isNumber(scale)) return undefined;
  return isNear(x) && isNear(y) && scale >= 0.01 && scale <= 100 ? { x, y, scale } : undefined;
}

function readMeta(value: Json | undefined): GraphMeta | undefined {
  if (!isObject(value)) return undefined;
  const word = (entry: Json | undefined, most = 1000): string | undefined =>
    typeof entry === "string" ? entry.slice(0, most) : undefined;
  const text = (key: string, most: number): { en: string; zh: string } | undefined => {
    const entry = value[key];
    const [one, other] = isObject(entry) ? [entry["en"], entry["zh"]] : [entry, entry];
    const en = word(one, most);
    return en === undefined ? undefined : { en, zh: word(other, most) ?? en };
  };
  const meta = {
    title: text("title", 200),
    about: text("about", 10_000),
    author: word(value["author"]),
    licence: word(value["licence"]),
    created: word(value["created"]),
  };
  return Object.fromEntries(Object.entries(meta).filter(([, entry]) => entry !== undefined)) as GraphMeta;
}
