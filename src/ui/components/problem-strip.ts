import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { GraphFile, GraphNode } from "../../runtime/graph/format.ts";
import type { Registry } from "../../runtime/node.ts";
import type { Problem } from "../../runtime/problem.ts";
import type { Language } from "../../runtime/text.ts";
import { emit } from "../events.ts";
import type { Fix, fixesOf } from "../fixes/index.ts";
import { words } from "../i18n/index.ts";
import { visibleId } from "../own/visible.ts";
import { titleOf } from "../scene-of.ts";
import { icon, shared } from "../theme/shared.ts";

/** So many are listed; a reader mends the first ones first. */
const MOST = 100;

/**
 * What is wrong, a sentence each with its remedy, and a line for what the pointer is doing. A click on a problem selects
 * its node and shows the socket; where something mechanical would help, a button does it.
 *
 * @fires locate with a node and its socket
 * @fires edit with a fix; status with what it did
 * @fires command `dismiss`, and `save` where the browser keeps nothing
 */
export class ProblemStrip extends LitElement {
  @property({ attribute: false }) problems!: readonly Problem[];
  @property({ attribute: false }) graph!: GraphFile;
  @property({ attribute: false }) registry!: Registry;
  @property() language!: Language;
  @property() status!: string;
  /** Those of the problems that are told once, and go when they are read. */
  @property({ attribute: false }) notices!: readonly Problem[];
  private fixesOf: typeof fixesOf | undefined;

  static override styles = [
    shared,
    css`
      :host {
        display: block;
        max-height: 132px;
        overflow: auto;
        background: var(--panel);
        border-top: 1px solid var(--line);
        scrollbar-width: thin;
      }
      .line {
        display: flex;
        align-items: center;
        gap: 8px;
        min-height: 28px;
        padding: 0 12px;
        color: var(--muted);
        font-size: 12px;
      }
      ul {
        margin: 0;
        padding: 0 0 4px;
        list-style: none;
      }
      li {
        display: flex;
        align-items: flex-start;
      }
      li .told {
        display: flex;
        flex: 0 1 auto;
        gap: 6px;
        height: auto;
        margin: 0;
        padding: 4px 12px;
        justify-content: flex-start;
        align-items: flex-start;
        border: 0;
        border-radius: 0;
        text-align: left;
        white-space: normal;
      }
      li .icon {
        margin-top: 1px;
      }
      .error .icon {
        color: var(--error);
      }
      .remedy {
        color: var(--muted);
      }
      .where {
        font-weight: 600;
      }
      li .fix {
        flex: none;
        margin: 2px 4px 2px 0;
        padding: 2px 8px;
        border: 1px solid var(--edge);
        border-radius: 4px;
      }
      .close {
        flex: none;
        padding: 0 6px;
      }
    `,
  ];

  /** The remedies are fetched when there is first something to mend. */
  protected override willUpdate(): void {
    if (this.problems.length > 0 && !this.fixesOf) void this.fetchFixes();
  }

  private async fetchFixes(): Promise<void> {
    this.fixesOf = (await import("../fixes/index.ts")).fixesOf;
    this.requestUpdate();
  }

  override render(): TemplateResult {
    const w = words(this.language);
    const summary = this.problems.length === 0 ? w.noProblems : w.problems(this.problems.length);
    return html`<div class="line" role="status" aria-live="polite">${this.status || summary}</div>
      ${
        this.problems.length > 0
          ? html`<ul>
              ${this.problems.slice(0, MOST).map((problem) => this.entry(problem))}
            </ul>`
          : nothing
      }`;
  }

  private entry(problem: Problem): TemplateResult {
    const { language } = this;
    const node = this.graph.nodes.find(({ id }) => problem.node !== undefined && id === visibleId(problem.node));
    const w = words(language);
    const isNotice = this.notices.includes(problem);
    const told = html`${icon(problem.severity === "error" ? "circle-alert" : "triangle-alert")}
      <span
        >${node ? html`<span class="where">${titleOf(node, this.registry, language)}</span> · ` : nothing}
        ${problem.message[language]} <span class="remedy">${problem.remedy[language]}</span></span
      >`;
    return html`<li class=${problem.severity}>
      ${
        node
          ? html`<button class="told" @click=${() => this.lead(node, problem)}>${told}</button>`
          : html`<p class="told">${told}</p>`
      }
      ${this.fixesOf?.(problem, this.graph, this.registry).map(
        (fix) => html`<button class="fix" @click=${() => this.mend(fix, isNotice)}>${fix.label[language]}</button>`,
      )}
      ${
        problem.code === "not-saved"
          ? html`<button class="fix" @click=${() => emit(this, "command", "save")}>${w.saveHint}</button>`
          : nothing
      }
      ${
        !isNotice
          ? nothing
          : html`<button class="close" aria-label=${w.remove} @click=${() => emit(this, "command", "dismiss")}>
              ${icon("x")}
            </button>`
      }
    </li>`;
  }

  private lead({ id, type }: GraphNode, { socket: name }: Problem): void {
    const { inputs = [], outputs = [] } = this.registry.get(type) ?? {};
    const side = inputs.some((input) => input.name === name) ? "input" : "output";
    const known = name !== undefined && [...inputs, ...outputs].some((socket) => socket.name === name);
    emit(this, "locate", known ? { node: id, side, name } : id);
  }

  private mend({ edit, label }: Fix, isNotice: boolean): void {
    emit(this, "edit", { edit });
    if (isNotice) emit(this, "command", "dismiss");
    emit(this, "status", words(this.language).canvas.fixed(label[this.language]));
  }
}

customElements.define("repaint-problems", ProblemStrip);
