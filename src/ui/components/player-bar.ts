import { css, html, LitElement, nothing, svg, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Registry } from "../../runtime/node.ts";
import type { Language } from "../../runtime/text.ts";
import type { Goal, Stops, Walk } from "../engine/messages.ts";
import { emit } from "../events.ts";
import { formatNumber } from "../format.ts";
import { words } from "../i18n/index.ts";
import { visibleId } from "../own/visible.ts";
import { titleOf } from "../scene-of.ts";
import { shared } from "../theme/shared.ts";
import type { ThemeName } from "../theme/tokens.ts";
import { jumpColour } from "../timeline/colours.ts";
import { jumpBacksOf, levelAt } from "../timeline/teeth.ts";

/** Drawn on 24 × 24 with a round stroke, as the other icons. */
const shapes = {
  back: "M18 4L18 20M14 4L4 12L14 20Z",
  visit: "M6 4L6 20M10 4L20 12L10 20Z",
  transition: "M3 18L12 8L21 18M15 18h6v-6",
  tooth: "M2 6L8 18L13 7L18 18L22 10",
  node: "M4 7h10a2 2 0 0 1 2 2v6a2 2 0 0 1 -2 2h-10zM16 12h6M19 9l3 3l-3 3",
  level: "M3 12h12M11 8l4 4l-4 4M20 4v16",
  stop: "M12 5a7 7 0 1 0 0 14a7 7 0 1 0 0 -14",
  slow: "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0 -18M12 7v5l4 2",
} as const;

