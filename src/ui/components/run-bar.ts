import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Language } from "../../runtime/text.ts";
import type { Progress, RunState } from "../engine/messages.ts";
import { emit, type Command } from "../events.ts";
import { formatNumber, formatSeconds } from "../format.ts";
import { words } from "../i18n/index.ts";
import type { IconName } from "../theme/icons.ts";
import { icon, shared } from "../theme/shared.ts";

/**
 * Run, pause, step and stop; how far the run is, how fast, and how long it will take.
 *
 * @fires command
 */
export class RunBar extends LitElement {
  @property() state: RunState | "idle" = "idle";
  @property({ attribute: false }) progress: Progress | undefined;
  /** Calls of the next run, and the seconds it will take where that is known. */
  @property({ attribute: false }) expected:
    { readonly calls: number; readonly complete: boolean; readonly seconds: number } | undefined;
  @property() language: Language = "en";

  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 8px;
        width: 240px;
        padding: 12px;
      }
      :host([row]) {
        flex-flow: row wrap;
        align-items: center;
        gap: 8px 16px;
        width: auto;
        padding: 8px 12px;
      }
      :host([row]) .track {
        flex: 1 1 64px;
        min-width: 64px;
      }
      :host([row]) .lines {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0 12px;
      }
      .buttons {
        display: flex;
        gap: 4px;
      }
      .run {
        min-width: 92px;
        height: 32px;
        padding: 0 16px 0 12px;
        background: var(--text);
        color: var(--panel);
        font-weight: 600;
      }
      .run:hover:not(:disabled) {
        background: var(--text);
        border-color: var(--text);
        opacity: 0.88;
      }
      .run .icon {
        fill: currentColor;
      }
      .plain {
        height: 32px;
        border-color: var(--line);
      }
      .track {
        height: 4px;
        border-radius: 2px;
        background: var(--line);
        overflow: hidden;
      }
      .bar {
        height: 100%;
        background: var(--generated);
      }
      .lines {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 2px 8px;
      }
      .lines .label {
        font-size: 12px;
      }
      .end {
        text-align: right;
      }
    `,
  ];

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>(".run")?.focus();
  }

  override render(): TemplateResult {
    const w = words(this.language);
    const busy = this.state === "running" || this.state === "paused";
    return html`<div class="buttons">
        ${busy ? this.button("run", "square", w.stop, "stop") : this.button("run", "play", w.run, "run")}
        ${
          this.state === "paused"
            ? html`${this.button("plain", "play", w.resume, "resume")}${this.small("step-forward", w.step, "step")}`
            : nothing
        }
        ${this.state === "running" ? this.button("plain", "pause", w.pause, "pause") : nothing}
      </div>
      ${this.figures()}`;
  }

  private button(kind: string, name: IconName, text: string, command: Command): TemplateResult {
    return html`<button class=${kind} @click=${() => emit(this, "command", command)}>${icon(name)}${text}</button>`;
  }

  private small(name: IconName, hint: string, command: Command): TemplateResult {
    return html`<button class="plain" title=${hint} aria-label=${hint} @click=${() => emit(this, "command", command)}>
      ${icon(name)}
    </button>`;
  }

  private figures(): TemplateResult {
    const { progress, language } = this;
    const w = words(language);
    if (this.state === "idle" || !progress) return this.forecast();
    const share = progress.evaluationsTotal > 0 ? progress.evaluations / progress.evaluationsTotal : 1;
    const busy = this.state === "running" || this.state === "paused";
    const time = busy
      ? w.left(formatSeconds(progress.secondsLeft, language))
      : w.took(formatSeconds(progress.seconds, language));
    const states = { ...w, idle: "" };
    return html`<div class="track"><div class="bar" style="width:${(share * 100).toFixed(2)}%"></div></div>
      <div class="lines">
        <span>${w.calls(formatNumber(progress.evaluations), formatNumber(progress.evaluationsTotal))}</span>
        <span class="end">t = ${progress.t}</span>
        <span class="label"
          >${states[this.state]}${progress.rate > 0 && progress.evaluationsTotal > 0 ? ` · ${w.rate(progress.rate.toFixed(1))}` : ""}</span
        >
        <span class="label end">${time}</span>
      </div>`;
  }

  private forecast(): TemplateResult {
    const { expected, language } = this;
    const w = words(language);
    if (!expected) return html`${nothing}`;
    const calls = formatNumber(expected.calls);
    const about = expected.seconds > 0 ? w.about(formatSeconds(expected.seconds, language)) : "";
    return html`<div class="track"></div>
      <div class="lines">
        <span>${w.calls("0", expected.complete ? calls : w.atLeast(calls))}</span>
        <span class="label end">${about}</span>
      </div>`;
  }
}

customElements.define("repaint-run-bar", RunBar);
