import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { DialogElement } from "../components/dialog.ts";
import { formatNumber } from "../format.ts";
import { consentWords } from "../i18n/consent.ts";
import { words } from "../i18n/index.ts";
import { shared } from "../theme/shared.ts";
import { dialogStyles } from "./dialog-styles.ts";
import type { Proposal } from "./sharing.ts";

/** The title and the facts of something foreign. */
export const factStyles = css`
  .title {
    overflow-wrap: anywhere;
    font-weight: 600;
  }
  .about {
    max-height: 120px;
    overflow: auto;
    overflow-wrap: anywhere;
    white-space: pre-line;
    color: var(--muted);
  }
  ul {
    margin: 0;
    padding: 12px;
    list-style: none;
    background: var(--sunken);
    border-radius: 4px;
    overflow-wrap: anywhere;
  }
  li + li {
    margin-top: 4px;
  }
`;

/**
 * Says what a foreign graph is before it is opened: its title, nodes, network calls, and which model from where.
 *
 * @fires answer with whether to open it
 */
export class ConsentDialog extends DialogElement {
  @property({ attribute: false }) proposal: Proposal | undefined;

  static override styles = [shared, dialogStyles, factStyles];

  override render(): TemplateResult | typeof nothing {
    const { proposal, language } = this;
    if (!proposal) return nothing;
    const w = consentWords(language);
    const { meta } = proposal.graph;
    return html`<dialog aria-labelledby="heading" @cancel=${() => this.answer(false)}>
      <div class="body">
        <h2 id="heading">${w.title}</h2>
        <p>
          <span class="title">${meta?.title?.[language].slice(0, 200) || words(language).untitled}</span>
          <span class="label">${w.from[proposal.from]}</span>
        </p>
        ${meta?.about?.[language] ? html`<p class="about" tabindex="0">${meta.about[language].slice(0, 1000)}</p>` : nothing}
        <ul>
          ${factsOf(proposal, w).map((fact) => html`<li>${fact}</li>`)}
        </ul>
        <p class="label">${w.promise}</p>
        <div class="actions">
          <button @click=${() => this.answer(false)}>${w.leave}</button>
          <button class="main" autofocus @click=${() => this.answer(true)}>${w.open}</button>
        </div>
      </div>
    </dialog>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("proposal")) void this.show();
  }

  private answer(open: boolean): void {
    this.dispatchEvent(new CustomEvent("answer", { detail: open }));
  }
}

/** The facts of a proposal, a line each. */
function factsOf({ survey, counted, notes }: Proposal, w: ReturnType<typeof consentWords>): string[] {
  const { calls } = survey;
  const said = calls && (calls.complete ? w.calls : w.callsAtLeast)(formatNumber(calls.count));
  const models = survey.models.length > 0 ? survey.models : [undefined];
  return [
    w.nodes(formatNumber(survey.nodes), formatNumber(survey.wires)),
    said ?? (counted ? w.noCalls : w.counting),
    ...contentFacts({ ...survey, models }, notes, w),
  ];
}

/** What something foreign brings along: models from where, pictures, nodes unknown here, notes; a line each. */
export function contentFacts(
  {
    models,
    pictures,
    unknownTypes,
  }: {
    readonly models: readonly (string | undefined)[];
    readonly pictures: number;
    readonly unknownTypes: readonly string[];
  },
  notes: readonly unknown[],
  w: ReturnType<typeof consentWords>,
): string[] {
  const unknown = unknownTypes.map((type) => type.slice(0, 40));
  return [
    ...models.slice(0, 5).map((model) => `${w.model}: ${modelLine(model, w)}`),
    ...(pictures > 0 ? [w.pictures(pictures)] : []),
    ...(unknown.length > 0 ? [w.unknown(unknown.slice(0, 5).join(", ") + (unknown.length > 5 ? " …" : ""))] : []),
    ...(notes.length > 0 ? [w.notes(notes.length)] : []),
  ];
}

/** Which model, from where. */
function modelLine(reference: string | undefined, w: ReturnType<typeof consentWords>): string {
  if (reference === undefined) return w.modelNone;
  const name = (reference.split(/[:/]/).at(-1) || reference).slice(0, 80);
  if (/^bundled:[A-Za-z0-9_.-]{1,100}$/.test(reference)) return w.modelBundled(name);
  if (reference.startsWith("points:")) return w.modelPoints;
  if (reference.startsWith("file:")) return w.modelFile(name);
  const url = URL.canParse(reference) ? new URL(reference) : undefined;
  return url?.protocol === "https:" ? w.modelFrom(name, url.host) : w.modelElse(reference.slice(0, 80));
}

customElements.define("repaint-consent", ConsentDialog);
