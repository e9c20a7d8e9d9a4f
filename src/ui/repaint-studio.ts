import { css, html, LitElement, type TemplateResult } from "lit";
import { registry } from "../nodes/index.ts";
import { Studio, type StudioPlaces } from "./studio.ts";
import type { GraphCanvas } from "./components/graph-canvas.ts";
import "./components/graph-canvas.ts";
import type { MaskPainter } from "./components/mask-painter.ts";
import "./components/mask-painter.ts";
import type { CropFrame } from "./components/crop-frame.ts";
import "./components/crop-frame.ts";
import type { Gallery } from "./components/gallery.ts";
import "./components/gallery.ts";
import "./components/node-inspector.ts";
import "./components/node-palette.ts";
import "./components/player-bar.ts";
import "./components/problem-strip.ts";
import "./components/result-panel.ts";
import type { RunBar } from "./components/run-bar.ts";
import "./components/run-bar.ts";
import "./components/top-bar.ts";
import "./components/timeline-view.ts";
import { chooseFiles, saveFile } from "./files.ts";
import { on, type Command } from "./events.ts";
import { words } from "./i18n/index.ts";
import { inspectorWidth } from "./components/inspector-styles.ts";
import { GalleryKeeper } from "./gallery/gallery-keeper.ts";
import { paintSubject } from "./paint/subject.ts";
import { openEditor } from "./share/attributes.ts";
import { controlStyles } from "./share/controls.ts";
import { Desk } from "./share/desk.ts";
import "./share/desk-view.ts";
import "./share/share-menu.ts";
import type { ShareWish } from "./share/share-menu.ts";
import { looksLikeGraph } from "./share/sharing.ts";
import { shared } from "./theme/shared.ts";
import { themeStyles } from "./theme/tokens.ts";
import { playerKey } from "./timeline/player-state.ts";

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
  private readonly desk = new Desk(this.studio, registry, places.base, this);
  private stop = new AbortController();

  static override styles = [
    shared,
    themeStyles,
    controlStyles,
    css`
      :host {
        display: grid;
        grid-template: 40px minmax(0, 1fr) auto auto / auto minmax(0, 1fr);
        grid-template-areas: "top top" "palette canvas" "problems problems" "bottom bottom";
        height: 100%;
        background: var(--canvas);
        overflow: hidden;
      }
      repaint-top-bar {
        grid-area: top;
      }
      repaint-palette {
        grid-area: palette;
      }
      repaint-canvas {
        grid-area: canvas;
      }
      repaint-inspector {
        grid-area: canvas;
        justify-self: end;
        z-index: 3;
      }
      repaint-inspector[hidden] {
        display: none;
      }
      repaint-problems {
        grid-area: problems;
      }
      footer {
        grid-area: bottom;
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        height: 180px;
        background: var(--panel);
        border-top: 1px solid var(--line);
      }
      .time {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr);
        min-width: 0;
        padding-top: 4px;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.stop = new AbortController();
    const { signal } = this.stop;
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
    on(this, "select", ({ nodes, wire }) => studio.select(nodes, wire), signal);
    on(this, "player", (action) => studio.play(action), signal);
    on(this, "locate", (id) => this.locate(id), signal);
    on(this, "add", ({ type, at }) => studio.add(type, at ?? this.place()), signal);
    on(this, "template", (name) => void studio.openTemplate(name), signal);
    on(this, "status", (text) => studio.say(text), signal);
    on(this, "files", ({ files, node }) => void studio.openFiles(files, node), signal);
    on(this, "choose-picture", ({ node, param }) => void this.choosePicture(node, param), signal);
    on(this, "paint-mask", (node) => this.paintMask(node), signal);
    studio.cropped = async (file, width, height) => {
      return await this.renderRoot.querySelector<CropFrame>("repaint-crop")?.choose(file, width, height);
    };
    this.addEventListener("keydown", (e) => this.key(e), { signal });
    this.addEventListener("paste", (e) => void this.paste(e), { signal });
    if (this.desk.isPage) {
      document.addEventListener("paste", (e) => e.target === document.body && void this.paste(e), { signal });
    }
    this.addEventListener("dragover", (e) => e.preventDefault(), { signal });
    this.addEventListener("drop", (e) => this.drop(e), { signal });
    studio.foreign = (opened, from) => this.desk.sharing.propose(opened, from);
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

  private get canvas(): GraphCanvas | null {
    return this.renderRoot.querySelector<GraphCanvas>("repaint-canvas");
  }

  private refresh(): void {
    this.theme = this.studio.theme;
    this.version = (this.version ?? 0) + 1;
  }

  private place(): readonly [number, number] {
    const { x, y } = this.canvas?.middle ?? { x: 0, y: 0 };
    return [x - 90, y - 40];
  }

  private showValue(id: string): void {
    this.canvas?.showValue(id, this.studio.values.get(id));
    if (this.studio.selected.has(id)) this.refresh();
  }

  private locate(id: string): void {
    this.studio.select([id]);
    this.canvas?.locate(id);
  }

  override render(): TemplateResult {
    const { studio } = this;
    const { graph, language, theme } = studio;
    const [only] = studio.selected.size === 1 ? studio.selected : [];
    return html`
      <repaint-top-bar
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
          .graph=${graph}
          .language=${language}
          .stores=${this.desk.isPage}
          @share=${(event: CustomEvent<ShareWish>) => this.share(event.detail)}
        ></repaint-share-menu>
      </repaint-top-bar>
      <repaint-desk .desk=${this.desk} .language=${language}></repaint-desk>
      <repaint-palette .registry=${registry} .language=${language}></repaint-palette>
      <repaint-canvas
        .graph=${graph}
        .registry=${registry}
        .language=${language}
        .theme=${theme}
        .problems=${studio.problems}
        .zoneLabel=${studio.zoneLabel}
        .selected=${studio.selected}
        .wire=${studio.wire}
        .active=${studio.active}
        .assets=${studio.assets}
        .covered=${studio.selected.size > 0 ? inspectorWidth : 0}
      ></repaint-canvas>
      <repaint-inspector
        ?hidden=${studio.selected.size === 0}
        .graph=${graph}
        .registry=${registry}
        .selected=${studio.selected}
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
      <footer>
        <repaint-run-bar
          .state=${studio.runState}
          .progress=${studio.progress}
          .expected=${studio.expected}
          .language=${language}
        ></repaint-run-bar>
        ${this.timeline()}
        <repaint-result
          .given=${studio.given}
          .results=${studio.results}
          .kept=${this.gallery.entries.length}
          .language=${language}
        ></repaint-result>
      </footer>
      <repaint-mask-painter .language=${language} .theme=${theme}></repaint-mask-painter>
      <repaint-crop .language=${language}></repaint-crop>
      <repaint-gallery .entries=${this.gallery.entries} .registry=${registry} .language=${language}></repaint-gallery>
    `;
  }

  private timeline(): TemplateResult {
    const { player, graph, language, theme, walk, expected, runState } = this.studio;
    const [only] = this.studio.selected.size === 1 ? this.studio.selected : [];
    const old = (runState === "running" || runState === "paused") && player.isOld(graph);
    return html`<div class="time">
      <repaint-player
        .graph=${graph}
        .walk=${player.walk ?? walk}
        .at=${player.at}
        .reached=${player.reached}
        .away=${player.cursor !== undefined}
        .old=${old}
        .stops=${player.stops}
        .selected=${only}
        .language=${language}
        .theme=${theme}
      ></repaint-player>
      <repaint-timeline
        .graph=${graph}
        .walk=${walk}
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
        return await studio.openFiles(await chooseFiles(".json,.png,image/*"));
      case "own-image":
        return await studio.openFiles(await chooseFiles("image/*"));
      case "save":
        return saveFile(studio.graphFile());
      case "save-picture": {
        const file = await studio.pictureFile();
        return file && saveFile(file);
      }
      case "gallery":
        return void this.renderRoot.querySelector<Gallery>("repaint-gallery")?.open();
      case "fit":
        return this.canvas?.fit();
      default:
        studio.command(command);
    }
  }

  private paintMask(node: string): void {
    const subject = paintSubject(this.studio, registry, node);
    if (subject) void this.renderRoot.querySelector<MaskPainter>("repaint-mask-painter")?.open(subject);
  }

  private async choosePicture(node: string, param: string): Promise<void> {
    const [file] = await chooseFiles("image/*");
    if (file) await this.studio.setPicture(file, node, param);
  }

  private share(wish: ShareWish): void {
    void (wish === "copy-link" ? this.desk.copyLink() : this.desk.list());
  }

  private async paste(event: ClipboardEvent): Promise<void> {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!event.defaultPrevented && looksLikeGraph(text)) {
      event.preventDefault();
      return this.desk.sharing.proposeText(text, "clipboard");
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

  /** Space, comma and full stop play, wherever they do not write or press a button. */
  private playerKey(event: KeyboardEvent): void {
    const act = playerKey(event);
    const taken = (part: EventTarget): boolean =>
      part instanceof HTMLElement &&
      (part.matches("input, textarea, select") ||
        (act === "toggle" && part.matches("button, [role=slider], dialog, summary")));
    if (!act || event.altKey || event.defaultPrevented || event.composedPath().some(taken)) return;
    event.preventDefault();
    const { runState } = this.studio;
    if (act === "visit" || act === "tooth" || act === "back" || act === "back-transition")
      this.studio.play({ kind: "go", goal: { kind: act } });
    else this.studio.command(runState === "running" ? "pause" : runState === "paused" ? "resume" : "run");
  }

  private key(event: KeyboardEvent): void {
    if (!event.ctrlKey && !event.metaKey) return this.playerKey(event);
    const inField = event
      .composedPath()
      .some((part) => part instanceof HTMLInputElement || part instanceof HTMLTextAreaElement);
    if (inField) return;
    const commands: Readonly<Record<string, Command>> = { z: "undo", y: "redo", s: "save", o: "open", a: "select-all" };
    const key = event.key.toLowerCase();
    const command = key === "z" && event.shiftKey ? "redo" : key === "enter" ? "run" : commands[key];
    if (!command) return;
    event.preventDefault();
    void this.command(command);
  }
}

customElements.define("repaint-studio", RepaintStudio);

declare global {
  interface HTMLElementTagNameMap {
    "repaint-studio": RepaintStudio;
  }
}
