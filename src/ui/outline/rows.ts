import type { GraphFile, GraphLink, GraphNode } from "../../runtime/graph/format.ts";
import type { Item } from "../../runtime/graph/order.ts";
import type { Registry, SocketType } from "../../runtime/node.ts";
import type { Language } from "../../runtime/text.ts";
import { titleOf } from "../scene-of.ts";
import { typeNames, typesOf, type Types } from "../types-of.ts";
import { executionOrder } from "./order.ts";
import type { SocketRef } from "./targets.ts";
import { treeWords } from "./tree-words.ts";

/** A line of the outline. */
export interface Row {
  readonly key: string;
  readonly kind: "zone" | "node" | "input" | "output" | "wire";
  readonly node: string;
  readonly socket?: SocketRef;
  /** The wire that ends here, as the canvas names it. */
  readonly wire?: string;
  readonly type?: SocketType | undefined;
  readonly title: string;
  readonly detail: string;
  /** How it is read out, where signs would be read badly. */
  readonly spoken: string;
  readonly level: number;
  /** Which one it is among how many under the same parent. */
  readonly at: number;
  readonly of: number;
  /** Absent where nothing is below it. */
  readonly open?: boolean;
}

export interface RowOptions {
  readonly registry: Registry;
  readonly language: Language;
  /** Keys of the rows that are not as they are at first: zones open, all else closed. */
  readonly turned: ReadonlySet<string>;
  readonly zoneLabel: (loop: string) => string;
}

type Bare = Omit<Row, "level" | "at" | "of" | "open">;
/** A row with what is below it, which is worked out only when it is open. */
type Branch = Bare & { readonly below?: () => readonly Branch[] };

/** The rows that can be seen, from top to bottom. */
export function rowsOf(graph: GraphFile, options: RowOptions): readonly Row[] {
  const types = typesOf(graph, options.registry);
  const tree = new Tree(graph, types, options);
  const flat = (branches: readonly Branch[], level: number): Row[] =>
    branches.flatMap(({ below, ...row }, i) => {
      const open = below && options.turned.has(row.key) !== (row.kind === "zone");
      const place = { level, at: i + 1, of: branches.length, ...(open !== undefined && { open }) };
      return [{ ...row, ...place }, ...(open ? flat(below(), level + 1) : [])];
    });
  return flat(tree.items(executionOrder(graph, options.registry)), 1);
}

class Tree {
  private readonly nodes: ReadonlyMap<string, GraphNode>;
  private readonly graph: GraphFile;
  private readonly types: Types;
  private readonly options: RowOptions;

  constructor(graph: GraphFile, types: Types, options: RowOptions) {
    this.graph = graph;
    this.types = types;
    this.options = options;
    this.nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  }

  items(items: readonly Item[]): readonly Branch[] {
    return items.map((item) => {
      if (item.kind === "node" || item.body.length === 0) return this.node(item.id);
      const { id } = item;
      const [title, detail] = [treeWords(this.options.language).zone, this.options.zoneLabel(id)];
      const below = (): readonly Branch[] => [this.node(id), ...this.items(item.body)];
      return { key: `z:${id}`, kind: "zone", node: id, title, detail, spoken: `${title}, ${detail}`, below };
    });
  }

  private title(id: string): string {
    const node = this.nodes.get(id);
    return node ? titleOf(node, this.options.registry, this.options.language) : id;
  }

  private node(id: string): Branch {
    const [title, type] = [this.title(id), this.nodes.get(id)?.type ?? ""];
    const own = this.options.registry.get(type)?.title[this.options.language];
    const detail = own === title ? "" : (own ?? type);
    const below = (): readonly Branch[] => this.sockets(id);
    return {
      key: `n:${id}`,
      kind: "node",
      node: id,
      title,
      detail,
      spoken: [title, detail].filter(Boolean).join(", "),
      below,
    };
  }

