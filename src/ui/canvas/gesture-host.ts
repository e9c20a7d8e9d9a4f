import type { GraphLink } from "../../runtime/graph/format.ts";
import type { Point, Rect } from "./geometry.ts";
import type { Side } from "./hits.ts";
import type { WireFace } from "./scene.ts";

/** One socket. */
export interface End {
  readonly node: string;
  readonly socket: string;
  readonly side: Side;
}

/** What a person has done with the pointer, for the owner of the graph to act on. Nodes, groups and notes go by keys. */
export interface GestureHost {
  select(keys: readonly string[]): void;
  selectWire(key: string | undefined): void;
  selected(): ReadonlySet<string>;
  /** Things were dragged to where they lie now; `onto`: a node was dropped on this wire. */
  move(places: ReadonlyMap<string, readonly [number, number]>, onto: WireFace | undefined): void;
  /** A group or note was given another size. */
  resize(key: string, width: number, height: number): void;
  connect(link: GraphLink): void;
  /** Takes off the wire at an input; `instead`: the wire that was laid with its loose end. */
  rewire(to: string, input: string, instead: GraphLink | undefined): void;
  /** A row of a node was clicked; `rect` in canvas coordinates. */
  editParam(node: string, param: string, rect: Rect): void;
  /** Why this wire cannot be laid, or undefined. Also shown while the pointer is over the socket. */
  refusal(link: GraphLink): string | undefined;
  /** A wire was dropped where it cannot be laid. */
  refused(link: GraphLink, at: Point): void;
  /** Whether a node that no wire leads to or from would do on this wire. */
  fitsOn(node: string, wire: WireFace): boolean;
  /** A node was clicked and wants to be seen whole. */
  reveal(id: string): void;
  say(words: string): void;
  /** A wire was dropped on the ground. */
  dropped(at: Point, from: End): void;
  /** Whether runs pause at a node is to change. */
  toggleStop(node: string): void;
  /** What can be done here, at a point of the screen: with something, or with the ground. */
  menu(at: Point, something: boolean): void;
  /** Space was pressed, not to drag with it. */
  tapSpace(): void;
  viewChanged(): void;
}
