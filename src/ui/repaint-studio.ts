import { html, LitElement, nothing, type TemplateResult } from "lit";
import { registry } from "../nodes/index.ts";
import { Studio, type StudioPlaces } from "./studio.ts";
import type { GraphCanvas } from "./components/graph-canvas.ts";
import "./components/graph-canvas.ts";
import "./components/node-palette.ts";
import "./components/player-bar.ts";
import "./components/problem-strip.ts";
import "./components/result-panel.ts";
import type { RunBar } from "./components/run-bar.ts";
import "./components/run-bar.ts";
import "./components/top-bar.ts";
import "./components/timeline-view.ts";
import { Handling } from "./commands/handling.ts";
import { joinCanvas } from "./commands/canvas.ts";
import { standardCommands } from "./commands/standard.ts";
import { chooseFiles, saveFile } from "./files.ts";
import { on, type Command, type UiEvents } from "./events.ts";
import { hasWords, loadWords, words } from "./i18n/index.ts";
import { inspectorWidth } from "./components/inspector-styles.ts";
import { layoutStyles } from "./layout/layout-styles.ts";
import { Panels, type Panel } from "./layout/panels.ts";
import { tabList } from "./layout/tab-list.ts";
import { browserShelf } from "./storage/shelf.ts";
import { GalleryStore } from "./gallery/gallery-store.ts";
import { GalleryKeeper } from "./gallery/gallery-keeper.ts";
import { load, partOf } from "./parts.ts";
import { openEditor } from "./share/attributes.ts";
import { controlStyles } from "./share/controls.ts";
import { Desk } from "./share/desk.ts";
import "./share/desk-view.ts";
import "./share/share-menu.ts";
import type { ShareWish } from "./share/share-menu.ts";
import { looksLikeGraph } from "./share/sharing.ts";
import { shared } from "./theme/shared.ts";
import { offerMathFont } from "./theme/math-font.ts";
import { themeStyles } from "./theme/tokens.ts";

/** Where the page's files lie: beside this module. */
const places: StudioPlaces = {
  base: new URL("./", import.meta.url),
  worker: new URL("./engine-worker.js", import.meta.url),
};

/**
 * The editor: bar, palette, canvas, inspector, run and result. It fills its host, knows no other element of the page and
 * changes nothing outside itself.
 *
 * @attr graph the template that is opened first, `repaint` by default; or a graph as JSON, as a link, or the address of its file
 * @attr controls the parts that are shown: `bar`, `palette`, `inspector`, `problems`, `run`; all by default
 * @attr page the editor is the whole page: it reads the address's hash and keeps its graph in the browser
 * @attr lang `en` or `zh`; the browser's by default
 * @attr theme `dark` or `light`; the system's by default
 */
export class RepaintStudio extends LitElement {
  static override properties = { theme: { reflect: true }, version: { state: true } };
  declare theme: "dark" | "light";
  declare version: number;
  readonly studio = new Studio(registry, places);
  private readonly gallery = new GalleryKeeper(this.studio, registry);
  private readonly hands = new Handling(this, registry);
  private readonly desk = new Desk(this.studio, registry, places.base, this);
  private readonly panels = new Panels(this, () => this.canvas?.fitNext());
  private stop = new AbortController();

