import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Registry } from "../../runtime/node.ts";
import type { Problem } from "../../runtime/problem.ts";
import type { Language } from "../../runtime/text.ts";
import { noAssets, type Assets } from "../assets.ts";
import { Camera } from "../canvas/camera.ts";
import type { Point, Rect } from "../canvas/geometry.ts";
import { Gestures } from "../canvas/gestures.ts";
import { GraphView } from "../canvas/graph-view.ts";
import { canvasKey } from "../canvas/keys.ts";
import { fromMap, paintMap, type MapPlace } from "../canvas/minimap.ts";
import { PixelSize } from "../canvas/pixel-size.ts";
import { partPlace } from "../canvas/places.ts";
import { measurer } from "../canvas/words.ts";
import { PLAIN, type ScatterLooks } from "../laboratory/looks.ts";
import type { ScatterPreviews } from "../laboratory/scatter-preview.ts";
import type { Commands } from "../commands/registry.ts";
import { emit } from "../events.ts";
import { words } from "../i18n/index.ts";
import type { spokenOf } from "../outline/rows.ts";
import type { SocketRef } from "../outline/targets.ts";
import { sceneOf } from "../scene-of.ts";
import { shared } from "../theme/shared.ts";
import { themes, type ThemeName } from "../theme/tokens.ts";
import { CanvasActions } from "./canvas-actions.ts";
import type { CanvasHost, Overlay } from "./canvas-host.ts";
import { overlayOf } from "./canvas-overlay.ts";
import { canvasStyles } from "./canvas-styles.ts";
import { nodeDragType } from "./node-palette.ts";
import type { Free } from "../lesson/locks.ts";
import type { MissingNode, Otherness } from "../canvas/paint-other.ts";
import type { ParamField } from "./param-field.ts";
import "./param-field.ts";
import { PreviewStore, type ShownValue } from "./preview-store.ts";

/**
 * The graph as a drawing that can be edited with the pointer.
 *
 * @fires edit, param, select, add, status, choose-picture, command, player
 */
export class GraphCanvas extends LitElement implements CanvasHost {
  @property({ attribute: false }) graph!: GraphFile;
  @property({ attribute: false }) registry!: Registry;
  @property({ attribute: false }) commands: Commands | undefined;
  @property() language!: Language;
  @property() theme!: ThemeName;
  @property({ attribute: false }) problems!: readonly Problem[];
  @property({ attribute: false }) zoneLabel!: (loop: string) => string;
  /** Nodes, groups and notes, by their keys. */
  @property({ attribute: false }) selected!: ReadonlySet<string>;
  /** The key of the selected wire. */
  @property() wire: string | undefined;
  @property({ attribute: false }) socket: SocketRef | undefined;
  /** Where the run is. */
  @property() active: string | undefined;
  /** Whether the sample is shown on its way between nodes. */
  @property({ type: Boolean }) slow!: boolean;
  @property({ type: Boolean }) paused = false;
  /** Nodes at which runs pause. */
  @property({ attribute: false }) stops: readonly string[] = [];
  /** Nodes that are other in the graph that this one is compared with. */
  @property({ attribute: false }) marked: ReadonlyMap<string, Otherness> = new Map();
  /** Nodes that only the graph has that this one is compared with. */
  @property({ attribute: false }) missing: readonly MissingNode[] = [];
  @property({ attribute: false }) assets: Assets = noAssets;
  /** What is shown of the way of samples. */
  @property({ attribute: false }) looks: ScatterLooks = PLAIN;
  /** Pixels at the right that something else lies over. */
  @property({ type: Number }) covered = 0;
  /** The scale at which what is shown whole is shown at most. */
  @property({ type: Number }) largest = 1;
  /** Params that a lesson lets the reader change. */
  @property({ attribute: false }) free: Free;
  @state() overlay: Overlay | undefined;
  /** Whether the small picture of the whole graph is shown. */
  @state() map = false;

