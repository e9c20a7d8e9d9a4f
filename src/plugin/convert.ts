import { parseGraph, type ParsedGraph } from "../runtime/graph/parse.ts";
import type { GraphFile, GraphNode } from "../runtime/graph/format.ts";
import type { Registry } from "../runtime/node.ts";
import { problem, UserError, warning, type Problem } from "../runtime/problem.ts";
import type { Language } from "../runtime/text.ts";
import { HOST_ROOM, ID_PROPERTY } from "./host.ts";
import { outputType } from "./register.ts";

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/**
 * The graph in what a host has saved (`graph.serialize()`). Wires are taken by the names of their sockets and params by
 * theirs; nodes of other programs are left out and said. What comes is checked as any file is.
 *
 * @throws UserError when it is nothing that a host saves.
 */
export function fromHost(saved: unknown, registry: Registry): ParsedGraph {
  if (!isFields(saved) || !Array.isArray(saved["nodes"])) throw notAHost();
  const notes: Problem[] = [];
  const ids = new Map<unknown, string>();
  const sockets = new Map<string, Fields>();
  const nodes: object[] = [];
  for (const node of list(saved["nodes"]).filter(isFields)) {
    const type = String(node["type"]);
    if (!type.startsWith(HOST_ROOM)) {
      notes.push(leftOut(type));
      continue;
    }
    const id = idOf(node, type, new Set(ids.values()));
    ids.set(String(node["id"]), id);
    sockets.set(id, node);
    nodes.push(nodeOf(node, id, type.slice(HOST_ROOM.length), registry));
  }
  const links = list(hostLinks(saved["links"])).flatMap((link) => linkOf(link, ids, sockets));
  const text = JSON.stringify({ format: "repaint-graph", version: 1, nodes, links });
  const parsed = parseGraph(text, registry);
  return { graph: parsed.graph, notes: [...notes, ...parsed.notes] };
}

/** A host may keep its links as a list or by their ids. */
const hostLinks = (links: unknown): unknown =>
  isFields(links) && !Array.isArray(links) ? Object.values(links) : links;

function idOf(node: Fields, type: string, taken: ReadonlySet<string>): string {
  const properties = node["properties"];
  const given = isFields(properties) ? properties[ID_PROPERTY] : undefined;
  const stem = type.split("/").at(-1) ?? "node";
  let id = typeof given === "string" && /^[A-Za-z0-9_-]{1,64}$/.test(given) ? given : `${stem}-${String(node["id"])}`;
  id = id.replace(/[^A-Za-z0-9_-]/g, "").slice(0, 60);
  for (let n = 2; taken.has(id); n++) id = `${stem}-${String(node["id"]).slice(0, 20)}-${n}`;
  return id;
}

function nodeOf(node: Fields, id: string, type: string, registry: Registry): object {
  const definition = registry.get(type);
  const properties = isFields(node["properties"]) ? node["properties"] : {};
  const known = Object.entries(properties).filter(([name]) =>
    definition ? definition.params.some((param) => param.name === name) : name !== ID_PROPERTY,
  );
  const pos = isFields(node["pos"]) ? [node["pos"][0], node["pos"][1]] : [0, 0];
  return { id, type, v: definition?.v ?? 1, pos, params: Object.fromEntries(known) };
}

/** `[id, from, slot, to, slot, type]`, or the same by names. */
function linkOf(link: unknown, ids: ReadonlyMap<unknown, string>, nodes: ReadonlyMap<string, Fields>): string[][] {
  if (!isFields(link)) return [];
  const named = ["id", "origin_id", "origin_slot", "target_id", "target_slot"].map((key) => link[key]);
  const [, from, output, to, input] = Array.isArray(link) ? (link as readonly unknown[]) : named;
  const [a, b] = [ids.get(String(from)), ids.get(String(to))];
  const start = a === undefined ? undefined : slotName(nodes.get(a), "outputs", output);
  const end = b === undefined ? undefined : slotName(nodes.get(b), "inputs", input);
  if (a === undefined || b === undefined || start === undefined || end === undefined) return [];
  return [[a, start, b, end]];
}

