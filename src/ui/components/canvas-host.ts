import type { ReactiveElement } from "lit";
import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Registry } from "../../runtime/node.ts";
import type { Language } from "../../runtime/text.ts";
import type { Assets } from "../assets.ts";
import type { Point, Rect } from "../canvas/geometry.ts";
import type { End } from "../canvas/gesture-host.ts";
import type { GraphView } from "../canvas/graph-view.ts";
import type { CommandEntry, Commands } from "../commands/registry.ts";
import type { Fix } from "../fixes/index.ts";
import type { Free } from "../lesson/locks.ts";
import type { Offer } from "./node-search.ts";

/** The canvas, as what acts on it and what lies over it see it. */
export interface CanvasHost extends ReactiveElement {
  readonly graph: GraphFile;
  readonly registry: Registry;
  readonly commands: Commands | undefined;
  readonly language: Language;
  readonly assets: Assets;
  /** Nodes, groups and notes, by their keys. */
  readonly selected: ReadonlySet<string>;
  readonly overlay: Overlay | undefined;
  readonly view: GraphView | undefined;
  readonly scale: number;
  /** How much of it nothing lies over. */
  readonly openWidth: number;
  /** Params that a lesson lets the reader change. */
  readonly free: Free;
  toScreen(at: Point): Point;
  /** Brings a node, group or note into sight. */
  locate(key: string): void;
  viewChanged(): void;
  /** Shows something over the canvas instead of what is there. */
  open(overlay: Overlay): void;
  close(): void;
  closeField(): void;
}

/** Which words are written: those of a group or note, a node's title, or a node's note. */
export type WordsOf = "item" | "title" | "note";

/** What lies over the canvas; one thing at a time. Places are of the graph unless they are `screen`. */
export type Overlay =
  | { readonly kind: "param"; readonly node: string; readonly param: string; readonly rect: Rect }
  | { readonly kind: "words"; readonly key: string; readonly of: WordsOf; readonly value: string; readonly rect: Rect }
  | { readonly kind: "hint"; readonly at: Point; readonly words: string; readonly fixes: readonly Fix[] }
  | { readonly kind: "search"; readonly at: Point; readonly end: End | undefined; readonly offers: readonly Offer[] }
  | { readonly kind: "menu"; readonly screen: Point; readonly entries: readonly CommandEntry[] };
