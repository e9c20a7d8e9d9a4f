import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { GraphFile, GraphLink } from "../../runtime/graph/format.ts";
import type { Registry } from "../../runtime/node.ts";
import type { Problem } from "../../runtime/problem.ts";
import type { Language } from "../../runtime/text.ts";
import { noAssets, type Assets } from "../assets.ts";
import { sizes, type Point, type Rect } from "../canvas/geometry.ts";
import { Gestures, type GestureHost } from "../canvas/gestures.ts";
import { GraphView } from "../canvas/graph-view.ts";
import { socketPlace, textFont, titleFont } from "../canvas/paint-node.ts";
import type { NodeFace } from "../canvas/scene.ts";
import { all, connect, disconnect, moveNodes, setParam } from "../edits.ts";
import { emit } from "../events.ts";
import { words } from "../i18n/index.ts";
import { sceneOf, titleOf } from "../scene-of.ts";
import { shared } from "../theme/shared.ts";
import { themes, type ThemeName } from "../theme/tokens.ts";
import { refusal, typesOf } from "../types-of.ts";
import { nodeDragType } from "./node-palette.ts";
import type { ParamField } from "./param-field.ts";
import "./param-field.ts";
import { PreviewStore, type ShownValue } from "./preview-store.ts";

interface OpenField {
  readonly node: string;
  readonly param: string;
  readonly rect: Rect;
}

/**
 * The graph as a drawing that can be edited with the pointer.
 *
 * @fires edit, param, select, add, status, choose-picture, command
 */
export class GraphCanvas extends LitElement {
  static override properties = {
    graph: { attribute: false },
    registry: { attribute: false },
    language: {},
    theme: {},
    problems: { attribute: false },
    zoneLabel: { attribute: false },
    selected: { attribute: false },
    wire: {},
    active: {},
    assets: { attribute: false },
    covered: { type: Number },
    field: { state: true },
  };
  declare graph: GraphFile;
  declare registry: Registry;
  declare language: Language;
  declare theme: ThemeName;
  declare problems: readonly Problem[];
  declare zoneLabel: (loop: string) => string;
  declare selected: ReadonlySet<string>;
  /** The key of the selected wire. */
  declare wire: string | undefined;
  /** Where the run is. */
  declare active: string | undefined;
  declare assets: Assets;
  /** Pixels at the right that something else lies over. */
  declare covered: number;
  declare field: OpenField | undefined;

  private view: GraphView | undefined;
  private gestures: Gestures | undefined;
  private observer: ResizeObserver | undefined;
  private readonly previews = new PreviewStore();
  private readonly widths = new Map<string, number>();
  private fitWanted = true;

  static override styles = [
    shared,
    css`
      :host {
        position: relative;
        display: block;
        overflow: hidden;
        min-width: 0;
        min-height: 0;
        background: var(--canvas);
      }
      canvas {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        touch-action: none;
        outline: none;
      }
      canvas:focus-visible {
        outline: 2px solid var(--edge);
        outline-offset: -2px;
      }
      repaint-param {
        position: absolute;
        z-index: 2;
      }
      p {
        position: absolute;
        inset: 0;
        display: grid;
        place-items: center;
        margin: 0;
        color: var(--muted);
        pointer-events: none;
      }
    `,
  ];

  constructor() {
    super();
    this.assets = noAssets;
    this.covered = 0;
  }

  /** Shows the whole graph. */
  fit(): void {
    const bounds = this.view?.bounds();
    const { clientHeight, openWidth } = this;
    if (!this.view || !bounds || openWidth <= 0) return;
    const margin = 16;
    const scale = Math.min(1, (openWidth - 2 * margin) / bounds.width, (clientHeight - 2 * margin) / bounds.height);
    const offset = {
      x: (openWidth / scale - bounds.width) / 2 - bounds.x,
      y: (clientHeight / scale - bounds.height) / 2 - bounds.y,
    };
    this.view.look(offset, scale);
    this.field = undefined;
  }