  static override styles = [shared, themeStyles, layoutStyles, controlStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    this.stop = new AbortController();
    const { signal } = this.stop;
    offerMathFont(places.base);
    const { studio } = this;
    this.theme = studio.theme = this.getAttribute("theme") === "light" ? "light" : studio.theme;
    const lang = this.getAttribute("lang");
    if (lang === "en" || lang === "zh") studio.language = lang;
    studio.addEventListener("change", () => this.refresh(), { signal });
    studio.addEventListener("value", (e) => this.showValue((e as CustomEvent<string>).detail), { signal });
    studio.addEventListener("fit", () => this.canvas?.fitNext(), { signal });
    on(this, "command", (command) => void this.command(command), signal);
    on(this, "edit", ({ edit, gesture }) => studio.edit(edit, gesture), signal);
    on(this, "param", ({ node, name, value }) => studio.setParam(node, name, value), signal);
    on(this, "select", ({ nodes, wire, socket }) => studio.select(nodes, wire, socket), signal);
    on(this, "perform", (id) => studio.commands.run(id), signal);
    on(this, "announce", (text) => studio.announce(text), signal);
    on(this, "player", (action) => studio.play(action), signal);
    on(this, "compare", (what) => void studio.compare(what, this.gallery.entries), signal);
    on(this, "locate", (place) => void this.locate(place), signal);
    on(this, "add", ({ type, at }) => this.add(type, at), signal);
    on(this, "template", (name) => void studio.openTemplate(name), signal);
    on(this, "status", (text) => studio.say(text), signal);
    on(this, "files", ({ files, node }) => void studio.openFiles(files, node), signal);
    on(this, "choose-picture", ({ node, param }) => void this.choosePicture(node, param), signal);
    on(this, "paint-mask", (node) => void this.paintMask(node), signal);
    studio.cropped = async (file, width, height) => {
      return await (await partOf(this.renderRoot, "repaint-crop"))?.choose(file, width, height);
    };
    signal.addEventListener(
      "abort",
      studio.commands.add(...standardCommands(studio, (name) => void this.command(name))),
    );
    this.hands.start(signal);
    joinCanvas(this, this.desk.isPage, studio, () => this.canvas, signal);
    this.addEventListener("keydown", (e) => studio.commands.press(e), { signal });
    this.addEventListener("paste", (e) => void this.paste(e), { signal });
    if (this.desk.isPage) {
      const { body } = document; // What nothing in the page has the focus for is meant for the editor.
      document.addEventListener("paste", (e) => e.target === body && void this.paste(e), { signal });
      document.addEventListener("keydown", (e) => e.target === body && studio.commands.press(e), { signal });
    }
    this.addEventListener("dragover", (e) => e.preventDefault(), { signal });
    this.addEventListener("drop", (e) => this.drop(e), { signal });
    studio.modelFiles = (files, node) => this.desk.openModel(files, node);
    studio.addEventListener("models", () => void this.desk.listModels(), { signal });
    studio.foreign = (opened, from) => this.desk.sharing.propose(opened, from);
    if (this.desk.isPage) void this.gallery.restore(new GalleryStore(browserShelf("repaint-results"), registry));
    this.gallery.addEventListener("change", () => this.refresh(), { signal });
    void openEditor(this, studio, this.desk, registry, signal);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop.abort();
    this.studio.stop();
  }

  protected override firstUpdated(): void {
    if (!this.desk.isPage) return; // The page around it has a focus of its own.
    const bar = this.renderRoot.querySelector<RunBar>("repaint-run-bar");
    void bar?.updateComplete.then(() => bar.focus());
  }

  /** Nothing is drawn before the words for it are there; they are fetched while the engine and the graph are. */
  protected override scheduleUpdate(): void | Promise<unknown> {
    const { language } = this.studio;
    if (hasWords(language)) return super.scheduleUpdate();
    return loadWords(language).then(() => super.scheduleUpdate());
  }

  private get canvas(): GraphCanvas | null {
    return this.renderRoot.querySelector<GraphCanvas>("repaint-canvas");
  }

  private refresh(): void {
    this.theme = this.studio.theme;
    if (this.desk.isPage) document.documentElement.lang = this.studio.language;
    this.version = (this.version ?? 0) + 1;
  }

  /** Where new nodes come when there is none beside which they could stand. */
  place(): readonly [number, number] {
    const { x, y } = this.canvas?.middle ?? { x: 0, y: 0 };
    return [x - 90, y - 40];
  }

  private add(type: string, at: readonly [number, number] | undefined): void {
    if (at) this.studio.add(type, at);
    else this.hands.add(type);
    this.panels.reveal("canvas");
  }

  private showValue(id: string): void {
    this.canvas?.showValue(id, this.studio.values.get(id));
    if (this.studio.selected.has(id)) this.refresh();
  }

  /** Brings a panel into sight; a promise where that takes until the next drawing. */
  reveal(panel: Panel): Promise<unknown> | undefined {
    return this.panels.reveal(panel) ? this.updateComplete : undefined;
  }

  private async locate(place: UiEvents["locate"]): Promise<void> {
    const [node, socket] = typeof place === "string" ? [place] : [place.node, place];
    this.studio.select([node], undefined, socket);
    await this.reveal("canvas");
    await this.updateComplete;
    await this.canvas?.updateComplete;
    this.canvas?.locate(node);
  }