  readonly actions = new CanvasActions(this);
  view: GraphView | undefined;
  private camera: Camera | undefined;
  private gestures: Gestures | undefined;
  private size: PixelSize | undefined;
  private mapPlace: MapPlace | undefined;
  private speak: typeof spokenOf | undefined;
  private readonly previews = new PreviewStore();
  /** Nodes that show points, and what draws them. */
  private readonly scattered = new Map<string, ShownValue>();
  private points: ScatterPreviews | undefined;
  private readonly measure = measurer();
  private fitWanted = true;

  static override styles = [shared, canvasStyles];

  /** Shows the whole graph, or these nodes, groups and notes. */
  fit(keys?: ReadonlySet<string>): void {
    const bounds = this.view?.bounds(keys);
    if (bounds) this.camera?.frame(bounds, this.openWidth, this.clientHeight, this.largest);
    this.viewChanged();
  }

  /** Shows the whole graph once it has been laid out. */
  fitNext(): void {
    this.fitWanted = true;
    this.requestUpdate();
  }

  /** Zooms around the middle. */
  zoom(factor: number): void {
    this.camera?.zoom(factor, { x: this.openWidth / 2, y: this.clientHeight / 2 });
  }

  /** Shows the graph in its own size, around the same middle. */
  wholeSize(): void {
    this.zoom(1 / this.scale);
  }

  get scale(): number {
    return this.view?.scale ?? 1;
  }

  /** The point of the graph in the middle of the window. */
  get middle(): Point {
    const middle = { x: this.clientWidth / 2, y: this.clientHeight / 2 };
    return this.camera?.toGraph(middle) ?? middle;
  }

  toScreen(at: Point): Point {
    return this.camera?.toScreen(at) ?? at;
  }

  /** Brings a node, group or note into sight, and moves no further than it must. */
  locate(key: string): void {
    const rect = this.view?.rectOf(key);
    if (rect) this.camera?.reveal(rect, this.openWidth, this.clientHeight);
  }

  /** Where a node's title, one of its sockets or one of its params is seen: for lessons and tests. Client coordinates. */
  whereIs(
    key: string,
    part?: { readonly socket: string; readonly side?: "output" } | { readonly param: string },
  ): Point | undefined {
    const at = this.view && partPlace(this.view, key, part);
    const { left, top } = this.getBoundingClientRect();
    const { x, y } = at ? this.toScreen(at) : { x: 0, y: 0 };
    return at && { x: left + x, y: top + y };
  }

  /** Where a node, group or note is seen. Client coordinates. */
  rectOf(key: string): Rect | undefined {
    const rect = this.view?.rectOf(key);
    if (!rect) return undefined;
    const { left, top } = this.getBoundingClientRect();
    const { x, y } = this.toScreen(rect);
    return { x: left + x, y: top + y, width: rect.width * this.scale, height: rect.height * this.scale };
  }

  /** The nodes that lie wholly in view; undefined where all of them do. */
  inView(): readonly string[] | undefined {
    const { left, top, height } = this.getBoundingClientRect();
    const isSeen = (id: string): boolean => {
      const rect = this.rectOf(id);
      if (!rect) return false;
      const [x, y] = [rect.x - left, rect.y - top];
      return x >= 0 && y >= 0 && x + rect.width <= this.openWidth && y + rect.height <= height;
    };
    const seen = this.graph.nodes.map(({ id }) => id).filter(isSeen);
    return seen.length === this.graph.nodes.length ? undefined : seen;
  }

  /** Width of the part that nothing lies over. */
  get openWidth(): number {
    return this.clientWidth - this.covered;
  }

  /** Shows what a node gives. */
  showValue(id: string, value: ShownValue | undefined): void {
    if (value?.scatter) this.scattered.set(id, value);
    else this.scattered.delete(id);
    if (value?.scatter) void this.showPoints(id);
    else this.view?.setPreview(id, value && this.previews.preview(id, value, words(this.language)));
  }

