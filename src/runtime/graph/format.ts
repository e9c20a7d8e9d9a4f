import type { ParamValue } from "../node.ts";

/** A graph as it travels: file, link and picture alike (design §9). */
export interface GraphFile {
  readonly format: "repaint-graph";
  readonly version: 1;
  readonly nodes: readonly GraphNode[];
  readonly links: readonly GraphLink[];
  readonly groups?: readonly GraphGroup[];
  readonly notes?: readonly GraphNote[];
  readonly view?: { readonly x: number; readonly y: number; readonly scale: number };
  readonly meta?: GraphMeta;
}

export interface GraphNode {
  /** 1 to 64 of letters, digits, `-` and `_`; also the key of the node's noise. */
  readonly id: string;
  readonly type: string;
  /** Version of the node type. */
  readonly v: number;
  /** Top left corner on the canvas, CSS pixels at scale 1. */
  readonly pos: readonly [number, number];
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly title?: string;
  /** What somebody wrote about it, shown below it. */
  readonly note?: string;
}

/** `[from, output socket, to, input socket]`. */
export type GraphLink = readonly [string, string, string, string];

/** The colours of a group's frame. */
export const groupColours = ["grey", "blue", "green", "yellow", "pink", "violet"] as const;
export type GroupColour = (typeof groupColours)[number];

/** A titled frame; it moves the nodes that lie inside it. */
export interface GraphGroup {
  readonly title: string;
  readonly colour?: GroupColour;
  readonly rect: readonly [number, number, number, number];
}

/** A text on the canvas. */
export interface GraphNote {
  readonly text: string;
  readonly rect: readonly [number, number, number, number];
}

export interface GraphMeta {
  readonly title?: { readonly en: string; readonly zh: string };
  readonly about?: { readonly en: string; readonly zh: string };
  readonly author?: string;
  readonly licence?: string;
  readonly created?: string;
}