  override render(): TemplateResult {
    const { studio, panels } = this;
    const { graph, language, theme } = studio;
    if (studio.selectedNodes.size > 0 || panels.panel === "inspector") void load("repaint-inspector");
    const [only] = studio.selectedNodes.size === 1 ? studio.selectedNodes : [];
    const covered = panels.isWide && studio.selectedNodes.size > 0 && !panels.isFolded("right") ? inspectorWidth : 0;
    const folded = panels.isFolded("bottom");
    return html`
      ${this.desk.isPage ? html`<h1 class="spoken">${graph.meta?.title?.[language] || words(language).untitled}</h1>` : nothing}
      <repaint-top-bar
        ?wide=${panels.isWide}
        .graphTitle=${graph.meta?.title?.[language] ?? ""}
        .templates=${studio.assets.templates}
        .language=${language}
        .theme=${theme}
        .canUndo=${studio.doc.canUndo}
        .canRedo=${studio.doc.canRedo}
        .device=${studio.deviceLine}
        .deviceHint=${studio.device?.sentence[language] ?? words(language).device}
      >
        <repaint-share-menu
          slot="share"
          ?compact=${!panels.isWide}
          .graph=${graph}
          .language=${language}
          .stores=${this.desk.isPage}
          @share=${(event: CustomEvent<ShareWish>) => this.share(event.detail)}
        ></repaint-share-menu>
      </repaint-top-bar>
      ${tabList(this.panels, language)}
      <repaint-desk .desk=${this.desk} .language=${language}></repaint-desk>
      <repaint-palette
        ?hidden=${panels.hides("nodes", "outline")}
        .alone=${panels.panel === "nodes" || panels.panel === "outline" ? panels.panel : undefined}
        ?folded=${panels.isFolded("left")}
        .registry=${registry}
        .language=${language}
      >
        <repaint-outline
          slot="outline"
          data-keys="graph"
          .graph=${graph}
          .registry=${registry}
          .language=${language}
          .problems=${studio.problems}
          .selected=${studio.selected}
          .socket=${studio.socket}
          .zoneLabel=${studio.zoneLabel}
        ></repaint-outline>
      </repaint-palette>
      <repaint-canvas
        ?hidden=${panels.hides("canvas")}
        .graph=${graph}
        .registry=${registry}
        .language=${language}
        .theme=${theme}
        .problems=${studio.problems}
        .zoneLabel=${studio.zoneLabel}
        .selected=${studio.selected}
        .wire=${studio.wire}
        .socket=${studio.socket}
        .active=${studio.active}
        .slow=${studio.runState === "running" && studio.player.stops.slow}
        .paused=${studio.runState === "paused"}
        .stops=${studio.player.stops.nodes}
        .commands=${studio.commands}
        .assets=${studio.assets}
        .covered=${covered}
      ></repaint-canvas>
      <repaint-inspector
        ?hidden=${panels.isWide ? covered === 0 : panels.hides("inspector")}
        .graph=${graph}
        .registry=${registry}
        .selected=${studio.selectedNodes}
        .language=${language}
        .assets=${studio.assets}
        .value=${only === undefined ? undefined : studio.values.get(only)}
        .values=${studio.values}
      ></repaint-inspector>
      <repaint-problems
        .problems=${[...studio.notices, ...studio.problems]}
        .graph=${graph}
        .registry=${registry}
        .language=${language}
        .status=${studio.status}
        .dismissable=${studio.notices.length > 0}
      ></repaint-problems>
      <footer role="presentation" class=${folded ? "folded" : ""}>
        <repaint-run-bar
          ?row=${folded || !panels.isWide}
          data-keys="player"
          .state=${studio.runState}
          .progress=${studio.progress}
          .expected=${studio.expected}
          .language=${language}
        ></repaint-run-bar>
        ${this.timeline(folded || (panels.layout === "phone" && panels.hides("player")))}
        <repaint-result
          ?hidden=${folded || panels.hides("result", "player")}
          ?large=${!panels.isWide}
          .given=${studio.given}
          .results=${studio.results}
          .estimate=${studio.estimate}
          ?running=${studio.runState === "running"}
          .kept=${this.gallery.entries.length}
          .language=${language}
        ></repaint-result>
      </footer>
      <div class="spoken" role="status" aria-live="polite">${studio.announced}</div>
      <repaint-command-palette .language=${language}></repaint-command-palette>
      <repaint-mask-painter .language=${language} .theme=${theme}></repaint-mask-painter>
      <repaint-crop .language=${language}></repaint-crop>
      <repaint-gallery
        .keeper=${this.gallery}
        .entries=${this.gallery.entries}
        .registry=${registry}
        .language=${language}
      ></repaint-gallery>
    `;
  }