  /** Draws points; what draws them is fetched with the first. */
  private async showPoints(id: string): Promise<void> {
    this.points ??= new (await import("../laboratory/scatter-preview.ts")).ScatterPreviews();
    const { scatter, t } = this.scattered.get(id) ?? {};
    const { language, looks } = this;
    if (scatter)
      this.view?.setPreview(id, this.points.preview(id, { scatter, t, language, theme: themes[this.theme], looks }));
  }

  override focus(): void {
    this.renderRoot.querySelector("canvas")?.focus();
  }

  /** Shows something over the canvas instead of what is there. */
  open(overlay: Overlay): void {
    this.overlay = overlay;
  }

  /** Takes away what lies over the canvas. */
  close(): void {
    if (!this.overlay) return;
    this.overlay = undefined;
    this.focus();
  }

  closeField(): void {
    const field = this.renderRoot.querySelector<ParamField>("repaint-param");
    if (!field?.complaint) this.close(); // It stays until it is right or taken back.
  }

  /** What lies over the canvas at a place of the graph does not move with it. */
  viewChanged(): void {
    if (this.overlay && this.overlay.kind !== "words") this.overlay = undefined;
  }

  override render(): TemplateResult {
    const w = words(this.language);
    const summary = w.canvasSummary(this.graph.nodes.length, this.graph.links.length);
    const at = this.spoken();
    const isEmpty = this.graph.nodes.length + (this.graph.notes?.length ?? 0) === 0;
    return html`<canvas
        tabindex="0"
        role="application"
        data-keys="graph"
        aria-label=${w.canvasLabel}
        aria-describedby="about"
        aria-activedescendant=${at === undefined ? nothing : "at"}
        @keydown=${this.key}
        @focus=${this.focused}
        @dblclick=${(e: MouseEvent) => this.camera && this.actions.twice(this.graphPoint(e))}
        @pointerdown=${() => this.overlay?.kind !== "param" && this.overlay?.kind !== "words" && this.close()}
        @dragover=${this.dragOver}
        @dragleave=${() => this.view?.mark({ target: undefined })}
        @drop=${this.drop}
        ><span id="at" role="img" aria-label=${at ?? summary}></span
      ></canvas>
      <span id="about" hidden>${summary}. ${w.outline.canvasKeys}</span>
      ${this.map ? html`<canvas class="map" aria-hidden="true" @pointerdown=${this.toMap} @pointermove=${this.toMap}></canvas>` : nothing}
      ${isEmpty ? html`<p>${w.emptyCanvas}</p>` : nothing}${this.overlay ? overlayOf(this, this.actions, this.overlay) : nothing}`;
  }

  /** The outline's words are fetched when the keys first come here. */
  private readonly focused = async (): Promise<void> => {
    if (this.speak) return;
    this.speak = (await import("../outline/rows.ts")).spokenOf;
    this.requestUpdate();
  };

  /** What has the keys' focus, in words: what the outline says of it. */
  private spoken(): string | undefined {
    const [id] = this.selected ?? [];
    return id === undefined
      ? undefined
      : (this.speak?.(this.graph, this.registry, this.language, id, this.socket) ?? id);
  }