  /** Shows the whole graph once it has been laid out. */
  fitNext(): void {
    this.fitWanted = true;
    this.requestUpdate();
  }

  /** The point of the graph in the middle of the window. */
  get middle(): Point {
    return this.toGraph({ x: this.clientWidth / 2, y: this.clientHeight / 2 });
  }

  /** Brings a node into sight, and moves no further than it must. */
  locate(id: string): void {
    const rect = this.view?.rectOf(id);
    if (!this.view || !rect) return;
    const { scale, offset } = this.view;
    const shift = (low: number, size: number, room: number): number => {
      const margin = 16;
      if (size + 2 * margin > room || low < margin) return margin - low;
      return Math.min(0, room - margin - low - size);
    };
    const dx = shift((rect.x + offset.x) * scale, rect.width * scale, this.openWidth);
    const dy = shift((rect.y + offset.y) * scale, rect.height * scale, this.clientHeight);
    if (dx !== 0 || dy !== 0) this.view.look({ x: offset.x + dx / scale, y: offset.y + dy / scale }, scale);
  }

  /** Where a node's title, one of its sockets or one of its params is seen: for lessons and tests. Client coordinates. */
  whereIs(node: string, part?: { readonly socket: string } | { readonly param: string }): Point | undefined {
    const [face, rect] = [this.view?.faceOf(node), this.view?.rectOf(node)];
    if (!this.view || !face || !rect) return undefined;
    const at = part ? partPlace(face, rect, part) : { x: rect.x + 30, y: rect.y + 15 };
    const { left, top } = this.getBoundingClientRect();
    const { scale, offset } = this.view;
    return at && { x: left + (at.x + offset.x) * scale, y: top + (at.y + offset.y) * scale };
  }

  /** Width of the part that nothing lies over. */
  private get openWidth(): number {
    return this.clientWidth - this.covered;
  }

  /** Shows what a node gives. */
  showValue(id: string, value: ShownValue | undefined): void {
    this.view?.setPreview(id, value && this.previews.preview(id, value, words(this.language)));
  }

  override focus(): void {
    this.renderRoot.querySelector("canvas")?.focus();
  }

  override render(): TemplateResult {
    const w = words(this.language);
    const summary = w.canvasSummary(this.graph.nodes.length, this.graph.links.length);
    return html`<canvas
        tabindex="0"
        role="application"
        aria-label="${w.canvasLabel}: ${summary}"
        @keydown=${this.key}
        @dragover=${(e: DragEvent) => e.preventDefault()}
        @drop=${this.drop}
      ></canvas>
      ${this.graph.nodes.length === 0 ? html`<p>${w.emptyCanvas}</p>` : nothing}
      ${this.field ? this.overlay(this.field) : nothing}`;
  }

  protected override firstUpdated(): void {
    const canvas = this.renderRoot.querySelector("canvas");
    if (!canvas) return;
    this.view = new GraphView(canvas);
    this.gestures = new Gestures(canvas, this.view, this.host());
    this.observer = new ResizeObserver((entries) => this.resize(entries[0]));
    this.watchSize(canvas);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const canvas = this.renderRoot.querySelector("canvas");
    if (canvas) this.watchSize(canvas);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer?.disconnect();
  }

  private watchSize(canvas: HTMLCanvasElement): void {
    try {
      this.observer?.observe(canvas, { box: "device-pixel-content-box" });
    } catch {
      this.observer?.observe(canvas); // Safari knows only CSS pixels.
    }
  }

  private resize(entry: ResizeObserverEntry | undefined): void {
    const box = entry?.devicePixelContentBoxSize?.[0];
    const [width, height] = [this.clientWidth * devicePixelRatio, this.clientHeight * devicePixelRatio];
    if (width === 0 || height === 0) return;
    // The exact number of pixels is told only by the box, but not where a pixel ratio is emulated.
    const exact = box && Math.abs(box.inlineSize - width) < 2 && Math.abs(box.blockSize - height) < 2;
    this.view?.resize(
      exact ? box.inlineSize : Math.round(width),
      exact ? box.blockSize : Math.round(height),
      devicePixelRatio,
    );
    this.fitIfWanted();
  }

