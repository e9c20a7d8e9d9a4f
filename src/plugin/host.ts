/** The little of a litegraph host that is used; stock litegraph.js and @comfyorg/litegraph both have it. */
export interface HostNode {
  title: string;
  size: ArrayLike<number>;
  properties: Record<string, unknown>;
  addInput(name: string, type: string, extra?: { label?: string }): unknown;
  addOutput(name: string, type: string, extra?: { label?: string }): unknown;
  addProperty(name: string, value: unknown, type?: string): unknown;
  addWidget(type: string, name: string, value: unknown, callback: null, options: Record<string, unknown>): unknown;
  computeSize(): ArrayLike<number>;
}

export type HostNodeClass = new (title: string) => HostNode;

/** The host's `LiteGraph` object. */
export interface Host {
  readonly LGraphNode: unknown;
  registerNodeType(type: string, node: never): void;
}

/** What the host's nodes are called: the room keeps them apart from its own. */
export const HOST_ROOM = "repaint-graph/";
/** The property that carries a node's id, which is the key of its noise. */
export const ID_PROPERTY = "node_id";
