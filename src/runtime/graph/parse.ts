import type { Registry } from "../node.ts";
import { isNumber, isObject, JsonError, readJson, type Json, type JsonObject } from "../json.ts";
import { problem, UserError, type Problem } from "../problem.ts";
import { foreignGraph } from "./foreign.ts";
import { groupColours, type GraphFile, type GraphGroup, type GraphMeta, type GraphNote } from "./format.ts";
import { ownType } from "../own/identity.ts";
import { fullyTyped, readDefinitions } from "../own/read.ts";
import { written } from "../own/write.ts";
import { LeftOut } from "./left-out.ts";
import { orderedNode } from "./ordered.ts";
import { isNear } from "./places.ts";
import { placed, readLinks, readNodes } from "./read-nodes.ts";

/** Longest graph file that is read, in UTF-16 units: pictures inside it included. */
export const MAX_GRAPH_LENGTH = 8_000_000;
const FORBIDDEN = new Set(["__proto__", "prototype", "constructor"]);

const KEYS = "format version nodes links definitions groups notes view meta fragment $schema".split(" ");

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
  const definitions = readDefinitions(root["definitions"], registry, notes);
  const read = readNodes(root["nodes"], registry, notes);
  const links = readLinks(root["links"], notes);
  const nodes = fullyTyped(placed(read, links, notes), definitions);
  const groups = readList(root["groups"], (g) => readGroup(g), "groups", notes);
  const remarks = readList(root["notes"], (n) => readNote(n), "notes", notes);
  const view = readView(root["view"]);
  if (root["view"] !== undefined && view === undefined) notes.add('"view"');
  const meta = readMeta(root["meta"]);
  for (const key of Object.keys(root)) {
    if (!KEYS.includes(key)) notes.add(`"${key.slice(0, 60)}"`);
  }
  const graph: GraphFile = {
    format: "repaint-graph",
    version: 1,
    nodes,
    links,
    ...(definitions.length > 0 && { definitions }),
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
    ...(graph.definitions?.length ? [`"definitions": ${list(graph.definitions.map(written))}`] : []),
    ...(graph.groups?.length ? [`"groups": ${list(graph.groups)}`] : []),
    ...(graph.notes?.length ? [`"notes": ${list(graph.notes)}`] : []),
    ...(graph.view ? [`"view": ${JSON.stringify(graph.view)}`] : []),
  ];
  return `{\n  ${entries.join(",\n  ")}\n}\n`;
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
  const opened = entry["opened"];
  const isOwn = typeof opened === "string" && ownType(opened) !== undefined;
  return { title: title.slice(0, 200), ...(colour && { colour }), ...(isOwn && { opened }), rect };
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
