import type { GraphLink } from "../../runtime/graph/format.ts";
import type { Point, Rect } from "../canvas/geometry.ts";
import type { End, GestureHost } from "../canvas/gesture-host.ts";
import type { WireFace } from "../canvas/scene.ts";
import { addNode, all, connect, disconnect, freshId, moveNodes, setParam, type Edit, type Position } from "../edits.ts";
import { itemOf, resizeItem } from "../edits-items.ts";
import {
  addAt,
  converters,
  insertBetween,
  putBetween,
  socketFor,
  through,
  typesAt,
  type Through,
} from "../edits-wire.ts";
import { emit } from "../events.ts";
import type { Fix } from "../fixes/index.ts";
import { menuOf } from "../commands/menu.ts";
import { words } from "../i18n/index.ts";
import { isLocked } from "../lesson/locks.ts";
import { titleOf } from "../scene-of.ts";
import { refusal, typesOf, type Types } from "../types-of.ts";
import type { CanvasHost } from "./canvas-host.ts";
import type { Offer } from "./node-search.ts";

/** What the reader does with the canvas, turned into edits of the graph. */
export class CanvasActions {
  private readonly canvas: CanvasHost;
  private known: { readonly graph: unknown; readonly types: Types } | undefined;

  constructor(canvas: CanvasHost) {
    this.canvas = canvas;
  }

  edit(edit: Edit, gesture?: string): void {
    emit(this.canvas, "edit", { edit, ...(gesture !== undefined && { gesture }) });
  }

  private select(nodes: readonly string[]): void {
    emit(this.canvas, "select", { nodes });
  }

  private get types(): Types {
    const { graph, registry } = this.canvas;
    if (this.known?.graph !== graph) this.known = { graph, types: typesOf(graph, registry) };
    return this.known.types;
  }

  /** What gestures do to the graph. */
  host(): GestureHost {
    const { canvas } = this;
    return {
      select: (nodes) => this.select(nodes),
      selectWire: (wire) =>
        emit(canvas, "select", { nodes: [...canvas.selected], ...(wire !== undefined && { wire }) }),
      selected: () => canvas.selected,
      move: (places, onto) => this.move(places, onto),
      resize: (key, width, height) => this.edit(resizeItem(key, width, height)),
      connect: (link) => this.edit(connect(link)),
      rewire: (to, input, instead) =>
        this.edit(instead ? all(disconnect(to, input), connect(instead)) : disconnect(to, input)),
      editParam: (node, param, rect) => this.editParam(node, param, rect),
      refusal: (link) => this.refusal(link),
      refused: (link, at) => this.explain(link, at),
      fitsOn: (node, wire) => this.wayOn(node, wire) !== undefined,
      reveal: (id) => void canvas.updateComplete.then(() => canvas.locate(id)),
      say: (text) => emit(canvas, "status", text),
      dropped: (at, end) => this.search(at, end),
      toggleStop: (node) => emit(canvas, "player", { kind: "break-node", node }),
      menu: (at, something) => this.menu(at, something),
      tapSpace: () => emit(canvas, "perform", "toggle"),
      viewChanged: () => canvas.viewChanged(),
    };
  }

  private refusal(link: GraphLink): string | undefined {
    const { graph, registry, language } = this.canvas;
    const title = (id: string): string => {
      const node = graph.nodes.find((other) => other.id === id);
      return node ? titleOf(node, registry, language) : id;
    };
    return refusal(link, this.types, registry, title)?.[language];
  }

  private editParam(node: string, param: string, rect: Rect): void {
    const { graph, registry } = this.canvas;
    const entry = graph.nodes.find((other) => other.id === node);
    const definition = entry && registry.get(entry.type)?.params.find((other) => other.name === param);
    if (!entry || !definition || definition.kind === "equation" || definition.kind === "curve") return; // These are edited in the inspector.
    if (isLocked(this.canvas.free, node, param)) return emit(this.canvas, "status", words(this.canvas.language).locked);
    if (definition.kind === "flag") this.edit(setParam(node, param, !(entry.params[param] ?? definition.default)));
    else this.canvas.open({ kind: "param", node, param, rect });
  }

  // ── wires ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Says why a wire cannot be laid, and offers what would make it one that can. */
  private explain(link: GraphLink, at: Point): void {
    const { registry } = this.canvas;
    const came = this.types.of(link[0], link[1]);
    const wanted = typesAt({ node: link[2], socket: link[3], side: "input" }, this.types);
    const ways = came && link[0] !== link[2] ? converters(registry, came, wanted).slice(0, 2) : [];
    const text = this.refusal(link) ?? "";
    emit(this.canvas, "status", text);
    const fixes = ways.map((way): Fix => {
      const { en, zh } = way.definition.title;
      return { label: { en: `Insert ${en}`, zh: `插入“${zh}”` }, edit: insertBetween(link, way, registry) };
    });
    this.canvas.open({ kind: "hint", at, words: text, fixes });
  }

