import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Registry } from "../../runtime/node.ts";
import type { Language } from "../../runtime/text.ts";
import type { Walk } from "../engine/messages.ts";
import { emit } from "../events.ts";
import { formatNumber, formatSeconds } from "../format.ts";
import { words } from "../i18n/index.ts";
import { isLocked, type Free } from "../lesson/locks.ts";
import { titleOf } from "../scene-of.ts";
import { shared } from "../theme/shared.ts";
import type { ThemeName } from "../theme/tokens.ts";
import { jumpColour } from "../timeline/colours.ts";
import type { Compared } from "../timeline/compare.ts";
import { plotPartAt, PlotHelp } from "../timeline/explain.ts";
import { frameOf, paintPlot, placeOf, transitionAt, type PlotFrame } from "../timeline/plot.ts";
import {
  draggedValue,
  handleEdit,
  handlesOf,
  jumpBacksOf,
  keyedValue,
  levelAt,
  NO_LIMIT,
  paramOf,
  reasonOf,
  topOf,
  type Handle,
  type PlotScale,
} from "../timeline/teeth.ts";
import { timelineStyles } from "../timeline/timeline-styles.ts";

/** One drag: what was held, where, and at which scale. */
interface Drag {
  readonly handle: Handle;
  readonly jump_length: number;
  readonly from: readonly [number, number];
  readonly scale: PlotScale;
  readonly gesture: string;
  value: number;
}

const isWalk = (walk: Walk | undefined): walk is Walk => walk !== undefined;

let gestures = 0;

/**
 * The level t over the transitions of the whole run, from the dry run: what is done solid, what is to come faint. The
 * schedule is edited on it, by the teeth; and the moment that is looked at is moved along it.
 *
 * @fires edit
 * @fires player
 */
export class TimelineView extends LitElement {
  @property({ attribute: false }) graph!: GraphFile;
  @property({ attribute: false }) registry!: Registry;
  @property({ attribute: false }) walk: Walk | undefined;
  /** The walk of a run that goes on with an earlier graph. */
  @property({ attribute: false }) runWalk: Walk | undefined;
  /** The schedule that is laid over. */
  @property({ attribute: false }) compared: Compared | undefined;
  /** The graph's walk is on its way. */
  @property({ type: Boolean }) checking = false;
  /** Transitions made so far. */
  @property({ type: Number }) done = 0;
  /** The transition that is looked at, where it is not the last one made. */
  @property({ attribute: false }) cursor: number | undefined;
  /** How long a run will take; 0 when that is not known. */
  @property({ type: Number }) seconds = 0;
  @property({ attribute: false }) breaks: readonly number[] = [];
  /** Params that a lesson lets the reader change. */
  @property({ attribute: false }) free: Free;
  @property() language: Language = "en";
  @property() theme: ThemeName = "dark";
  @state() size: readonly [number, number] = [0, 0];
  @state() drag: Drag | undefined;
  /**
   * CSS pixels of the page in one of the plot's own: more than one where it is shown enlarged. Measured where its layout is
   * known: to ask while drawing would lay the whole page out once more for every transition of a run.
   */
  @state() zoom = 1;
  private observer: ResizeObserver | undefined;
  private scrubbing = false;
  private readonly help = new PlotHelp(this);
  private focusGesture = "";

  static override styles = [shared, timelineStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    this.observer = new ResizeObserver(() => {
      const { clientWidth, clientHeight } = this;
      this.size = [clientWidth, clientHeight];
      this.zoom = clientWidth > 0 ? this.getBoundingClientRect().width / clientWidth : 1;
    });
    this.observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer?.disconnect();
  }

  private get shown(): Walk | undefined {
    return this.runWalk ?? this.walk;
  }

  private frame(walk: Walk): PlotFrame {
    return frameOf(...this.size, [walk, this.runWalk, this.compared?.walk].filter(isWalk));
  }

