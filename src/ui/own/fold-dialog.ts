import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { End } from "../../runtime/graph/format.ts";
import { fold } from "../../runtime/own/fold.ts";
import { isBody } from "../../runtime/graph/format.ts";
import { titleOf } from "../scene-of.ts";
import { dialogStyles } from "../share/dialog-styles.ts";
import { shared } from "../theme/shared.ts";
import { folded, freeName } from "./edits-own.ts";
import { OwnDialog } from "./own-dialog.ts";
import { ownStyles } from "./own-styles.ts";
import { ownWords } from "./own-words.ts";

/** Asks for the title of the node that the selection becomes, and for the params that it shows. Gone once it is closed. */
export class FoldDialog extends OwnDialog {
  @state() override title!: string;
  @state() private shown: ReadonlySet<string> = new Set();

  static override styles = [shared, dialogStyles, ownStyles];

  private get choices(): readonly { readonly of: End; readonly label: string }[] {
    const { graph, registry, selectedNodes, language } = this.studio;
    return graph.nodes
      .filter(({ id }) => selectedNodes.has(id))
      .flatMap((node) =>
        (registry.get(node.type)?.params ?? [])
          .filter(({ advanced, kind }) => !advanced && kind !== "equation")
          .map((param) => ({
            of: [node.id, param.name] as const,
            label: `${titleOf(node, registry, language)} · ${param.title[language]}`,
          })),
      );
  }

  override render(): TemplateResult {
    const { graph, registry, selectedNodes, language } = this.studio;
    const w = ownWords(language);
    const name = freeName(graph, this.title || w.unnamed);
    const words = { en: this.title, zh: this.title };
    const tried = fold(graph, registry, selectedNodes, { name, title: words, id: name, shown: [] });
    const body = tried.definitions?.findLast(isBody);
    const { choices } = this;
    return this.framed(
      "",
      html`<form class="body" @submit=${this.submit}>
        <h2 id="heading">${w.fold}</h2>
        <p class="label">${w.foldAbout(selectedNodes.size, body?.inputs.length ?? 0, body?.outputs.length ?? 0)}</p>
        <label class="field"
          >${w.title}
          <input
            type="text"
            name="title"
            maxlength="80"
            required
            .value=${this.title}
            @input=${(e: Event) => (this.title = (e.target as HTMLInputElement).value)}
          /><span class="label">${w.name(name)}</span>
        </label>
        ${
          choices.length > 0
            ? html`<fieldset>
                <legend>${w.params}</legend>
                ${choices.map(({ of, label }) => this.choice(of, label))}
              </fieldset>`
            : nothing
        }
        <div class="actions">
          <button type="button" @click=${this.leave}>${w.cancel}</button>
          <button class="main">${w.foldNow}</button>
        </div>
      </form>`,
    );
  }

  private choice(of: End, label: string): TemplateResult {
    const key = of.join(".");
    return html`<label class="check"
      ><input type="checkbox" .checked=${this.shown.has(key)} @change=${() => this.toggle(key)} />${label}</label
    >`;
  }

  private toggle(key: string): void {
    const next = new Set(this.shown);
    if (!next.delete(key)) next.add(key);
    this.shown = next;
  }

  protected override willUpdate(): void {
    this.title ??= ownWords(this.studio.language).unnamed;
  }

  private readonly submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const { studio } = this;
    const { graph, registry, selectedNodes, language } = studio;
    const title = this.title.trim();
    const shown = this.choices.map(({ of }) => of).filter((of) => this.shown.has(of.join(".")));
    const folding = { name: freeName(graph, title), title: { en: title, zh: title }, shown };
    const { graph: after, keys } = folded(graph, registry, selectedNodes, folding);
    studio.edit(() => after);
    studio.select(keys);
    studio.announce(ownWords(language).folded(title));
    this.leave();
  };
}

customElements.define("repaint-fold", FoldDialog);

declare global {
  interface HTMLElementTagNameMap {
    "repaint-fold": FoldDialog;
  }
}
