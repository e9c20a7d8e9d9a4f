import type { GroupColour } from "../../runtime/graph/format.ts";
import type { SocketType } from "../../runtime/node.ts";
import type { Rect } from "./geometry.ts";

/** A socket as it is drawn. */
export interface SocketFace {
  readonly name: string;
  readonly title: string;
  /** What it carries, or the first type it takes. */
  readonly type: SocketType | undefined;
  /** The types that may be wired to it, for inputs. */
  readonly takes: readonly SocketType[];
  readonly optional: boolean;
  readonly wired: boolean;
}

/** A param as a row of a node. */
export interface RowFace {
  readonly param: string;
  readonly name: string;
  readonly value: string;
  /** A lesson leaves it as it is. */
  readonly locked: boolean;
}

/** A node as it is drawn: words, sockets and measures, nothing of what it does. */
export interface NodeFace {
  readonly id: string;
  readonly title: string;
  /** With the title; top left corner as in the graph. */
  readonly rect: Rect;
  readonly inputs: readonly SocketFace[];
  readonly outputs: readonly SocketFace[];
  readonly rows: readonly RowFace[];
  /** Where rows begin, from the top of the node. */
  readonly rowsTop: number;
  /** Where the picture begins, from the top of the node; absent where there is none. */
  readonly previewTop?: number;
  /** Whether its type is known here. */
  readonly known: boolean;
  readonly problem?: "error" | "warning";
  /** Of a jump-back: which one of the graph it is, for the colour that its teeth have in the plot. */
  readonly jump?: number;
  /** What somebody wrote about it, in lines. */
  readonly note?: readonly string[];
}

/** A group's frame or a note on the canvas. */
export interface ItemFace {
  /** `group:0`, `note:1`: among nodes, no id has a colon. */
  readonly key: string;
  readonly kind: "group" | "note";
  readonly words: string;
  readonly rect: Rect;
  readonly colour: GroupColour;
}

export interface WireFace {
  readonly key: string;
  readonly from: string;
  /** Index of the output; -1 where that socket does not exist. */
  readonly output: number;
  readonly to: string;
  readonly input: number;
  /** Name of the input, which names the wire. */
  readonly socket: string;
  readonly type: SocketType | undefined;
  /** The wire home into a loop: decided by the socket, never by where things lie. */
  readonly home: boolean;
}

export interface ZoneFace {
  readonly loop: string;
  readonly members: readonly string[];
  readonly label: string;
  /** On the wire home. */
  readonly pill: string;
  /** 0 for the outermost. */
  readonly depth: number;
}

/** All that the canvas shows of a graph. */
export interface Scene {
  readonly nodes: readonly NodeFace[];
  readonly wires: readonly WireFace[];
  readonly zones: readonly ZoneFace[];
  readonly items: readonly ItemFace[];
}

export const emptyScene: Scene = { nodes: [], wires: [], zones: [], items: [] };
