import { html, nothing, type TemplateResult } from "lit";
import "../components/graph-canvas.ts";
import { inspectorWidth, presentingWidth } from "../components/inspector-styles.ts";
import "../components/node-palette.ts";
import "../components/player-bar.ts";
import "../components/problem-strip.ts";
import "../components/result-panel.ts";
import "../components/run-bar.ts";
import "../components/timeline-view.ts";
import "../components/top-bar.ts";
import type { Beside } from "../beside/beside.ts";
import type { GalleryKeeper } from "../gallery/gallery-keeper.ts";
import { words } from "../i18n/index.ts";
import type { Language } from "../../runtime/text.ts";
import { chooseFiles } from "../files.ts";
import type { Hiding } from "../layout/hiding.ts";
import { visibleId } from "../own/visible.ts";
import type { Panel, Panels } from "../layout/panels.ts";
import { tabList } from "../layout/tab-list.ts";
import { load } from "../parts.ts";
import "../share/desk-view.ts";
import type { Desk } from "../share/desk.ts";
import "../share/share-menu.ts";
import type { ShareWish } from "../share/share-menu.ts";
import type { LessonAnswer } from "../lesson/foreign/lesson-consent.ts";
import type { School } from "../lesson/school.ts";
import type { Studio } from "../studio.ts";

/** What is drawn. */
interface Editor {
  readonly studio: Studio;
  readonly gallery: GalleryKeeper;
  readonly desk: Desk;
  readonly hiding: Hiding;
  readonly panels: Panels;
  readonly school: School;
  readonly beside: Beside;
}