  protected override firstUpdated(): void {
    const canvas = this.renderRoot.querySelector("canvas");
    if (!canvas) return;
    const coarse = matchMedia("(pointer: coarse)");
    this.view = new GraphView(canvas, () => this.paintMap());
    this.view.coarse = coarse.matches;
    this.camera = new Camera(canvas, this.view, () => this.viewChanged());
    this.gestures = new Gestures(canvas, this.view, this.camera, this.actions.host());
    this.size = new PixelSize(canvas, (...pixels) => {
      this.view?.resize(...pixels);
      this.fitIfWanted();
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.size?.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.size?.stop();
  }

  private fitIfWanted(): void {
    if (!this.fitWanted || this.clientWidth === 0) return;
    this.fitWanted = false;
    if (this.graph.nodes.length > 0) return this.fit();
    this.view?.look({ x: 0, y: 0 }, 1); // An empty canvas: what is put there stays where it is put.
    this.viewChanged();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!this.view) return;
    const laid = ["graph", "registry", "language", "problems", "zoneLabel", "free"] as const;
    if (laid.some((name) => changed.has(name))) this.project(this.view);
    if (changed.has("theme")) this.view.setTheme(themes[this.theme]);
    if (changed.has("theme") || changed.has("language") || changed.has("looks"))
      for (const id of this.scattered.keys()) void this.showPoints(id);
    const { selected, wire, active, paused, marked, missing, socket } = this;
    if (
      (["selected", "wire", "active", "paused", "stops", "marked", "missing", "socket"] as const).some((name) =>
        changed.has(name),
      )
    ) {
      this.view.mark({ selected, wire, active, paused, marked, missing, socket, stops: new Set(this.stops) });
    }
    this.fitIfWanted();
    const before = changed.get("active");
    if (this.slow && active !== undefined && before !== undefined) void this.view.travel(before, active);
    if (changed.has("map")) this.paintMap();
    if (changed.has("overlay") && this.overlay) this.focusOverlay();
  }

  private focusOverlay(): void {
    const part = this.renderRoot.querySelector<HTMLElement>("repaint-param, .words, .hint button");
    if (part instanceof LitElement) void part.updateComplete.then(() => part.focus());
    else part?.focus();
    if (part instanceof HTMLTextAreaElement) part.select();
  }

  private project(view: GraphView): void {
    const { registry, language, problems, zoneLabel, free } = this;
    const pill = words(language).pill;
    view.show(sceneOf(this.graph, { registry, language, problems, zoneLabel, pill, measure: this.measure, free }));
    const { overlay } = this;
    if (overlay?.kind === "param" && !view.faceOf(overlay.node)) this.overlay = undefined;
  }

  private graphPoint(e: MouseEvent): Point {
    return this.camera?.toGraph(this.camera.screen(e)) ?? { x: 0, y: 0 };
  }

  private paintMap(): void {
    const canvas = this.map ? this.renderRoot.querySelector<HTMLCanvasElement>(".map") : null;
    if (!canvas || !this.view || !this.camera) return;
    const corner = this.camera.toGraph({ x: 0, y: 0 });
    const seen = { ...corner, width: this.openWidth / this.scale, height: this.clientHeight / this.scale };
    this.mapPlace = paintMap(canvas, this.view, seen, themes[this.theme]);
  }

  /** The small picture was clicked, or something was dragged over it. */
  private toMap(event: PointerEvent): void {
    if (event.buttons === 0 || !this.mapPlace) return;
    const at = fromMap({ x: event.offsetX, y: event.offsetY }, this.mapPlace);
    this.camera?.centre(at, this.openWidth, this.clientHeight);
  }

  private key(event: KeyboardEvent): void {
    if (!canvasKey(event, this)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Drops what the pointer is doing. @returns whether it was doing anything. */
  abandon(): boolean {
    return this.gestures?.abandon() === true;
  }

  /** A node from the palette is held over the canvas; its type travels in the name of a format. */
  private dragOver(event: DragEvent): void {
    event.preventDefault();
    const prefix = `${nodeDragType}+`;
    const type = event.dataTransfer?.types.find((name) => name.startsWith(prefix))?.slice(prefix.length);
    const wire = type === undefined ? undefined : this.view?.wireAt(this.graphPoint(event), 24);
    this.view?.mark({ target: wire && this.actions.wayOf(type, wire) ? wire.key : undefined });
  }

  private drop(event: DragEvent): void {
    const type = event.dataTransfer?.getData(nodeDragType);
    const at = this.graphPoint(event);
    event.preventDefault();
    this.view?.mark({ target: undefined });
    if (type) {
      event.stopPropagation();
      this.actions.dropType(type, at, this.view?.wireAt(at, 24));
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

customElements.define("repaint-canvas", GraphCanvas);

declare global {
  interface HTMLElementTagNameMap {
    "repaint-canvas": GraphCanvas;
  }
}