  override render(): TemplateResult {
    const { walk } = this;
    if (!walk && this.checking) return html``;
    if (!walk || walk.transitions === 0) return html`<p class="empty">${words(this.language).plotEmpty}</p>`;
    const frame = this.frame(walk);
    const w = words(this.language);
    const second = this.legend(walk);
    const label = [w.plotLabel(formatNumber(walk.transitions), formatNumber(walk.evaluations)), second].join(" ");
    return html`<canvas role="img" aria-label=${label.trim()}></canvas>
      ${second ? html`<p class="legend" role="status">${second}</p>` : nothing} ${this.scrubber(frame)}
      ${handlesOf(this.graph, walk).map((handle) => this.handle(handle, frame))} ${this.tip(frame)}`;
  }

  /** What is laid over, its network calls, and how many more or less they are. */
  private legend(walk: Walk): string {
    const { compared, language } = this;
    if (!compared) return "";
    const difference = compared.walk.evaluations - walk.evaluations;
    const sign = difference > 0 ? "+" : difference < 0 ? "−" : "±";
    const calls = formatNumber(compared.walk.evaluations);
    return words(language).timeline.compared(
      compared.title(language),
      compared.walk.complete ? calls : words(language).atLeast(calls),
      `${sign}${formatNumber(Math.abs(difference))}`,
    );
  }

  private scrubber(frame: PlotFrame): TemplateResult {
    const w = words(this.language).timeline;
    const at = this.cursor ?? this.done;
    const { shown } = this;
    const all = formatNumber(shown?.transitions ?? 0);
    const t = formatNumber(shown ? levelAt(shown, at) : 0);
    const up = shown !== undefined && at > 0 && (shown.to[at - 1] ?? 0) > (shown.from[at - 1] ?? 0);
    const text = at === 0 ? w.atStart(all, t) : w.where(formatNumber(at), all, t, up);
    return html`<div
      class="scrub"
      role="slider"
      tabindex="0"
      aria-label=${w.scrubber}
      aria-valuemin="0"
      aria-valuemax=${shown?.transitions ?? 0}
      aria-valuenow=${at}
      aria-valuetext=${text}
      @pointerdown=${(e: PointerEvent) => this.startScrub(e, frame)}
      @pointermove=${(e: PointerEvent) => (this.scrubbing ? this.scrub(e, frame) : this.explainAt(e, frame))}
      @pointerleave=${() => void this.help.say(undefined, this.language)}
      @focus=${() => void this.help.say("scrubber", this.language)}
      @blur=${() => void this.help.say(undefined, this.language)}
      @pointerup=${() => (this.scrubbing = false)}
      @pointercancel=${() => (this.scrubbing = false)}
      @keydown=${(e: KeyboardEvent) => this.scrubKey(e, at)}
    ></div>`;
  }

  /** Where an event is on the plot. */
  private inside({ clientX, clientY }: PointerEvent): readonly [number, number] {
    const { left, top } = this.getBoundingClientRect();
    const { zoom } = this;
    return [(clientX - left) / zoom, (clientY - top) / zoom];
  }

  private explainAt(event: PointerEvent, frame: PlotFrame): void {
    const { shown } = this;
    if (!shown) return;
    const limits = jumpBacksOf(this.graph).map(({ start_resampling }) => start_resampling + 1);
    const part = plotPartAt(frame, shown, ...this.inside(event), {
      breaks: this.breaks,
      limits: limits.filter((level) => level < frame.top),
      compared: this.compared?.walk,
      edited: this.runWalk && this.walk,
    });
    void this.help.say(part, this.language);
  }

  private handleFocused(handle: Handle): void {
    this.focusGesture = `timeline-keys-${gestures++}`;
    void this.help.say(handle.kind, this.language);
  }

  private startScrub(event: PointerEvent, frame: PlotFrame): void {
    if (event.button !== 0 || !(event.currentTarget instanceof HTMLElement)) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    this.scrubbing = true;
    this.scrub(event, frame);
  }

