/** The little of litegraph that is used, typed as it is (its own types are wrong in places). */
declare module "litegraph.js/build/litegraph.core.js" {
  export interface Slot {
    name: string;
    type: string;
    pos?: [number, number];
    link?: number | null;
    links?: number[] | null;
  }

  export interface Link {
    readonly id: number;
    readonly origin_id: number;
    readonly origin_slot: number;
    readonly target_id: number;
    readonly target_slot: number;
  }

  export class LGraphNode {
    constructor(title: string);
    id: number;
    pos: Float32Array | [number, number];
    size: Float32Array | [number, number];
    inputs: Slot[];
    outputs: Slot[];
    addInput(name: string, type: string, extra?: Partial<Slot>): Slot;
    addOutput(name: string, type: string, extra?: Partial<Slot>): Slot;
    connect(output: number, target: LGraphNode, input: number): Link | null;
    getConnectionPos(isInput: boolean, slot: number, out?: Float32Array): Float32Array;
  }

  export class LGraph {
    _nodes: LGraphNode[];
    links: Record<number, Link>;
    add(node: LGraphNode, skipOrder: boolean): void;
    remove(node: LGraphNode): void;
    removeLink(id: number): void;
    clear(): void;
    updateExecutionOrder: () => void;
    getNodeOnPos(x: number, y: number, nodes?: LGraphNode[] | null, margin?: number): LGraphNode | null;
  }

  export interface DragAndScale {
    offset: Float32Array;
    scale: number;
    visible_area: Float32Array;
    toCanvasContext(context: CanvasRenderingContext2D): void;
    computeVisibleArea(viewport?: unknown): void;
  }

  export class LGraphCanvas {
    constructor(
      canvas: HTMLCanvasElement,
      graph: LGraph,
      options: { skip_events: boolean; skip_render: boolean; autoresize: boolean },
    );
    canvas: HTMLCanvasElement;
    ctx: CanvasRenderingContext2D;
    bgcanvas: HTMLCanvasElement;
    graph: LGraph;
    ds: DragAndScale;
    background_image: string | null;
    clear_background_color: string | null;
    show_info: boolean;
    render_canvas_border: boolean;
    render_connections_border: boolean;
    dirty_canvas: boolean;
    dirty_bgcanvas: boolean;
    onDrawBackground: ((context: CanvasRenderingContext2D, area: Float32Array) => void) | null;
    onDrawForeground: ((context: CanvasRenderingContext2D) => void) | null;
    onRender: ((canvas: HTMLCanvasElement, context: CanvasRenderingContext2D) => void) | null;
    drawNode: (node: LGraphNode, context: CanvasRenderingContext2D) => void;
    renderLink: (
      context: CanvasRenderingContext2D,
      from: ArrayLike<number>,
      to: ArrayLike<number>,
      link: Link | null,
    ) => void;
    draw(front?: boolean, back?: boolean): void;
    bringToFront(node: LGraphNode): void;
    setGraph(graph: LGraph | null): void;
  }

  export const LiteGraph: { NODE_TITLE_HEIGHT: number; MAX_NUMBER_OF_NODES: number };
}