  private fitIfWanted(): void {
    if (!this.fitWanted || this.graph.nodes.length === 0 || this.clientWidth === 0) return;
    this.fitWanted = false;
    this.fit();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!this.view) return;
    const laid = ["graph", "registry", "language", "problems", "zoneLabel"] as const;
    if (laid.some((name) => changed.has(name))) this.project(this.view);
    if (changed.has("theme")) this.view.setTheme(themes[this.theme]);
    if (changed.has("selected") || changed.has("wire") || changed.has("active")) {
      this.view.mark({ selected: this.selected, wire: this.wire, active: this.active });
    }
    this.fitIfWanted();
    if (changed.has("field") && this.field) {
      const field = this.renderRoot.querySelector<ParamField>("repaint-param");
      void field?.updateComplete.then(() => field.focus());
    }
  }

  private project(view: GraphView): void {
    const { registry, language, problems, zoneLabel } = this;
    const pill = words(language).pill;
    const measure = (text: string, style: "title" | "text"): number => this.measure(text, style);
    view.show(sceneOf(this.graph, { registry, language, problems, zoneLabel, pill, measure }));
    if (this.field && !this.graph.nodes.some((node) => node.id === this.field?.node)) this.field = undefined;
  }

  private measure(text: string, style: "title" | "text"): number {
    const key = `${style}${text}`;
    const known = this.widths.get(key);
    if (known !== undefined) return known;
    const ctx = this.renderRoot.querySelector("canvas")?.getContext("2d");
    if (!ctx) return text.length * 8;
    ctx.save();
    ctx.font = style === "title" ? titleFont : textFont;
    const { width } = ctx.measureText(text);
    ctx.restore();
    this.widths.set(key, width);
    return width;
  }

  private toGraph({ x, y }: Point): Point {
    const { scale, offset } = this.view ?? { scale: 1, offset: { x: 0, y: 0 } };
    return { x: x / scale - offset.x, y: y / scale - offset.y };
  }

  private overlay({ node, param, rect }: OpenField): TemplateResult {
    const entry = this.graph.nodes.find((other) => other.id === node);
    const definition = entry && this.registry.get(entry.type)?.params.find((other) => other.name === param);
    if (!entry || !definition || !this.view) return html`${nothing}`;
    const { scale, offset } = this.view;
    const width = Math.max(120, rect.width * scale);
    const place = `left:${(rect.x + offset.x) * scale}px; top:${(rect.y + offset.y + rect.height / 2) * scale - 12}px; width:${width}px`;
    return html`<repaint-param
      compact
      style=${place}
      .node=${node}
      .param=${definition}
      .value=${entry.params[param] ?? definition.default}
      .language=${this.language}
      .assets=${this.assets}
      @done=${this.closeField}
      @focusout=${this.closeField}
    ></repaint-param>`;
  }

  private closeField(): void {
    if (!this.field) return;
    const field = this.renderRoot.querySelector<ParamField>("repaint-param");
    if (field?.complaint) return; // It stays until it is right or taken back.
    this.field = undefined;
    this.focus();
  }

  /** What gestures do to the graph. */
  private host(): GestureHost {
    const title = (id: string): string => {
      const node = this.graph.nodes.find((other) => other.id === id);
      return node ? titleOf(node, this.registry, this.language) : id;
    };
    return {
      select: (nodes) => emit(this, "select", { nodes }),
      selectWire: (wire) => emit(this, "select", { nodes: [...this.selected], ...(wire !== undefined && { wire }) }),
      selected: () => this.selected,
      move: (places) => emit(this, "edit", { edit: moveNodes(places) }),
      connect: (link) => emit(this, "edit", { edit: connect(link) }),
      rewire: (to, input, instead) =>
        emit(this, "edit", { edit: instead ? all(disconnect(to, input), connect(instead)) : disconnect(to, input) }),
      editParam: (node, param, rect) => this.editParam(node, param, rect),
      refusal: (link: GraphLink) =>
        refusal(link, typesOf(this.graph, this.registry), this.registry, title)?.[this.language],
      reveal: (id) => void this.updateComplete.then(() => this.locate(id)),
      say: (text) => emit(this, "status", text),
      dropped: () => emit(this, "status", ""),
      viewChanged: () => {
        if (this.field) this.field = undefined;
      },
    };
  }

  private editParam(node: string, param: string, rect: Rect): void {
    const entry = this.graph.nodes.find((other) => other.id === node);
    const definition = entry && this.registry.get(entry.type)?.params.find((other) => other.name === param);
    if (!entry || !definition || definition.kind === "equation") return; // An equation is edited in the inspector.
    if (definition.kind === "flag") {
      emit(this, "edit", { edit: setParam(node, param, !(entry.params[param] ?? definition.default)) });
    } else this.field = { node, param, rect };
  }

  private key(event: KeyboardEvent): void {
    if (event.key === "Escape" && this.gestures?.abandon()) event.stopPropagation();
    else if (event.key === "Delete" || event.key === "Backspace") emit(this, "command", "delete");
    else if (event.key === "f" && !event.ctrlKey && !event.metaKey) this.fit();
    else if (event.key === "Tab") this.tab(event);
    else if (event.key.startsWith("Arrow") && event.altKey) this.nudge(event);
  }

  /** Goes to the next node, and out of the canvas after the last one. */
  private tab(event: KeyboardEvent): void {
    const ids = this.graph.nodes.map((node) => node.id);
    const [current] = this.selected;
    const at = current === undefined ? -1 : ids.indexOf(current);
    const next = ids[event.shiftKey ? (at === -1 ? ids.length : at) - 1 : at + 1];
    if (next === undefined) return emit(this, "select", { nodes: [] });
    event.preventDefault();
    emit(this, "select", { nodes: [next] });
    this.locate(next);
  }

  private nudge(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, Point>> = {
      ArrowLeft: { x: -8, y: 0 },
      ArrowRight: { x: 8, y: 0 },
      ArrowUp: { x: 0, y: -8 },
      ArrowDown: { x: 0, y: 8 },
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const places = this.graph.nodes
      .filter((node) => this.selected.has(node.id))
      .map((node) => [node.id, [node.pos[0] + step.x, node.pos[1] + step.y] as const] as const);
    emit(this, "edit", { edit: moveNodes(new Map(places)), gesture: "nudge" });
  }

  private drop(event: DragEvent): void {
    const type = event.dataTransfer?.getData(nodeDragType);
    const { left, top } = this.getBoundingClientRect();
    const at = this.toGraph({ x: event.clientX - left, y: event.clientY - top });
    event.preventDefault();
    if (type) {
      event.stopPropagation();
      emit(this, "add", { type, at: [at.x - 90, at.y - 15] });
      this.focus();
      return;
    }
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.stopPropagation();
    const hit = this.view?.hit(at, 0);
    emit(this, "files", { files, ...(hit && "node" in hit && { node: hit.node }) });
  }
}

function partPlace(
  face: NodeFace,
  rect: Rect,
  part: { readonly socket: string } | { readonly param: string },
): Point | undefined {
  if ("param" in part) {
    const row = face.rows.findIndex(({ param }) => param === part.param);
    return row < 0 ? undefined : { x: rect.x + rect.width / 2, y: rect.y + face.rowsTop + (row + 0.5) * sizes.param };
  }
  const input = face.inputs.findIndex(({ name }) => name === part.socket);
  const output = face.outputs.findIndex(({ name }) => name === part.socket);
  if (input < 0 && output < 0) return undefined;
  const place = input >= 0 ? socketPlace(face, "input", input) : socketPlace(face, "output", output);
  return { x: rect.x + place.x, y: rect.y + place.y };
}

customElements.define("repaint-canvas", GraphCanvas);