/** Draws an editor. */
export function editorView(editor: Editor): TemplateResult {
  const { registry, offered } = editor.studio;
  const { studio, hiding, panels, gallery, desk, school } = editor;
  const { course } = school;
  const shows = (part: "nodes" | "run" | "result"): boolean => course?.shows(part) !== false;
  const sight = panels.layout === "phone" ? course?.sight : undefined;
  const quiet = sight && studio.notices.length + studio.checks.problems.length === 0 && studio.status === "";
  const { checks, runs } = studio;
  const free = course?.free;
  const { graph, language, theme } = studio;
  if (studio.selectedNodes.size > 0 || panels.panel === "inspector") void load("repaint-inspector");
  const [only] = studio.selectedNodes.size === 1 ? studio.selectedNodes : [];
  const presents = school.presenter?.isOn === true;
  const inspects =
    panels.isWide && studio.selectedNodes.size > 0 && !panels.isFolded("right") && !hiding.has("inspector");
  const covered = inspects ? (presents ? presentingWidth : inspectorWidth) : 0;
  const problems = [...studio.notices, ...(hiding.has("problems") || presents ? [] : checks.problems)];
  const folded = panels.isFolded("bottom");
  return html`
    ${desk.isPage ? html`<h1 class="spoken">${graph.meta?.title?.[language] || words(language).untitled}</h1>` : nothing}
    <repaint-top-bar
      ?hidden=${hiding.has("bar")}
      .hide=${hiding.names}
      ?wide=${panels.isWide}
      ?phone=${panels.layout === "phone"}
      .commands=${studio.commands}
      .graphTitle=${graph.meta?.title?.[language] ?? ""}
      .templates=${studio.assets.templates}
      .language=${language}
      .theme=${theme}
      .canUndo=${studio.doc.canUndo}
      .canRedo=${studio.doc.canRedo}
      .device=${studio.figures.deviceLine(language)}
      .deviceHint=${studio.figures.device?.sentence[language] ?? words(language).device}
    >
      <repaint-share-menu
        slot="share"
        ?hidden=${hiding.has("share")}
        ?compact=${panels.layout === "tabs"}
        .graph=${graph}
        .language=${language}
        .stores=${desk.isPage}
        @share=${(event: CustomEvent<ShareWish>) => share(desk, event.detail)}
      ></repaint-share-menu>
    </repaint-top-bar>
    ${hiding.has("welcome") ? nothing : welcomeOf(school, language)} ${tabList(panels, language)} ${lessonOf(editor)}
    ${proposedLesson(editor)} ${writerOf(editor)} ${presentingOf(editor)}
    <repaint-desk .desk=${desk} .language=${language}></repaint-desk>
    <repaint-palette
      ?hidden=${panels.hides("nodes", "outline") || !shows("nodes") || hiding.has("palette")}
      .alone=${panels.panel === "nodes" || panels.panel === "outline" ? panels.panel : undefined}
      ?folded=${panels.isFolded("left")}
      .registry=${offered}
      .language=${language}
    >
      <repaint-outline
        slot="outline"
        data-keys="graph"
        .graph=${graph}
        .registry=${registry}
        .language=${language}
        .problems=${checks.problems}
        .selected=${studio.selected}
        .socket=${studio.socket}
        .zoneLabel=${studio.zoneLabel}
      ></repaint-outline>
    </repaint-palette>
    <repaint-canvas
      ?hidden=${panels.hides("canvas") && !(sight?.graph && panels.panel === "player")}
      .graph=${graph}
      .registry=${registry}
      .language=${language}
      .theme=${theme}
      .problems=${checks.problems}
      .zoneLabel=${studio.zoneLabel}
      .selected=${studio.selected}
      .wire=${studio.wire}
      .socket=${studio.socket}
      .active=${runs.active}
      .slow=${runs.state === "running" && runs.player.stops.slow}
      .paused=${runs.state === "paused"}
      .stops=${runs.player.stops.nodes.map(visibleId)}
      .marked=${editor.beside.marked}
      .missing=${editor.beside.missing}
      .commands=${studio.commands}
      .assets=${studio.assets}
      .looks=${studio.looks}
      .covered=${covered}
      .largest=${presents ? 2 : 1}
      .free=${free}
    ></repaint-canvas>
    <repaint-inspector
      ?hidden=${panels.isWide ? covered === 0 : panels.hides("inspector")}
      .graph=${graph}
      .registry=${registry}
      .selected=${studio.selectedNodes}
      .language=${language}
      .assets=${studio.assets}
      .value=${only === undefined ? undefined : runs.values.get(only)}
      .values=${runs.values}
      .looks=${studio.looks}
      .free=${free}
      .note=${only === undefined ? undefined : runs.notes.get(only)}
    ></repaint-inspector>
    <repaint-problems
      ?hidden=${quiet || ((hiding.has("problems") || presents) && problems.length === 0 && studio.status === "")}
      .problems=${problems}
      .graph=${graph}
      .registry=${registry}
      .language=${language}
      .status=${studio.status}
      .notices=${studio.notices}
    ></repaint-problems>
    <footer role="presentation" class=${folded ? "folded" : ""} ?hidden=${!shows("run") || hiding.has("run")}>
      <repaint-run-bar
        ?hidden=${hiding.has("start")}
        ?row=${folded || !panels.isWide}
        data-keys="player"
        .state=${runs.state}
        .progress=${runs.progress}
        .expected=${studio.figures.expected(checks.walk)}
        .language=${language}
      ></repaint-run-bar>
      ${timeline(editor, folded || (panels.layout === "phone" && panels.hides("player")))}
      <repaint-result
        ?hidden=${folded || panels.hides("result", "player") || !shows("result") || sight?.graph || hiding.has("result")}
        ?large=${!panels.isWide}
        ?presenting=${presents}
        .given=${runs.given}
        .results=${runs.results}
        .estimate=${runs.estimate}
        ?running=${runs.state === "running"}
        .kept=${gallery.entries.length}
        .language=${language}
      ></repaint-result>
    </footer>
    ${besideOf(editor)}
    <div class="spoken" role="status" aria-live="polite">${studio.announced}</div>
    <repaint-command-palette .language=${language}></repaint-command-palette>
    <repaint-mask-painter .language=${language} .theme=${theme}></repaint-mask-painter>
    <repaint-exactness .language=${language}></repaint-exactness>
    <repaint-study .language=${language}></repaint-study>
    <repaint-crop .language=${language}></repaint-crop>
    <repaint-window .language=${language}></repaint-window>
    <repaint-gallery
      .keeper=${gallery}
      .entries=${gallery.entries}
      .registry=${registry}
      .language=${language}
    ></repaint-gallery>
  `;
}

/** What lies open beside the graph. */
function besideOf({ beside, studio, gallery }: Editor): TemplateResult | typeof nothing {
  const { graph, language, runs, selectedNodes } = studio;
  switch (beside.kind) {
    case undefined:
      return nothing;
    case "explain":
      return html`<repaint-explain
        .beside=${beside}
        .graph=${graph}
        .language=${language}
        .active=${runs.at}
        .selected=${selectedNodes}
      ></repaint-explain>`;
    case "compare":
      return html`<repaint-compare
        .beside=${beside}
        .graph=${graph}
        .entries=${gallery.entries}
        .language=${language}
      ></repaint-compare>`;
    case "sweep":
      return html`<repaint-sweep .beside=${beside} .graph=${graph} .language=${language}></repaint-sweep>`;
  }
}

/** The choice of a first visit. */
function welcomeOf(school: School, language: Language): TemplateResult | typeof nothing {
  if (!school.welcome) return nothing;
  return html`<repaint-welcome
    .language=${language}
    @choose=${(event: CustomEvent<"learn" | "build" | "try">) => school.choose(event.detail)}
  ></repaint-welcome>`;
}