  private wayOn(node: string, wire: WireFace): Through | undefined {
    const type = this.canvas.graph.nodes.find(({ id }) => id === node)?.type;
    return wire.from === node || wire.to === node ? undefined : this.wayOf(type, wire);
  }

  /** How a node type would stand on a wire. */
  wayOf(type: string | undefined, wire: WireFace): Through | undefined {
    const definition = this.canvas.registry.get(type ?? "");
    const wanted = typesAt({ node: wire.to, socket: wire.socket, side: "input" }, this.types);
    return definition && wire.type && through(definition, wire.type, wanted);
  }

  /** The wire of the graph that a wire of the picture stands for. */
  private linkOf({ to, socket }: WireFace): GraphLink | undefined {
    return this.canvas.graph.links.find((link) => link[2] === to && link[3] === socket);
  }

  private move(places: ReadonlyMap<string, Position>, onto: WireFace | undefined): void {
    const [node = ""] = places.keys();
    const [way, link] = onto ? [this.wayOn(node, onto), this.linkOf(onto)] : [];
    const edit = moveNodes(places);
    this.edit(way && link ? all(edit, putBetween(link, node, way.input, way.output)) : edit);
  }

  // ── new nodes ─────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Lists the nodes that can be added here: all, or those that fit to the end of a wire. */
  search(at: Point, end?: End): void {
    const { registry, canvas } = { registry: this.canvas.registry, canvas: this.canvas };
    emit(canvas, "status", "");
    const offers = [...registry.values()].flatMap((definition): Offer[] => {
      if (!end) return [{ definition }];
      const socket = socketFor(definition, end, this.types);
      return socket === undefined ? [] : [{ definition, socket }];
    });
    canvas.open({ kind: "search", at, end, offers });
  }

  addOffer(at: Point, end: End | undefined, { definition, socket }: Offer): void {
    const { graph, registry } = this.canvas;
    const id = freshId(graph, definition.type);
    this.canvas.close();
    if (end && socket !== undefined) {
      const place: Position = end.side === "output" ? [at.x, at.y - 46] : [at.x - 180, at.y - 46];
      this.edit(addAt(end, definition, socket, id, place, registry));
    } else this.edit(addNode(definition, id, [at.x, at.y]));
    this.select([id]);
  }

  /** A node type was dropped from the palette: on a wire that it fits it is put in. */
  dropType(type: string, at: Point, wire: WireFace | undefined): void {
    const { graph, registry } = this.canvas;
    const way = wire && this.wayOf(type, wire);
    const link = wire && this.linkOf(wire);
    const place: Position = [at.x - 90, at.y - 15];
    if (!way || !link) return emit(this.canvas, "add", { type, at: place });
    const id = freshId(graph, type);
    this.edit(insertBetween(link, way, registry, place));
    this.select([id]);
  }

  // ── words, menu ───────────────────────────────────────────────────────────────────────────────────────────────────

  /** Opens the field for the words of something. */
  write(key: string, note = false): void {
    const { graph, view, registry, language } = this.canvas;
    const rect = view?.rectOf(key);
    const node = graph.nodes.find(({ id }) => id === key);
    const item = itemOf(graph, key);
    if (!rect) return;
    if (item) {
      const value = "title" in item ? item.title : item.text;
      this.canvas.open({ kind: "words", key, of: "item", value, rect });
    } else if (node && note) {
      const below = { x: rect.x, y: rect.y + rect.height + 4, width: rect.width, height: 64 };
      this.canvas.open({ kind: "words", key, of: "note", value: node.note ?? "", rect: below });
    } else if (node) {
      this.canvas.open({ kind: "words", key, of: "title", value: titleOf(node, registry, language), rect });
    }
  }

  private menu(screen: Point, something: boolean): void {
    this.canvas.open({ kind: "menu", screen, entries: menuOf(this.canvas.commands?.list ?? [], something) });
  }

  /** The empty canvas or something on it was clicked twice. */
  twice(at: Point): void {
    const hit = this.canvas.view?.hit(at, 8);
    if (hit?.kind === "ground") this.search(at);
    else if (hit?.kind === "item") this.write(hit.item.key);
    else if (hit?.kind === "node" && !hit.dot) this.write(hit.node);
  }
}