  private scrub(event: PointerEvent, frame: PlotFrame): void {
    this.scrubTo(transitionAt(frame, this.inside(event)[0]));
  }

  private scrubTo(transition: number): void {
    const most = this.done;
    if (most === 0) return;
    emit(this, "player", { kind: "scrub", transition: Math.min(most, Math.max(0, transition)) });
  }

  private scrubKey(event: KeyboardEvent, at: number): void {
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: 1,
      ArrowUp: 1,
      ArrowLeft: -1,
      ArrowDown: -1,
      PageUp: 10,
      PageDown: -10,
      Home: -Infinity,
      End: Infinity,
    };
    const step = steps[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.scrubTo(at + step);
  }

  private handle(handle: Handle, frame: PlotFrame): TemplateResult {
    const w = words(this.language).timeline;
    const node = this.graph.nodes.find(({ id }) => id === handle.node);
    const name = w.handle[handle.kind](node ? titleOf(node, this.registry, this.language) : handle.node);
    const [x, y] = placeOf(frame, ...handle.at);
    const locked = isLocked(this.free, handle.node, paramOf(handle));
    const held = this.drag?.handle.key === handle.key;
    const colour = handle.order < 0 ? "" : `--handle:${jumpColour(this.theme, handle.order)};`;
    const shift = handle.kind === "limit" ? 8 + 8 * handle.order : handle.kind === "steps" ? -2 : 0;
    return html`<div
      class="handle ${handle.kind} ${held ? "held" : ""} ${locked ? "locked" : ""}"
      style="${colour}left:${(x + shift).toFixed(1)}px;top:${y.toFixed(1)}px"
      role="slider"
      tabindex="0"
      title=${locked ? `${name}. ${words(this.language).locked}` : name}
      aria-label=${name}
      aria-disabled=${locked ? "true" : nothing}
      aria-orientation=${handle.kind === "count" ? "horizontal" : "vertical"}
      aria-valuemin=${handle.min}
      aria-valuemax=${handle.max}
      aria-valuenow=${handle.value}
      aria-valuetext=${this.valueText(handle)}
      @pointerdown=${(e: PointerEvent) => this.take(e, handle, frame)}
      @pointermove=${(e: PointerEvent) => this.pull(e)}
      @pointerup=${() => (this.drag = undefined)}
      @pointercancel=${() => (this.drag = undefined)}
      @pointerenter=${() => void this.help.say(handle.kind, this.language)}
      @pointerleave=${() => void this.help.say(undefined, this.language)}
      @focus=${() => this.handleFocused(handle)}
      @blur=${() => void this.help.say(undefined, this.language)}
      @keydown=${(e: KeyboardEvent) => this.key(e, handle)}
    ></div>`;
  }

  /** `j = 7`, and why no tooth can be seen where none can. */
  private valueText(handle: Handle): string {
    const { kind, value, node } = handle;
    const w = words(this.language).timeline;
    const text = `${w.value[kind]} = ${kind === "limit" && value >= NO_LIMIT ? w.noLimit : formatNumber(value)}`;
    if (isLocked(this.free, handle.node, paramOf(handle))) return `${text}. ${words(this.language).locked}`;
    const why = this.why(node);
    return why === undefined || kind === "steps" ? text : `${text}. ${why}`;
  }

  private why(node: string): string | undefined {
    const jump = jumpBacksOf(this.graph).find(({ id }) => id === node);
    const T = this.walk ? topOf(this.walk) : 0;
    const reason = jump && reasonOf(jump, T);
    return reason && words(this.language).timeline.reason(reason, formatNumber(jump.jump_length), formatNumber(T));
  }

  private take(event: PointerEvent, handle: Handle, frame: PlotFrame): void {
    if (event.button !== 0 || !(event.currentTarget instanceof HTMLElement)) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    event.currentTarget.focus();
    if (this.refuses(handle)) return;
    this.drag = {
      handle,
      jump_length: jumpBacksOf(this.graph).find(({ id }) => id === handle.node)?.jump_length ?? 1,
      from: this.inside(event),
      scale: {
        pixelsPerLevel: frame.height / frame.top,
        pixelsPerTransition: frame.width / frame.transitions,
        T: frame.top,
      },
      gesture: `timeline-${gestures++}`,
      value: handle.value,
    };
  }