  /** Schedules that can be laid over the timeline's. */
  private others(): readonly (readonly [string, string])[] {
    const { assets, language } = this.studio;
    const w = words(language).gallery;
    return [
      ...this.gallery.entries.map(({ number }) => [`run ${number}`, w.run(number)] as const),
      ...assets.templates.map(({ name, title }) => [`template ${name}`, title[language]] as const),
    ];
  }

  private timeline(hidden: boolean): TemplateResult {
    const { player, graph, language, theme, walk, expected, runState } = this.studio;
    const [only] = this.studio.selectedNodes.size === 1 ? this.studio.selectedNodes : [];
    const old = (runState === "running" || runState === "paused") && player.isOld(graph);
    return html`<div class="time" ?hidden=${hidden} data-keys="player">
      <repaint-player
        ?wrap=${!this.panels.isWide}
        .graph=${graph}
        .registry=${registry}
        .walk=${player.walk ?? (old ? undefined : walk)}
        .at=${player.at}
        .reached=${player.reached}
        .away=${player.cursor !== undefined}
        .old=${old}
        .stops=${player.stops}
        .selected=${only}
        .others=${this.others()}
        .compared=${this.studio.compared?.what ?? ""}
        .language=${language}
        .theme=${theme}
      ></repaint-player>
      <repaint-timeline
        .graph=${graph}
        .registry=${registry}
        .walk=${walk}
        .compared=${this.studio.compared}
        ?checking=${this.studio.isChecking}
        .runWalk=${old ? player.walk : undefined}
        .done=${player.reached}
        .cursor=${player.at}
        .seconds=${expected?.seconds ?? 0}
        .breaks=${player.stops.levels}
        .language=${language}
        .theme=${theme}
      ></repaint-timeline>
    </div>`;
  }

  private async command(command: Command): Promise<void> {
    const { studio } = this;
    switch (command) {
      case "open":
        return await studio.openFiles(await chooseFiles(".json,.png,.onnx,.data,.bin,image/*", true));
      case "own-image":
        return await studio.openFiles(await chooseFiles("image/*"));
      case "save":
        return saveFile(studio.graphFile());
      case "save-picture": {
        const file = await studio.pictureFile();
        return file && saveFile(file);
      }
      case "gallery":
        return void (await partOf(this.renderRoot, "repaint-gallery"))?.open();
      case "models":
        return await this.desk.listModels();
      case "fold-left":
      case "fold-right":
      case "fold-bottom":
        return this.panels.fold(command === "fold-left" ? "left" : command === "fold-right" ? "right" : "bottom");
      case "fit":
        return this.canvas?.fit();
      default:
        studio.command(command);
    }
  }

  private async paintMask(node: string): Promise<void> {
    const { paintSubject } = await import("./paint/subject.ts");
    const subject = paintSubject(this.studio, registry, node);
    if (subject) void (await partOf(this.renderRoot, "repaint-mask-painter"))?.open(subject);
  }

  private async choosePicture(node: string, param: string): Promise<void> {
    const [file] = await chooseFiles("image/*");
    if (file) await this.studio.setPicture(file, node, param);
  }

  private share(wish: ShareWish): void {
    if (wish === "models") void this.desk.listModels();
    else void (wish === "copy-link" ? this.desk.copyLink() : this.desk.list());
  }

  private async paste(event: ClipboardEvent): Promise<void> {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!event.defaultPrevented && looksLikeGraph(text)) {
      event.preventDefault();
      return await this.desk.sharing.proposeText(text, "clipboard");
    }
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    await this.studio.openFiles(files);
  }

  private drop(event: DragEvent): void {
    event.preventDefault();
    void this.studio.openFiles([...(event.dataTransfer?.files ?? [])]);
  }
}

customElements.define("repaint-studio", RepaintStudio);

declare global {
  interface HTMLElementTagNameMap {
    "repaint-studio": RepaintStudio;
  }
}
