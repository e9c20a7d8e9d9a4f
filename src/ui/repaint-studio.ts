import { LitElement, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { registry } from "../nodes/index.ts";
import type { GraphCanvas } from "./components/graph-canvas.ts";
import type { RunBar } from "./components/run-bar.ts";
import { Beside } from "./beside/beside.ts";
import { fetchPanel } from "./beside/panels.ts";
import { Handling } from "./commands/handling.ts";
import { joinCanvas } from "./commands/canvas.ts";
import { standardCommands } from "./commands/standard.ts";
import { on, type Command, type UiEvents } from "./events.ts";
import { hasWords, loadWords } from "./i18n/index.ts";
import { layoutStyles } from "./layout/layout-styles.ts";
import { Hiding } from "./layout/hiding.ts";
import { Panels, type Panel } from "./layout/panels.ts";
import { browserShelf } from "./storage/shelf.ts";
import { GalleryStore } from "./gallery/gallery-store.ts";
import { GalleryKeeper } from "./gallery/gallery-keeper.ts";
import { School } from "./lesson/school.ts";
import type { Sight } from "./lesson/sight.ts";
import { partOf } from "./parts.ts";
import { whenSettled } from "./offline/settled.ts";
import { ownCommands } from "./own/own-commands.ts";
import { openEditor, openLesson } from "./share/attributes.ts";
import { controlStyles } from "./share/controls.ts";
import { Desk } from "./share/desk.ts";
import { Doors } from "./studio/doors.ts";
import { editorView } from "./studio/view.ts";
import { Studio, type StudioPlaces } from "./studio.ts";
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
 * @attr hide controls that are not shown, by their names; `docs/teaching.md` lists them
 * @attr page the editor is the whole page: it reads the address's hash and keeps its graph in the browser
 * @attr lang `en` or `zh`; the browser's by default
 * @attr hub where references `hf:OWNER/NAME/FILE.onnx` lead, `https://huggingface.co` by default
 * @attr lesson a lesson of the course by its name; or a lesson as JSON, as a link, or the address of its file
 * @attr step of the lesson, from 1
 * @attr theme `dark` or `light`; the system's by default
 */
export class RepaintStudio extends LitElement {
  @property({ reflect: true }) theme!: "dark" | "light";
  @state() version!: number;
  readonly studio = new Studio(registry, places);
  readonly gallery = new GalleryKeeper(this.studio, registry);
  private readonly hands = new Handling(this);
  readonly desk = new Desk(this.studio, registry, places.base, this);
  readonly hiding = new Hiding(this, (problem) => this.studio.tell([...this.studio.notices, problem]));
  readonly panels = new Panels(this, this.hiding, () => this.arranged());
  readonly school = new School(this.studio, {
    base: places.base,
    host: this,
    isPage: () => this.desk.isPage,
    frame: (nodes) => void this.frame(nodes),
    turn: (sight) => this.turn(sight),
    framed: () => this.canvas?.inView(),
    arrange: () => this.panels.measure(),
  });
  readonly beside = new Beside(this.studio, registry, fetchPanel);
  private readonly doors = new Doors(this.studio, this.desk);
  private stop = new AbortController();

  static override styles = [shared, themeStyles, layoutStyles, controlStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    this.stop = new AbortController();
    const { signal } = this.stop;
    offerMathFont(places.base);
    const { studio } = this;
    this.theme = studio.theme = this.getAttribute("theme") === "light" ? "light" : studio.theme;
    studio.hub = this.getAttribute("hub") ?? undefined;
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
    on(this, "player", (action) => studio.runs.play(action), signal);
    on(this, "compare", (what) => void studio.compare(what, this.gallery.entries), signal);
    on(this, "locate", (place) => void this.locate(place), signal);
    on(this, "add", ({ type, at }) => this.add(type, at), signal);
    on(this, "template", (name) => void studio.openTemplate(name), signal);
    on(this, "looks", (looks) => studio.look(looks), signal);
    on(this, "status", (text) => studio.say(text), signal);
    on(this, "files", ({ files, node }) => void studio.files.open(files, node), signal);
    on(this, "choose-picture", ({ node, param }) => void this.doors.choosePicture(node, param), signal);
    on(this, "paint-mask", (node) => void this.paintMask(node), signal);
    on(this, "choose-window", (node) => void this.chooseWindow(node), signal);
    studio.files.cropped = async (file, width, height) => {
      return await (await partOf(this.renderRoot, "repaint-crop"))?.choose(file, width, height);
    };
    signal.addEventListener(
      "abort",
      studio.commands.add(...standardCommands(studio, (name) => void this.command(name))),
    );
    signal.addEventListener("abort", studio.commands.add(...ownCommands(studio, this.renderRoot)));
    if (this.desk.isPage) void keptLibrary(studio);
    this.hands.start(signal);
    joinCanvas(this, this.desk.isPage, studio, () => this.canvas, signal);
    this.addEventListener("keydown", (e) => studio.commands.press(e), { signal });
    if (this.desk.isPage) {
      const { body } = document; // What nothing in the page has the focus for is meant for the editor.
      document.addEventListener("keydown", (e) => e.target === body && studio.commands.press(e), { signal });
    }
    this.doors.open(this, signal);
    studio.files.modelFiles = (files, node) => this.desk.openModel(files, node);
    studio.addEventListener("models", () => void this.desk.listModels(), { signal });
    studio.files.lesson = (text, from) => this.school.propose(text, from);
    studio.files.foreign = (opened, from) => this.desk.sharing.propose(opened, from);
    if (this.desk.isPage) void this.gallery.restore(new GalleryStore(browserShelf("repaint-results"), registry));
    this.gallery.addEventListener("change", () => this.refresh(), { signal });
    this.beside.addEventListener("change", () => this.refresh(), { signal });
    this.school.addEventListener("change", () => this.refresh(), { signal });
    void openEditor(this, studio, this.desk, registry, signal).then(async (kept) => {
      if (signal.aborted) return;
      await openLesson(this, this.school, signal);
      await this.school.start(kept, signal);
      await this.hiding.complain();
    });
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
    this.toggleAttribute("learning", this.school.course?.lesson !== undefined || this.school.writer?.isOpen === true);
    this.panels.spared = this.school.spared;
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
    this.canvas?.showValue(id, this.studio.runs.values.get(id));
    if (this.studio.selected.has(id)) this.refresh();
  }

  /** Shows nodes, or the whole graph, once it has been drawn. */
  private async frame(nodes: readonly string[] | undefined): Promise<void> {
    this.canvas?.fitNext();
    await this.updateComplete;
    await this.canvas?.updateComplete;
    if (nodes) this.canvas?.fit(new Set(nodes));
  }

  /** There is another layout. */
  private arranged(): void {
    const sight = this.school.course?.sight;
    if (!sight || !this.turn(sight)) this.canvas?.fitNext();
  }

  /** In a narrow editor, shows what a lesson's step speaks of. */
  private turn({ panel, nodes, graph }: Sight): boolean {
    const { panels } = this;
    if (panels.isWide) return false;
    panels.choose(panels.layout === "phone" ? panel : graph ? "canvas" : "result");
    void this.frame(graph && nodes.length > 0 ? nodes : undefined);
    return true;
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
    return editorView(this);
  }

  private async command(command: Command): Promise<void> {
    const { studio } = this;
    switch (command) {
      case "open":
        return await this.doors.choose("all");
      case "own-image":
        return await this.doors.choose("pictures");
      case "own-photo":
        // The network of photographs is fetched when this graph runs, not before.
        await studio.openTemplate("fill");
        return await this.doors.choose("pictures");
      case "save":
        return this.doors.saveGraph();
      case "save-values":
        return await this.doors.saveValues();
      case "save-pytorch":
        return await this.doors.saveCode("pytorch");
      case "save-notebook":
        return await this.doors.saveCode("notebook");
      case "save-picture":
        return await this.doors.savePicture();
      case "gallery":
        return void (await partOf(this.renderRoot, "repaint-gallery"))?.open();
      case "exactness":
        return (await partOf(this.renderRoot, "repaint-exactness"))?.open(studio);
      case "explain":
      case "compare":
      case "sweep":
        return await this.beside.toggle(command);
      case "study":
        return (await partOf(this.renderRoot, "repaint-study"))?.open(studio);
      case "models":
        return await this.desk.listModels();
      case "learn":
        return await this.school.open();
      case "present":
        return await this.school.present();
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

  private async chooseWindow(node: string): Promise<void> {
    const { windowSubject } = await import("./paint/window-subject.ts");
    const subject = windowSubject(this.studio, node);
    if (subject) void (await partOf(this.renderRoot, "repaint-window"))?.open(subject);
  }

  private async paintMask(node: string): Promise<void> {
    const { paintSubject } = await import("./paint/subject.ts");
    const subject = paintSubject(this.studio, registry, node);
    if (subject) void (await partOf(this.renderRoot, "repaint-mask-painter"))?.open(subject);
  }
}

/** Takes up the reader's own node types once the page has settled. */
async function keptLibrary(studio: Studio): Promise<void> {
  await whenSettled();
  const { OwnLibrary } = await import("./own/own-library.ts");
  const found = await new OwnLibrary(registry).all();
  if (found.length > 0) studio.takeLibrary(found);
}

customElements.define("repaint-studio", RepaintStudio);