  /** Those of the definition, and those that only wires name. */
  private sockets(id: string): readonly Branch[] {
    const definition = this.options.registry.get(this.nodes.get(id)?.type ?? "");
    const into = this.graph.links.filter(([, , to]) => to === id);
    const outOf = this.graph.links.filter(([from]) => from === id);
    const inputs = new Set([
      ...(definition?.inputs.map(({ name }) => name) ?? []),
      ...into.map(([, , , name]) => name),
    ]);
    const outputs = new Set([...(definition?.outputs.map(({ name }) => name) ?? []), ...outOf.map(([, name]) => name)]);
    return [
      ...[...inputs].map((name) =>
        this.input(
          id,
          name,
          into.find((link) => link[3] === name),
        ),
      ),
      ...[...outputs].map((name) =>
        this.output(
          id,
          name,
          outOf.filter((link) => link[1] === name),
        ),
      ),
    ];
  }

  private socketTitle(side: SocketRef["side"], id: string, name: string): string {
    const definition = this.options.registry.get(this.nodes.get(id)?.type ?? "");
    const sockets = side === "input" ? definition?.inputs : definition?.outputs;
    return sockets?.find((socket) => socket.name === name)?.title[this.options.language] ?? name;
  }

  private input(id: string, name: string, link: GraphLink | undefined): Branch {
    const w = treeWords(this.options.language);
    const title = this.socketTitle("input", id, name);
    const socket = this.types.wiring.nodes.get(id)?.definition.inputs.find((other) => other.name === name);
    const type = (link && this.types.of(link[0], link[1])) ?? socket?.types[0];
    const takes = (socket?.types ?? []).map((each) => typeNames[each][this.options.language]).join(" / ");
    const from = link && this.end(link[0], "output", link[1]);
    const row = { key: `i:${id}.${name}`, kind: "input", node: id, type, title } as const;
    return {
      ...row,
      socket: { node: id, side: "input", name },
      ...(link && { wire: `${id}.${name}` }),
      detail: from === undefined ? (socket?.optional ? w.optional : w.open) : `← ${from}`,
      spoken: from === undefined ? w.inputOpen(title, takes, socket?.optional === true) : w.inputFrom(title, from),
    };
  }

  private output(id: string, name: string, links: readonly GraphLink[]): Branch {
    const w = treeWords(this.options.language);
    const title = this.socketTitle("output", id, name);
    const type = this.types.of(id, name);
    const ends = links.map((link) => this.end(link[2], "input", link[3]));
    const below = (): readonly Branch[] =>
      links.map(([, , to, input], i) => {
        const end = ends[i] ?? to;
        const wire = `${to}.${input}`;
        return { key: `w:${wire}`, kind: "wire", node: id, wire, title: `→ ${end}`, detail: "", spoken: w.goesTo(end) };
      });
    const row = { key: `o:${id}.${name}`, kind: "output", node: id, type, title } as const;
    return {
      ...row,
      socket: { node: id, side: "output", name },
      detail: ends.length === 0 ? "" : `→ ${ends.length === 1 ? ends[0] : ends.length}`,
      spoken: w.outputTo(title, ends),
      ...(links.length > 0 && { below }),
    };
  }

  private end(id: string, side: SocketRef["side"], name: string): string {
    return `${this.title(id)} · ${this.socketTitle(side, id, name)}`;
  }
}

/** What is said of a node, or of one of its sockets. */
export function spokenOf(
  graph: GraphFile,
  registry: Registry,
  language: Language,
  id: string,
  socket?: SocketRef,
): string {
  const turned = new Set([`n:${id}`]);
  const rows = rowsOf(graph, { registry, language, turned, zoneLabel: () => "" });
  const key = socket ? `${socket.side === "input" ? "i" : "o"}:${id}.${socket.name}` : `n:${id}`;
  return rows.find((row) => row.key === key)?.spoken ?? id;
}