function slotName(node: Fields | undefined, side: "inputs" | "outputs", index: unknown): string | undefined {
  const slot = list(node?.[side])[Number(index)];
  return isFields(slot) && typeof slot["name"] === "string" ? slot["name"] : undefined;
}

/** A graph as a host reads it (`graph.configure(…)`), once `registerNodes` has been there. */
export function toHost(graph: GraphFile, registry: Registry, language: Language = "en"): object {
  const numbers = new Map(graph.nodes.map((node, i) => [node.id, i + 1]));
  const wires = graph.links.map(([from, output, to, input], i) => ({ id: i + 1, from, output, to, input }));
  const nodes = graph.nodes.map((node, order) => {
    const definition = registry.get(node.type);
    const inputs = (definition?.inputs ?? []).map(({ name, types, title }) => {
      const link = wires.find((wire) => wire.to === node.id && wire.input === name)?.id ?? null;
      return { name, label: title[language], type: types.join(), link };
    });
    const outputs = (definition?.outputs ?? []).map((socket) => {
      const links = wires.filter((wire) => wire.from === node.id && wire.output === socket.name).map(({ id }) => id);
      const label = socket.title[language];
      return { name: socket.name, label, type: definition ? outputType(socket, definition) : "*", links };
    });
    return {
      ...frame(node, numbers.get(node.id) ?? 0, order),
      size: [210, 20 * Math.max(inputs.length, outputs.length, 1) + 24 * (definition?.params.length ?? 0) + 12],
      inputs,
      outputs,
      properties: propertiesOf(node, registry),
    };
  });
  const slot = (id: string, side: "inputs" | "outputs", name: string): number =>
    registry.get(graph.nodes.find((node) => node.id === id)?.type ?? "")?.[side].findIndex((s) => s.name === name) ??
    -1;
  const links = wires
    .map(({ id, from, output, to, input }) => {
      const [start, end] = [slot(from, "outputs", output), slot(to, "inputs", input)];
      const type = nodes[(numbers.get(from) ?? 0) - 1]?.outputs[start]?.type ?? "*";
      return [id, numbers.get(from) ?? 0, start, numbers.get(to) ?? 0, end, type] as const;
    })
    .filter(([, , start, , end]) => start >= 0 && end >= 0);
  const last = { last_node_id: nodes.length, last_link_id: wires.length };
  return { ...last, nodes, links, groups: [], config: {}, extra: {}, version: 0.4 };
}

function frame({ type, pos }: GraphNode, id: number, order: number): object {
  return { id, type: HOST_ROOM + type, pos: [...pos], flags: {}, order, mode: 0 };
}

function propertiesOf(node: GraphNode, registry: Registry): Record<string, unknown> {
  const defaults = (registry.get(node.type)?.params ?? []).map((param) => [param.name, param.default]);
  return { ...Object.fromEntries(defaults), ...node.params, [ID_PROPERTY]: node.id };
}

function leftOut(type: string): Problem {
  const name = type.slice(0, 60);
  return warning(
    "foreign-node",
    {
      en: `The node “${name}” is not one of repaint-graph and was left out.`,
      zh: `节点“${name}”不属于 repaint-graph，已略去。`,
    },
    {
      en: "Replace it by nodes under repaint-graph/, where it is needed.",
      zh: "若需要，请用 repaint-graph/ 下的节点代替。",
    },
  );
}

function notAHost(): UserError {
  return new UserError(
    problem(
      "not-a-host-graph",
      {
        en: "This is not what a litegraph editor saves: it has no nodes.",
        zh: "这不是 litegraph 编辑器保存的内容：没有节点。",
      },
      { en: "Hand in the result of graph.serialize().", zh: "请传入 graph.serialize() 的结果。" },
    ),
  );
}
