import type { End, GraphNode, OwnBody, OwnBodyParam } from "../graph/format.ts";
import type { LeftOut } from "../graph/left-out.ts";
import { placed, readLinks, readNodes } from "../graph/read-nodes.ts";
import { paramSocket } from "../graph/wiring.ts";
import type { Json, JsonObject } from "../json.ts";
import type { InputSocket, NodeDefinition, Registry } from "../node.ts";
import { fault, shown } from "./faults.ts";
import { checkUnique, portsOf, rangeOf, textOf, wordsOf, type Port } from "./read-parts.ts";

/**
 * A node of nodes.
 *
 * @param registry with the types that stand inside it.
 * @param resolve the full type of a node inside.
 * @throws UserError with why it cannot be one.
 */
export function readBody(
  name: string,
  entry: JsonObject,
  registry: Registry,
  resolve: (type: string) => string,
  notes: LeftOut,
): OwnBody {
  const read = readNodes(entry["nodes"], registry, notes);
  const links = readLinks(entry["links"], notes);
  const nodes = placed(read, links, notes).map((node) => ({ ...node, type: resolve(node.type) }));
  if (nodes.length === 0) throw fault("empty", name, "there is no node in it", "其中没有节点");
  const inside = new Ends(name, nodes, registry);
  for (const [from, , to] of links) {
    const lost = [from, to].find((id) => !inside.has(id));
    if (lost === undefined) continue;
    throw fault(
      "wire",
      name,
      `a wire in it leads to "${shown(lost)}", which it does not hold`,
      `其中一条连线指向它没有的 "${shown(lost)}"`,
    );
  }
  const wired = new Set(links.map(([, , to, input]) => `${to}.${input}`));
  const inputs = portsOf(name, entry["inputs"], "inputs").map((port) => inputOf(name, port, inside, wired));
  const outputs = portsOf(name, entry["outputs"], "outputs").map((port) => {
    const from = endOf(name, port, port.entry["from"]);
    inside.output(port, from);
    return { name: port.name, ...titleOf(port), from };
  });
  const params = portsOf(name, entry["params"], "params").map((port) => paramOf(name, port, inside));
  checkUnique(
    name,
    [...inputs, ...params].map((port) => port.name),
  );
  checkUnique(
    name,
    outputs.map((port) => port.name),
  );
  return { name, ...wordsOf(entry, name), inputs, outputs, params, nodes, links };
}

function titleOf({ entry }: Port) {
  const title = textOf(entry["title"]);
  return title ? { title } : {};
}

function inputOf(owner: string, port: Port, inside: Ends, wired: Set<string>): OwnBody["inputs"][number] {
  const given = port.entry["to"];
  const list = Array.isArray(given) && Array.isArray(given[0]) ? given : [given ?? null];
  const to = list.map((end) => endOf(owner, port, end));
  const sockets = to.map((end) => inside.input(port, end));
  const types = sockets[0]?.types.filter((type) => sockets.every((socket) => socket.types.includes(type))) ?? [];
  if (types.length === 0) {
    throw fault(
      "type",
      owner,
      `nothing can be wired to its input ${port.name}: the sockets that it leads to take different types`,
      `输入 ${port.name} 无法接线：它通向的接口类型不同`,
    );
  }
  for (const [id, socket] of to) {
    const key = `${id}.${socket}`;
    if (wired.has(key)) {
      throw fault(
        "wired-twice",
        owner,
        `its input ${port.name} leads to ${key}, into which something leads already`,
        `输入 ${port.name} 通向 ${key}，而那里已有连线`,
      );
    }
    wired.add(key);
  }
  return { name: port.name, ...titleOf(port), to };
}

function paramOf(owner: string, port: Port, inside: Ends): OwnBodyParam {
  const of = endOf(owner, port, port.entry["of"]);
  const param = inside.param(port, of);
  const help = textOf(port.entry["help"], 2000);
  const read = { name: port.name, ...titleOf(port), ...(help && { help }), of };
  if (param.kind !== "number") return read;
  const { min, max } = rangeOf(owner, port, param);
  const value = inside.value(of) ?? param.default;
  if (typeof value === "number" && (value < min || value > max)) {
    throw fault(
      "param-default",
      owner,
      `its param ${port.name} is ${value} inside, expected a number from ${min} to ${max}`,
      `参数 ${port.name} 在内部的值是 ${value}，应为 ${min} 到 ${max} 的数`,
    );
  }
  return { ...read, ...(min !== param.min && { min }), ...(max !== param.max && { max }) };
}

function endOf(owner: string, { name }: Port, value: Json | undefined): End {
  const [node, socket, ...more] = Array.isArray(value) ? value : [];
  if (typeof node === "string" && typeof socket === "string" && more.length === 0) return [node, socket];
  throw fault(
    "end",
    owner,
    `${name} leads to ${shown(value)}, expected ["node", "socket"]`,
    `${name} 通向 ${shown(value)}，应为 ["节点", "接口"]`,
  );
}

/** Sockets and params of the nodes inside; each that is not there is a fault. */
class Ends {
  private readonly owner: string;
  private readonly registry: Registry;
  private readonly nodes: ReadonlyMap<string, GraphNode>;

  constructor(owner: string, nodes: readonly GraphNode[], registry: Registry) {
    this.owner = owner;
    this.registry = registry;
    this.nodes = new Map(nodes.map((node) => [node.id, node]));
  }

  has(id: string): boolean {
    return this.nodes.has(id);
  }

  value([id, name]: End): unknown {
    return this.nodes.get(id)?.params[name];
  }

  input(port: Port, end: End): InputSocket {
    const definition = this.definition(port, end);
    return (
      definition.inputs.find(({ name }) => name === end[1]) ??
      paramSocket(definition, end[1]) ??
      this.missing(port, end, "input", "输入")
    );
  }

  output(port: Port, end: End): void {
    const found = this.definition(port, end).outputs.some(({ name }) => name === end[1]);
    if (!found) this.missing(port, end, "output", "输出");
  }

  param(port: Port, end: End): NodeDefinition["params"][number] {
    return (
      this.definition(port, end).params.find(({ name }) => name === end[1]) ?? this.missing(port, end, "param", "参数")
    );
  }

  private definition(port: Port, [id, socket]: End): NodeDefinition {
    const node = this.nodes.get(id);
    if (!node) return this.missing(port, [id, socket], "node", "节点");
    const definition = this.registry.get(node.type);
    if (definition) return definition;
    throw fault(
      "unknown-type",
      this.owner,
      `${port.name} leads to ${shown(id)}, whose type "${shown(node.type)}" is not known here`,
      `${port.name} 通向 ${shown(id)}，其类型 "${shown(node.type)}" 在此未知`,
    );
  }

  private missing(port: Port, end: End, en: string, zh: string): never {
    const name = shown(end.join("."));
    throw fault(
      "end",
      this.owner,
      `${port.name} leads to ${name}, and there is no such ${en}`,
      `${port.name} 通向 ${name}，但没有这样的${zh}`,
    );
  }
}