const sign = (name: keyof typeof shapes): TemplateResult =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${svg`<path d=${shapes[name]}></path>`}</svg>`;

/**
 * Steps through a run, forwards and back; where it pauses; and the moment that is looked at.
 *
 * @fires player
 * @fires select
 */
export class PlayerBar extends LitElement {
  @property({ attribute: false }) graph!: GraphFile;
  @property({ attribute: false }) registry!: Registry;
  @property({ attribute: false }) walk: Walk | undefined;
  /** The transition that is looked at. */
  @property({ type: Number }) at = 0;
  @property({ type: Number }) reached = 0;
  /** Whether that is another one than where the run stands. */
  @property({ type: Boolean }) away!: boolean;
  /** Whether the run is going on by itself. */
  @property({ type: Boolean }) busy!: boolean;
  /** Whether the run is one of an earlier graph. */
  @property({ type: Boolean }) old!: boolean;
  @property({ attribute: false }) stops: Stops = { nodes: [], levels: [], slow: false };
  /** The selected node, where there is exactly one. */
  @property() selected: string | undefined;
  @property() language!: Language;
  @property() theme!: ThemeName;
  /** What the schedule can be compared with, and what it is compared with. */
  @property({ attribute: false }) others: readonly (readonly [what: string, title: string])[] = [];
  @property() compared = "";
  @state() level = 10;

  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 2px;
        height: 32px;
        min-width: 0;
        padding: 0 8px 0 0;
        overflow: hidden;
      }
      :host([wrap]) {
        flex-wrap: wrap;
        height: auto;
        padding: 0 8px;
      }
      :host([wrap]) .where {
        flex-basis: 230px;
      }
      :host([wrap][needed]) :is(select, .gap, .stop, .slow) {
        display: none; /* A lesson's step asks for a level, and the graph needs the room. */
      }
      button {
        flex: none;
        width: 28px;
        padding: 0;
      }
      button.chip,
      button.wide {
        width: auto;
        padding: 0 6px;
        font-size: 12px;
      }
      button[aria-pressed="true"] {
        background: var(--raised);
        border-color: var(--edge);
      }
      .stop[aria-pressed="true"] .icon {
        fill: currentColor;
      }
      select {
        flex: 0 1 160px;
        margin-left: 8px;
        padding: 0 4px;
        font-size: 12px;
        text-overflow: ellipsis;
      }
      input {
        flex: none;
        width: 52px;
        text-align: right;
      }
      .gap {
        flex: none;
        width: 1px;
        height: 16px;
        margin: 0 4px;
        background: var(--line);
      }
      .swatch {
        width: 8px;
        height: 8px;
        border-radius: 2px;
        background: var(--jump);
      }
      .where {
        flex: 1;
        min-width: 0;
        overflow: hidden;
        text-align: right;
        text-overflow: ellipsis;
        white-space: nowrap;
        font-size: 12px;
        color: var(--muted);
      }
      .where.away,
      .old {
        color: var(--text);
      }
      i {
        font-family: var(--math);
        padding: 0 2px 0 4px;
      }
    `,
  ];

  override render(): TemplateResult {
    const w = words(this.language).timeline;
    const { level, selected, stops } = this;
    const t = formatNumber(level);
    const none = this.at === 0 && this.reached === 0;
    const node = selected === undefined ? undefined : this.nameOf(selected);
    return html`${this.step("back", w.stepBack, { kind: "back" }, none)}
      ${this.step("visit", words(this.language).step, { kind: "visit" })}
      ${this.step("transition", w.transition, { kind: "transition" })} ${this.step("tooth", w.tooth, { kind: "tooth" })}
      <span class="gap"></span>
      ${this.step("node", node === undefined ? w.toNodeNone : w.toNode(node), { kind: "node", node: selected ?? "" }, selected === undefined)}
      ${this.stopButton(
        node === undefined ? w.breakNodeNone : w.breakNode(node),
        selected !== undefined && stops.nodes.some((id) => visibleId(id) === selected),
        () => selected !== undefined && emit(this, "player", { kind: "break-node", node: selected }),
        selected === undefined,
      )}
      <span class="gap"></span><i>t</i>
      <input type="number" min="0" step="1" .value=${String(level)} aria-label=${w.level} @change=${this.setLevel} />
      ${this.step("level", w.toLevel(t), { kind: "level", t: level })}
      ${this.stopButton(w.breakLevel(t), stops.levels.includes(level), () => emit(this, "player", { kind: "break-level", t: level }))}
      <span class="gap"></span>
      <button
        class="slow"
        title=${w.slow}
        aria-label=${w.slow}
        aria-pressed=${stops.slow}
        @click=${() => emit(this, "player", { kind: "slow" })}
      >
        ${sign("slow")}
      </button>
      ${this.compare()} ${this.chips()} ${this.where()}`;
  }

  private compare(): TemplateResult {
    const w = words(this.language).timeline;
    const choices = [["", w.compareNone], ["now", w.compareNow], ...this.others] as const;
    return html`<select
      aria-label=${w.compare}
      title=${w.compare}
      @change=${(e: Event) => e.target instanceof HTMLSelectElement && emit(this, "compare", e.target.value)}
    >
      ${choices.map(([what, title]) => html`<option value=${what} ?selected=${what === this.compared}>${title}</option>`)}
    </select>`;
  }

  private step(name: keyof typeof shapes, hint: string, goal: Goal, off = false): TemplateResult {
    return html`<button
      title=${hint}
      aria-label=${hint}
      ?disabled=${off || !this.walk}
      @click=${() => emit(this, "player", { kind: "go", goal })}
    >
      ${sign(name)}
    </button>`;
  }

  private stopButton(hint: string, pressed: boolean, act: () => void, off = false): TemplateResult {
    return html`<button
      class="stop"
      title=${hint}
      aria-label=${hint}
      aria-pressed=${pressed}
      ?disabled=${off}
      @click=${act}
    >
      ${sign("stop")}
    </button>`;
  }

  private readonly setLevel = (event: Event): void => {
    if (!(event.currentTarget instanceof HTMLInputElement)) return;
    const value = event.currentTarget.valueAsNumber;
    if (Number.isInteger(value) && value >= 0) this.level = value;
    else event.currentTarget.value = String(this.level);
  };

  private nameOf(id: string): string {
    const [shown = id, ...inside] = id.split("/");
    const node = this.graph.nodes.find((other) => other.id === shown);
    return node ? [titleOf(node, this.registry, this.language), ...inside].join(" / ") : id;
  }

  /** The jump-backs in their colours, and the breakpoints. */
  private chips(): TemplateResult {
    const w = words(this.language).timeline;
    const { nodes, levels } = this.stops;
    const jumps = jumpBacksOf(this.graph);
    const chip = (text: string, act: () => void): TemplateResult =>
      html`<button class="chip" title=${w.unbreak(text)} aria-label=${w.unbreak(text)} @click=${act}>
        ● ${text}
      </button>`;
    return html`${
      jumps.length < 2
        ? nothing
        : jumps.map(
            ({ id, order }) =>
              html`<button class="chip" @click=${() => emit(this, "select", { nodes: [visibleId(id)] })}>
                <span class="swatch" style="--jump:${jumpColour(this.theme, order)}"></span>${this.nameOf(id)}
              </button>`,
          )
    }
    ${nodes.map((node) => chip(this.nameOf(node), () => emit(this, "player", { kind: "break-node", node })))}
    ${levels.map((t) => chip(`t = ${t}`, () => emit(this, "player", { kind: "break-level", t })))}`;
  }

  private where(): TemplateResult {
    const w = words(this.language).timeline;
    const { walk, at } = this;
    if (this.old) return html`<span class="where old" role="status">${w.edited}</span>`;
    if (!walk || this.reached === 0) return html`<span class="where"></span>`;
    const [all, t] = [formatNumber(walk.transitions), formatNumber(levelAt(walk, at))];
    const up = at > 0 && (walk.to[at - 1] ?? 0) > (walk.from[at - 1] ?? 0);
    const text = at === 0 ? w.atStart(all, t) : w.where(formatNumber(at), all, t, up);
    return html`<span class="where ${this.away ? "away" : ""}" title=${text}>${text}</span>${
        this.away
          ? html`<button class="wide" @click=${() => emit(this, "player", { kind: "live" })}>${w.live}</button>`
          : nothing
      }`;
  }
}

customElements.define("repaint-player", PlayerBar);
