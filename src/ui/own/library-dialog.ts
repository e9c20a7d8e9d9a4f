import { html, nothing, type TemplateResult } from "lit";
import { isBody, type OwnDefinition } from "../../runtime/graph/format.ts";
import { JsonError } from "../../runtime/json.ts";
import { problem, UserError } from "../../runtime/problem.ts";
import { typeOf } from "../../runtime/own/identity.ts";
import { withoutUnused } from "../../runtime/own/inside.ts";
import { readNodeFile, withDefinitions, writeNodeFile } from "../../runtime/own/library.ts";
import { chooseFiles, fileName, saveFile } from "../files.ts";
import { dialogStyles, listStyles } from "../share/dialog-styles.ts";
import { icon, shared } from "../theme/shared.ts";
import { olderUses, updated } from "./edits-own.ts";
import { OwnLibrary } from "./own-library.ts";
import { OwnDialog } from "./own-dialog.ts";
import { ownStyles } from "./own-styles.ts";
import { ownWords } from "./own-words.ts";
import { versionOf } from "./version.ts";

/** The node types that the graph brings along and those that this browser keeps. Gone once it is closed. */
export class LibraryDialog extends OwnDialog {
  static override styles = [shared, dialogStyles, listStyles, ownStyles];

  private get library(): OwnLibrary {
    return new OwnLibrary(this.studio.registry);
  }

  override render(): TemplateResult {
    const { graph, library, language } = this.studio;
    const w = ownWords(language);
    const { definitions = [] } = graph;
    return this.framed(
      "wide",
      html`<div class="body">
        <div class="head">
          <h2 id="heading">${w.library}</h2>
          ${this.cross(w.close)}
        </div>
        <p class="label">${w.libraryAbout}</p>
        ${definitions.length + library.length === 0 ? html`<p>${w.none}</p>` : nothing}
        ${this.section(w.inGraph, definitions, true)} ${this.section(w.inLibrary, library, false)}
        <div class="actions"><button @click=${() => void this.open()}>${w.takeUp}</button></div>
      </div>`,
    );
  }

  private section(title: string, list: readonly OwnDefinition[], here: boolean): TemplateResult | typeof nothing {
    if (list.length === 0) return nothing;
    return html`<section>
      <h3>${title}</h3>
      <ul>
        ${list.map((one) => this.entry(one, list, here))}
      </ul>
    </section>`;
  }

  private entry(one: OwnDefinition, list: readonly OwnDefinition[], here: boolean): TemplateResult {
    const { graph, library, language } = this.studio;
    const w = ownWords(language);
    const type = typeOf(one);
    const uses = [...graph.nodes, ...(graph.definitions ?? []).flatMap((other) => (isBody(other) ? other.nodes : []))];
    const count = uses.filter((node) => node.type === type).length;
    const older = here ? olderUses(graph, type) : [];
    const kept = library.some((other) => typeOf(other) === type);
    const title = one.title[language];
    const what = isBody(one) ? w.nodes(one.nodes.length) : (one.equation.split("\n").at(-1) ?? "");
    const button = (label: string, run: () => unknown, hint = label): TemplateResult =>
      html`<button title=${hint} aria-label=${`${label}: ${title}`} @click=${run}>${label}</button>`;
    return html`<li>
      <span class="what">
        <span>${title}</span>
        <span class="label">${what} · ${w.version(versionOf(type))}${here ? ` · ${w.uses(count)}` : nothing}</span>
      </span>
      ${older.length > 0 ? button(w.update, () => this.bringUp(older, type), w.updateHint) : nothing}
      ${here && !kept ? button(w.keepThis, () => void this.keep(one, list)) : nothing}
      ${button(w.save, () => save(one, list))}
      ${
        here && count > 0
          ? nothing
          : html`<button
              aria-label=${`${w.remove}: ${title}`}
              title=${w.remove}
              @click=${() => void this.take(one, here)}
            >
              ${icon("trash-2")}
            </button>`
      }
    </li>`;
  }

  private bringUp(ids: readonly string[], type: string): void {
    this.studio.edit((graph) => updated(graph, ids, type));
    this.requestUpdate();
  }

  private async keep(one: OwnDefinition, all: readonly OwnDefinition[]): Promise<void> {
    const { studio } = this;
    const w = ownWords(studio.language);
    const isKept = await this.library.keep(one, all);
    studio.say(isKept ? w.kept(one.title[studio.language]) : w.notKept);
    await this.reread();
  }

  private async take(one: OwnDefinition, here: boolean): Promise<void> {
    const type = typeOf(one);
    if (here) this.studio.edit((graph) => withoutUnused(graph, type));
    else await this.library.remove(type);
    await this.reread();
  }

  private async reread(): Promise<void> {
    this.studio.takeLibrary(await this.library.all());
    this.requestUpdate();
  }

  private async open(): Promise<void> {
    const { studio } = this;
    for (const file of await chooseFiles(".json", true)) {
      await studio.guarded(async () => {
        const { definitions, notes } = readNodeFile(await textOf(file), studio.registry);
        if (notes.length > 0) studio.tell(notes);
        studio.edit((graph) => withDefinitions(graph, definitions));
      });
    }
    this.requestUpdate();
  }
}

async function textOf(file: File): Promise<string> {
  const text = await file.text();
  try {
    JSON.parse(text);
    return text;
  } catch (cause) {
    if (!(cause instanceof SyntaxError) && !(cause instanceof JsonError)) throw cause;
    const message = { en: `${file.name} is not JSON.`, zh: `${file.name} 不是 JSON。` };
    const remedy = { en: "Choose a file of a node type.", zh: "请选择节点类型文件。" };
    throw new UserError(problem("not-json", message, remedy));
  }
}

function save(one: OwnDefinition, all: readonly OwnDefinition[]): void {
  const name = fileName(one.name, "json");
  saveFile(new File([writeNodeFile(one, all)], name, { type: "application/json" }));
}

customElements.define("repaint-own-nodes", LibraryDialog);

declare global {
  interface HTMLElementTagNameMap {
    "repaint-own-nodes": LibraryDialog;
  }
}
