import type { OwnEquation, ParamValue } from "../node.ts";
import type { Text } from "../text.ts";

/** A graph as it travels: file, link and picture alike (design §9). */
export interface GraphFile {
  readonly format: "repaint-graph";
  readonly version: 1;
  readonly nodes: readonly GraphNode[];
  readonly links: readonly GraphLink[];
  /** Node types that the graph brings along; its nodes name them as `own/name@hash`. */
  readonly definitions?: readonly OwnDefinition[];
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
  /** The key of its noise, if that is not its id; of a node of nodes what its nodes' keys begin with, if not `id/`. */
  readonly noise?: string;
}

export type OwnDefinition = OwnEquation | OwnBody;

/** A node of nodes: what they are, and which of their sockets and params it shows. */
export interface OwnBody {
  readonly name: string;
  readonly title: Text;
  readonly help: Text;
  readonly source?: string;
  readonly inputs: readonly { readonly name: string; readonly title?: Text; readonly to: readonly End[] }[];
  readonly outputs: readonly { readonly name: string; readonly title?: Text; readonly from: End }[];
  readonly params: readonly OwnBodyParam[];
  readonly nodes: readonly GraphNode[];
  readonly links: readonly GraphLink[];
}

/** `[node, socket]`, or `[node, param]`. */
export type End = readonly [string, string];

/** A param of a node inside; its range may be narrower there. */
export interface OwnBodyParam {
  readonly name: string;
  readonly title?: Text;
  readonly help?: Text;
  readonly of: End;
  readonly min?: number;
  readonly max?: number;
}

export const isBody = (definition: OwnDefinition): definition is OwnBody => "nodes" in definition;

/** `[from, output socket, to, input socket]`. */
export type GraphLink = readonly [string, string, string, string];

/** The colours of a group's frame. */
export const groupColours = ["grey", "blue", "green", "yellow", "pink", "violet"] as const;
export type GroupColour = (typeof groupColours)[number];

/** A titled frame; it moves the nodes that lie inside it. */
export interface GraphGroup {
  readonly title: string;
  readonly colour?: GroupColour;
  /** The type of the node of nodes that lies open here: it closes again into one of this name. */
  readonly opened?: string;
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