  private pull(event: PointerEvent): void {
    const { drag } = this;
    if (!drag) return;
    const [x, y] = this.inside(event);
    const moved = [x - drag.from[0], drag.from[1] - y] as const;
    this.give(drag, draggedValue(drag.handle, drag.jump_length, moved, drag.scale));
  }

  private give(drag: Drag, value: number): void {
    if (value === drag.value) return;
    drag.value = value;
    emit(this, "edit", { edit: handleEdit(drag.handle, value), gesture: drag.gesture });
    this.requestUpdate();
  }

  private key(event: KeyboardEvent, handle: Handle): void {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.walk) return;
    if (event.key === "Escape" && this.drag) {
      this.give(this.drag, this.drag.handle.value);
      this.drag = undefined;
      return;
    }
    const value = keyedValue(handle, event.key, topOf(this.walk));
    if (value === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (value === handle.value || this.refuses(handle)) return;
    emit(this, "edit", { edit: handleEdit(handle, value), gesture: `${this.focusGesture}-${handle.key}` });
  }

  /** Whether a lesson leaves what a handle changes as it is; says so. */
  private refuses(handle: Handle): boolean {
    const locked = isLocked(this.free, handle.node, paramOf(handle));
    if (locked) emit(this, "status", words(this.language).locked);
    return locked;
  }

  /** What the held handle says: its value, and what a run will cost. */
  private tip(frame: PlotFrame): TemplateResult | typeof nothing {
    const { drag, walk, language } = this;
    if (!drag || !walk) return nothing;
    const w = words(language);
    const now = handlesOf(this.graph, walk).find(({ key }) => key === drag.handle.key);
    const [x, y] = placeOf(frame, ...(now ?? drag.handle).at);
    const calls = formatNumber(walk.evaluations);
    const time = this.seconds > 0 ? ` · ${w.about(formatSeconds(this.seconds, language))}` : "";
    const limit = drag.handle.kind === "limit" && drag.value >= NO_LIMIT;
    const names = w.timeline;
    const value = `${names.value[drag.handle.kind]} = ${limit ? names.noLimit : formatNumber(drag.value)}`;
    const why = this.why(drag.handle.node);
    const side = x > this.size[0] * 0.6 ? `right:${this.size[0] - x + 16}px` : `left:${x + 16}px`;
    const cost = names.calls(walk.complete ? calls : w.atLeast(calls));
    return html`<div class="tip" role="status" style="${side};top:${Math.max(2, y - 14)}px">
      ${value} · ${cost}${time} ${why === undefined ? nothing : html`<span class="why">${why}</span>`}
    </div>`;
  }

  protected override updated(_changed: PropertyValues<this>): void {
    const canvas = this.renderRoot.querySelector("canvas");
    const ctx = canvas?.getContext("2d");
    const { walk } = this;
    if (!canvas || !ctx || !walk) return;
    const [width, height] = this.size;
    const pixels = devicePixelRatio * this.zoom;
    canvas.width = Math.round(width * pixels);
    canvas.height = Math.round(height * pixels);
    ctx.setTransform(pixels, 0, 0, pixels, 0, 0);
    paintPlot(ctx, this.frame(walk), {
      walk,
      runWalk: this.runWalk,
      compared: this.compared?.walk,
      jumps: jumpBacksOf(this.graph),
      done: this.done,
      cursor: this.cursor ?? this.done,
      breaks: this.breaks,
      transitionsLabel: words(this.language).transitions(formatNumber((this.shown ?? walk).transitions)),
      theme: this.theme,
    });
  }
}

customElements.define("repaint-timeline", TimelineView);
