import { isNumber, isObject, type Json } from "../json.ts";
import type { ParamValue, Registry } from "../node.ts";
import type { GraphLink, GraphNode } from "./format.ts";
import type { LeftOut } from "./left-out.ts";
import { farAway, isNear, placeLost, type Place } from "./places.ts";

export const MAX_NODES = 1000;
const MAX_LINKS = 10_000;
/** Longest name of a type, a socket or a param. */
const MAX_NAME = 100;
const ID = /^[A-Za-z0-9_-]{1,64}$/;
/** Where a node's noise is drawn from, if that is not its id. */
const NOISE = /^[A-Za-z0-9_/-]{0,1100}$/;

interface ReadNodes {
  readonly nodes: readonly GraphNode[];
  /** Nodes whose place is missing, or beyond all canvases. */
  readonly lost: ReadonlySet<string>;
  readonly far: readonly string[];
}

/** Nodes as a file lists them; what is none is left out and said. */
export function readNodes(list: Json | undefined, registry: Registry, notes: LeftOut): ReadNodes {
  const nodes = new Map<string, GraphNode>();
  const lost = new Set<string>();
  const far: string[] = [];
  const entries = Array.isArray(list) ? list : [];
  for (const [i, entry] of entries.entries()) {
    if (nodes.size >= MAX_NODES) {
      notes.rest("nodes", MAX_NODES, i, entries.length);
      break;
    }
    const node = readNode(entry, registry, notes);
    if (!node) notes.add(`nodes[${i}]`);
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

/** The nodes, those without a place arranged. */
export function placed(
  { nodes, lost, far }: ReadNodes,
  links: readonly GraphLink[],
  notes: LeftOut,
): readonly GraphNode[] {
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
  const { id, type, v, pos, title, note, noise } = entry;
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
    ...(typeof noise === "string" && NOISE.test(noise) && { noise }),
  };
}

/** JSON's 1e999 is read as infinity, which no file can say again. */
const isParam = (value: unknown): value is ParamValue =>
  typeof value === "string" || typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));

/** Wires as a file lists them: four names each. */
export function readLinks(list: Json | undefined, notes: LeftOut): GraphLink[] {
  const links: GraphLink[] = [];
  const entries = Array.isArray(list) ? list : [];
  if (entries.length > MAX_LINKS) notes.rest("links", MAX_LINKS, MAX_LINKS, entries.length);
  for (const [i, entry] of entries.slice(0, MAX_LINKS).entries()) {
    const names = Array.isArray(entry) ? entry : [];
    const strings = names.filter((part) => typeof part === "string" && part.length <= MAX_NAME) as string[];
    const [from, output, to, input] = strings;
    if (strings.length === 4 && from !== undefined && output !== undefined && to !== undefined && input !== undefined) {
      links.push([from, output, to, input]);
    } else notes.add(`links[${i}]`);
  }
  return links;
}
