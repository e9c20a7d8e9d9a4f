import {
  isBody,
  type End,
  type GraphFile,
  type GraphLink,
  type GraphNode,
  type OwnBody,
  type OwnBodyParam,
} from "../graph/format.ts";
import { paramSocket } from "../graph/wiring.ts";
import type { Registry } from "../node.ts";
import type { Text } from "../text.ts";
import { typeOf } from "./identity.ts";
import { corner } from "./open.ts";
import { registryOf } from "./registry.ts";

export interface Folding {
  /** kebab-case name of the new type. */
  readonly name: string;
  readonly title: Text;
  /** Id of the node that the selection becomes. */
  readonly id: string;
  /** Params that it shows. */
  readonly shown: readonly End[];
  /** What it was before it was opened: its sockets keep their names and words. */
  readonly former?: OwnBody;
}

/**
 * Folds nodes into one: every wire that is cut becomes a socket, and nothing else changes, the noise included.
 */
export function fold(graph: GraphFile, base: Registry, ids: ReadonlySet<string>, folding: Folding): GraphFile {
  const registry = registryOf(graph, base);
  const inside = graph.nodes.filter(({ id }) => ids.has(id));
  const { id, former } = folding;
  const cut = new Cut(graph, registry, ids, former);
  const [left, top] = corner(inside);
  const { nodes, noise } = withoutPrefix(inside, new Set(graph.definitions?.filter(isBody).map(typeOf)));
  const body: OwnBody = {
    name: folding.name,
    title: folding.title,
    help: former?.help ?? { en: "", zh: "" },
    ...(former?.source !== undefined && { source: former.source }),
    inputs: cut.inputs,
    outputs: cut.outputs,
    params: shownParams(inside, registry, folding),
    nodes: nodes.map((node) => ({ ...node, pos: [node.pos[0] - left, node.pos[1] - top] })),
    links: graph.links.filter(([from, , to]) => ids.has(from) && ids.has(to)),
  };
  const node: GraphNode = { id, type: typeOf(body), v: 1, pos: [left, top], params: {}, noise };
  const first = graph.nodes.findIndex((one) => ids.has(one.id));
  const rest = graph.nodes.filter((one) => !ids.has(one.id));
  return {
    ...graph,
    nodes: [...rest.slice(0, first), node, ...rest.slice(first)],
    links: cut.links(id),
    definitions: withDefinition(graph.definitions ?? [], body),
  };
}

/**
 * The nodes without what the keys of their noise have in common before their ids, which the folded node has instead: so they draw
 * what they drew outside.
 */
function withoutPrefix(nodes: readonly GraphNode[], bodies: ReadonlySet<string>) {
  const tail = (node: GraphNode): string => node.id + (bodies.has(node.type) ? "/" : "");
  const prefixes = new Set(
    nodes.map((node) => {
      const key = node.noise ?? tail(node);
      return key.endsWith(tail(node)) ? key.slice(0, key.length - tail(node).length) : undefined;
    }),
  );
  const [noise = "", ...others] = prefixes;
  if (others.length > 0 || noise === "") return { nodes, noise: "" };
  return { nodes: nodes.map(({ noise: _, ...node }): GraphNode => node), noise };
}

function withDefinition(definitions: NonNullable<GraphFile["definitions"]>, body: OwnBody) {
  const type = typeOf(body);
  return definitions.some((one) => typeOf(one) === type) ? definitions : [...definitions, body];
}

/** The sockets that the wires across an edge make, and those wires. */
class Cut {
  readonly inputs: readonly OwnBody["inputs"][number][];
  readonly outputs: readonly OwnBody["outputs"][number][];
  private readonly graph: GraphFile;
  private readonly ids: ReadonlySet<string>;

  constructor(graph: GraphFile, registry: Registry, ids: ReadonlySet<string>, former: OwnBody | undefined) {
    this.graph = graph;
    this.ids = ids;
    const typeOfNode = new Map(graph.nodes.map((node) => [node.id, node.type]));
    const socket = ([id, name]: End) => {
      const definition = registry.get(typeOfNode.get(id) ?? "");
      return definition?.inputs.find((one) => one.name === name) ?? (definition && paramSocket(definition, name));
    };
    const incoming = new Map<string, End[]>();
    const outgoing = new Map<string, End>();
    for (const [from, output, to, input] of graph.links) {
      const ends: End = [to, input];
      // What closes a loop stays apart from what begins it.
      const key = `${from}.${output}.${socket(ends)?.feedback === true}`;
      if (!ids.has(from) && ids.has(to)) incoming.set(key, [...(incoming.get(key) ?? []), ends]);
      if (ids.has(from) && !ids.has(to)) outgoing.set(`${from}.${output}`, [from, output]);
    }
    const inputNames = new Set<string>();
    this.inputs = [...incoming.values()].map((to) => {
      const known = former?.inputs.find((port) => port.to.some((end) => to.some((one) => isSame(one, end))));
      const [first = ["", "input"] as const] = to;
      const name = freeName(known?.name ?? first[1], inputNames);
      return { name, ...(known?.title && { title: known.title }), to };
    });
    const outputNames = new Set<string>();
    this.outputs = [...outgoing.values()].map((from) => {
      const known = former?.outputs.find((port) => isSame(port.from, from));
      const name = freeName(known?.name ?? from[1], outputNames);
      return { name, ...(known?.title && { title: known.title }), from };
    });
  }

  /** The wires outside, led to the sockets of the node `id`. */
  links(id: string): readonly GraphLink[] {
    const found = new Map<string, GraphLink>();
    for (const [from, output, to, input] of this.graph.links) {
      if (this.ids.has(from) && this.ids.has(to)) continue;
      const out = this.outputs.find((port) => this.ids.has(from) && isSame(port.from, [from, output]));
      const into = this.inputs.find((port) => port.to.some((end) => this.ids.has(to) && isSame(end, [to, input])));
      const link: GraphLink = [out ? id : from, out?.name ?? output, into ? id : to, into?.name ?? input];
      found.set(link.join(" "), link);
    }
    return [...found.values()];
  }
}

const isSame = (a: End, b: End): boolean => a[0] === b[0] && a[1] === b[1];

function shownParams(nodes: readonly GraphNode[], registry: Registry, { shown, former }: Folding): OwnBodyParam[] {
  const names = new Set<string>();
  return shown.flatMap((of): OwnBodyParam[] => {
    const node = nodes.find(({ id }) => id === of[0]);
    const param = registry.get(node?.type ?? "")?.params.find(({ name }) => name === of[1]);
    if (!node || !param) return [];
    const known = former?.params.find((one) => isSame(one.of, of));
    const { name: _, of: __, ...words } = known ?? { name: "", of };
    return [{ name: freeName(known?.name ?? of[1], names), ...words, of }];
  });
}

/** A name that is not taken, and is one: letters, digits and `_`. */
function freeName(wanted: string, taken: Set<string>): string {
  const stem = wanted.replace(/[^A-Za-z0-9_]/g, "_").replace(/^[^A-Za-z]+/, "") || "socket";
  let name = stem.slice(0, 36);
  for (let n = 2; taken.has(name); n++) name = `${stem.slice(0, 36)}_${n}`;
  taken.add(name);
  return name;
}