/** The lesson that is written. */
function writerOf({ school: { writer }, studio, panels }: Editor): TemplateResult | typeof nothing {
  if (!writer?.isOpen) return nothing;
  return html`<repaint-lesson-writer
    .writer=${writer}
    .came=${writer.came}
    .language=${studio.language}
    ?narrow=${!panels.isWide}
  ></repaint-lesson-writer>`;
}

/** The question about a lesson from elsewhere. */
function proposedLesson({ school, studio }: Editor): TemplateResult | typeof nothing {
  if (!school.proposals) return nothing;
  return html`<repaint-lesson-consent
    .proposal=${school.proposals.proposal}
    .language=${studio.language}
    @answer=${(event: CustomEvent<LessonAnswer>) => void school.answer(event.detail)}
  ></repaint-lesson-consent>`;
}

/** What lies over a lesson that is presented. */
function presentingOf({ school: { presenter }, studio }: Editor): TemplateResult | typeof nothing {
  if (!presenter?.isOn) return nothing;
  return html`<repaint-presenting
    .presenter=${presenter}
    .came=${presenter.came}
    .language=${studio.language}
  ></repaint-presenting>`;
}

/** The lesson that is played, and the list of all. */
function lessonOf({ school, studio: { language, files }, panels, hiding }: Editor): TemplateResult | typeof nothing {
  const { course } = school;
  if (!course) return nothing;
  const choose = async (): Promise<void> => files.open(await chooseFiles(".json"));
  return html`${
      course.lesson
        ? html`<repaint-lesson
            .course=${course}
            .came=${course.came}
            .language=${language}
            .reveal=${(panel: Panel) => panels.reveal(panel)}
            .hide=${hiding.names}
            ?large=${school.presenter?.isOn === true}
            @present=${() => void school.present()}
            @speaker=${() => school.presenter?.act("notes")}
            ?narrow=${panels.layout === "phone"}
            ?beside=${panels.layout === "tabs"}
          ></repaint-lesson>`
        : nothing
    }<repaint-lesson-list
      .course=${course}
      .came=${course.came}
      .language=${language}
      @write=${() => void school.write()}
      @open-file=${() => void choose()}
    ></repaint-lesson-list>`;
}

/** Schedules that can be laid over the timeline's. */
function others({ studio, gallery }: Editor): readonly (readonly [string, string])[] {
  const { assets, language } = studio;
  const w = words(language).gallery;
  return [
    ...gallery.entries.map(({ number }) => [`run ${number}`, w.run(number)] as const),
    ...assets.templates.map(({ name, title }) => [`template ${name}`, title[language]] as const),
  ];
}

/** The player and the plot of t. */
function timeline(editor: Editor, hidden: boolean): TemplateResult {
  const { studio, panels, hiding } = editor;
  const { registry } = studio;
  const { player } = studio.runs;
  const { graph, language, theme } = studio;
  const { walk } = studio.checks;
  const expected = studio.figures.expected(walk);
  const [only] = studio.selectedNodes.size === 1 ? studio.selectedNodes : [];
  const old = studio.runs.isGoing && player.isOld(graph);
  return html`<div class="time" ?hidden=${hidden} data-keys="player">
    <repaint-player
      ?hidden=${hiding.has("player")}
      ?wrap=${!panels.isWide}
      ?needed=${editor.school.course?.sight?.stepping === true}
      .graph=${graph}
      .registry=${registry}
      .walk=${player.walk ?? (old ? undefined : walk)}
      .at=${player.at}
      .reached=${player.reached}
      .away=${player.cursor !== undefined}
      .old=${old}
      .stops=${player.stops}
      .selected=${only}
      .others=${others(editor)}
      .compared=${studio.compared?.what ?? ""}
      .language=${language}
      .theme=${theme}
    ></repaint-player>
    <repaint-timeline
      ?hidden=${hiding.has("plot")}
      .graph=${graph}
      .registry=${registry}
      .walk=${walk}
      .compared=${studio.compared}
      ?checking=${studio.checks.pending}
      .runWalk=${old ? player.walk : undefined}
      .done=${player.reached}
      .cursor=${player.at}
      .seconds=${expected?.seconds ?? 0}
      .breaks=${player.stops.levels}
      .free=${editor.school.course?.free}
      .language=${language}
      .theme=${theme}
    ></repaint-timeline>
  </div>`;
}

function share(desk: Desk, wish: ShareWish): void {
  if (wish === "models") void desk.listModels();
  else void (wish === "copy-link" ? desk.copyLink() : desk.list());
}
