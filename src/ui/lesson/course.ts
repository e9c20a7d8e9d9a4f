import { actionsOf, isDone, type Facts } from "../../runtime/lesson/conditions.ts";
import type {
  Action,
  ComparedSide,
  Figure,
  Lesson,
  LessonText,
  Question,
  Setting,
  Step,
} from "../../runtime/lesson/format.ts";
import { parseLesson } from "../../runtime/lesson/parse.ts";
import type { GraphFile } from "../../runtime/graph/format.ts";
import { parseGraph } from "../../runtime/graph/parse.ts";
import { problem, UserError } from "../../runtime/problem.ts";
import { GraphDocument } from "../document.ts";
import type { Edit } from "../edits.ts";
import type { Raster } from "../engine/messages.ts";
import { sameProgram } from "../same-program.ts";
import type { Studio } from "../studio.ts";
import { browserShelf } from "../storage/shelf.ts";
import { variationOf } from "../laboratory/measures.ts";
import { knownShare, meanDifference } from "./pixels.ts";
import { lockedIn, type Free } from "./locks.ts";
import { sightOf, type Sight } from "./sight.ts";
import { Progress, type Answer, type Came } from "./progress.ts";
import { editOf, graphAt, graphOf, settingEdit } from "./scenes.ts";
import { lessonWords } from "./words.ts";

/** A lesson in the list of the course. */
export interface LessonEntry {
  readonly name: string;
  readonly title: LessonText;
  readonly about: LessonText;
  readonly minutes?: number;
  readonly steps: number;
}

/** Two runs with one seed, side by side. */
export interface ComparedRuns {
  /** Which of the two is being run. */
  readonly running: "a" | "b" | undefined;
  readonly a?: Raster;
  readonly b?: Raster;
  readonly difference?: { readonly raster: Raster; readonly mean: number };
}

/** What the stage of a lesson can do beside its editor's state. */
export interface Stage {
  readonly base: URL;
  /** The editor's element. */
  readonly host: HTMLElement;
  /** The editor is the whole page: progress is kept, and the step stands in the address. */
  isPage(): boolean;
  /** Brings nodes into view, or the whole graph. */
  frame(nodes: readonly string[] | undefined): void;
  /** Where there is room for one panel alone, shows what a step speaks of. @returns whether it did. */
  turn(sight: Sight): boolean;
  /** The nodes in view; undefined where the whole graph is. */
  framed(): readonly string[] | undefined;
  /** There is more or less room than before. */
  arrange(): void;
}

/**
 * Plays lessons on a document of their own, so that what the reader has on the canvas is safe.
 *
 * Fires `change`.
 */
export class Course extends EventTarget {
  /** Counts changes, so that who shows the course knows of them. */
  came = 0;
  list: readonly LessonEntry[] | undefined;
  /** Whether the list of lessons is shown. */
  listed = false;
  lesson: Lesson | undefined;
  name = "";
  /** What of the address names the lesson; empty where it has none. */
  private hash = "";
  at = 0;
  readonly answers = new Map<number, Answer>();
  readonly done = new Set<number>();
  readonly compared = new Map<number, ComparedRuns>();
  readonly progress: Progress;
  private readonly studio: Studio;
  private readonly stage: Stage;
  /** The graph as it was left at each step. */
  private readonly left = new Map<number, GraphDocument["graph"]>();
  private wish = 0;
  private stop = new AbortController();
  private isFree = false;
  /** Whether the canvas shows the step's graph by now. */
  private isEntered = false;
  private keeping: ReturnType<typeof setTimeout> | undefined;

  constructor(studio: Studio, stage: Stage) {
    super();
    this.studio = studio;
    this.stage = stage;
    this.progress = new Progress(stage.isPage() ? browserShelf("repaint-lessons") : undefined);
  }

  get step(): Step | undefined {
    return this.lesson?.steps[this.at];
  }

  /** Whether nothing is left to do at a step: its task is done, its question answered. */
  isPassed(step: number): boolean {
    if (this.done.has(step)) return true;
    return this.lesson?.steps[step]?.task === undefined && (step < this.at || this.answers.has(step));
  }

  /** Whether a part of the editor is shown now. */
  shows(part: "nodes" | "run" | "result"): boolean {
    if (!this.lesson) return true;
    const scenes = this.lesson.steps.slice(0, this.at + 1).map(({ scene }) => scene?.show);
    const show = scenes.findLast((one) => one !== undefined);
    return show?.includes(part) ?? part !== "nodes";
  }

  /** What of the editor the step speaks of. */
  get sight(): Sight | undefined {
    return this.step && sightOf(this.step, this.shows("result"));
  }

  // ── the list ──────────────────────────────────────────────────────────────────────────────────────────────────────

  async open(): Promise<void> {
    await this.studio.guarded(async () => {
      this.list ??= (await this.fetched("index")) as readonly LessonEntry[];
      await this.progress.read(this.list.map(({ name }) => name));
      this.listed = true;
      this.changed();
    });
  }

  close(): void {
    this.listed = false;
    this.changed();
  }

  // ── a lesson ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Begins a lesson, or goes on with it where it was left. @param step from 0. */
  async begin(name: string, step?: number): Promise<void> {
    const wish = ++this.wish;
    await this.studio.guarded(async () => {
      const lesson = parseLesson(JSON.stringify(await this.fetched(name)), this.studio.registry);
      await this.goOn(lesson, name, `#lesson=${name}`, step, wish);
    });
  }

  /**
   * Begins a lesson that is not one of the course, or goes on with it.
   *
   * @param name under which progress is kept; empty for none.
   * @param hash what of the address names it; empty where it has no address.
   */
  async beginGiven(lesson: Lesson, name: string, hash: string, step?: number): Promise<void> {
    const wish = ++this.wish;
    await this.studio.guarded(() => this.goOn(lesson, name, hash, step, wish));
  }

  private async goOn(
    lesson: Lesson,
    name: string,
    hash: string,
    step: number | undefined,
    wish: number,
  ): Promise<void> {
    await this.progress.read(name === "" ? [] : [name]);
    if (wish !== this.wish) return;
    this.play(lesson, name, hash);
    const kept = this.progress.of(name);
    for (const i of kept?.done ?? []) this.done.add(i);
    if (!kept?.ended) this.recall(kept);
    await this.goTo(step ?? (kept && !kept.ended ? kept.step : 0));
  }

  private play(lesson: Lesson, name: string, hash: string): void {
    this.stop.abort();
    this.stop = new AbortController();
    this.listed = false;
    this.lesson = lesson;
    this.name = name;
    this.hash = hash;
    this.forget();
    const doc = new GraphDocument();
    doc.allow = (before, after) => this.allows(before, after);
    doc.addEventListener("change", () => this.keepSoon(), { signal: this.stop.signal });
    this.studio.workOn(doc);
    const { signal } = this.stop;
    this.studio.addEventListener("change", () => this.look(), { signal });
    this.studio.addEventListener("other", () => this.end(), { signal });
  }

  /** The reader's own graphs and answers, as they were kept. */
  private recall(kept: Came | undefined): void {
    for (const [step, graph] of kept?.left ?? []) {
      try {
        this.left.set(step, parseGraph(JSON.stringify(graph), this.studio.registry).graph);
      } catch {
        // It was kept by another version: the step begins anew.
      }
    }
    for (const [step, answer] of kept?.answers ?? []) this.answers.set(step, answer);
  }

  private forget(): void {
    for (const memory of [this.answers, this.done, this.compared, this.left]) memory.clear();
  }

  /** Goes to a step. One that was seen already is found as it was left. */
  async go(step: number): Promise<void> {
    await this.studio.guarded(() => this.goTo(step));
  }

  private async goTo(step: number): Promise<void> {
    const { lesson } = this;
    if (!lesson) return;
    const before = this.at;
    const next = Math.min(Math.max(0, Math.floor(step)), lesson.steps.length - 1);
    const here = this.studio.graph;
    if (here.nodes.length > 0) this.left.set(before, here);
    const goesOn = next === before + 1 && here.nodes.length > 0 && !this.left.has(next);
    this.at = next;
    this.isEntered = false;
    await this.enter(this.left.get(next) ?? (goesOn ? here : undefined), this.left.has(next));
  }

  /** Whether the step lets the reader make this edit; where it does not, says so. The lesson's own edits are free. */
  private allows(before: GraphFile, after: GraphFile): boolean {
    const locked = this.isFree ? undefined : lockedIn(before, after, this.free);
    if (locked === undefined) return true;
    const { studio } = this;
    const [id, name = ""] = locked.split("/");
    const type = after.nodes.find((node) => node.id === id)?.type ?? "";
    const param = studio.registry.get(type)?.params.find((one) => one.name === name);
    const text = lessonWords(studio.language).locked(param?.title[studio.language] ?? name);
    studio.say(text);
    studio.announce(text);
    return false;
  }

  /** The nodes that the step shows, as it or the last one before it says; the whole graph where none does. */
  get framed(): readonly string[] | undefined {
    const scenes = this.lesson?.steps.slice(0, this.at + 1).map(({ scene }) => scene);
    return scenes?.findLast((scene) => scene?.frame ?? scene?.graph)?.frame;
  }

  /** Params that the step lets the reader change; all of them where it says nothing. */
  get free(): Free {
    return this.step?.scene?.change;
  }

  /** An edit of the lesson's own. */
  private edit(edit: Edit): void {
    this.isFree = true;
    this.studio.edit(edit);
    this.isFree = false;
  }

  /** A graph of the lesson's own. */
  private putOn(graph: GraphFile): void {
    this.isFree = true;
    this.studio.putOn(graph);
    this.isFree = false;
  }

  /** Begins the step anew. */
  async again(): Promise<void> {
    this.isEntered = false;
    this.left.delete(this.at);
    this.answers.delete(this.at);
    this.done.delete(this.at);
    this.compared.delete(this.at);
    await this.studio.guarded(() => this.enter(undefined, false));
  }

  /** @param from the graph to go on with; @param asLeft whether it is shown as it is. */
  private async enter(from: GraphDocument["graph"] | undefined, asLeft: boolean): Promise<void> {
    const { lesson, studio, at } = this;
    const step = lesson?.steps[at];
    if (!lesson || !step) return;
    const wish = ++this.wish;
    const { scene } = step;
    let graph = from;
    if (!asLeft && scene?.graph !== undefined) graph = await graphOf(scene.graph, lesson, studio);
    if (graph && !asLeft) graph = settingEdit(scene?.set ?? [], studio.registry)(graph);
    graph ??= await graphAt(lesson, at, studio);
    if (wish !== this.wish) return;
    const other = graph.nodes.length !== studio.graph.nodes.length || scene?.graph !== undefined;
    if (!sameProgram(graph, studio.graph)) this.putOn(graph);
    this.isEntered = true;
    if (studio.runs.state === "paused") studio.runs.forget(); // It would go on with the graph of the step before.
    studio.select(scene?.select ?? []);
    if (!this.stage.turn(sightOf(step, this.shows("result"))) && (other || scene?.frame))
      this.stage.frame(scene?.frame);
    this.keep();
    this.changed();
    if (scene?.at !== undefined && !asLeft) await this.standAt(scene.at, wish);
  }

  /** Runs up to where a scene begins. */
  private async standAt(transition: number, wish: number): Promise<void> {
    const { checks, runs } = this.studio;
    await this.until(() => !checks.pending);
    if (wish !== this.wish || transition === 0) return;
    if (runs.isGoing) runs.forget();
    runs.start({ kind: "reach", transition });
  }

  /** Leaves the lesson; what was on the canvas before is there again. */
  leave(): void {
    if (!this.lesson) return;
    this.end();
    this.studio.workOn(this.studio.own);
    this.stage.frame(undefined);
  }

  private end(): void {
    this.keep();
    this.isEntered = false;
    this.wish++;
    this.stop.abort();
    this.lesson = undefined;
    this.at = 0;
    this.forget();
    this.setHash("");
    this.changed();
  }

  /** The last step is behind the reader. */
  finish(): void {
    const isPreview = this.name === "";
    if (!isPreview) this.progress.end(this.name);
    this.leave();
    if (!isPreview) void this.open();
  }

  // ── tasks and questions ───────────────────────────────────────────────────────────────────────────────────────────

  private get facts(): Facts {
    const { studio } = this;
    const { runs, checks } = studio;
    const isRun = runs.graph !== undefined && sameProgram(runs.graph, studio.graph);
    return {
      graph: studio.graph,
      selected: studio.selectedNodes,
      finished: runs.state === "finished" && isRun,
      level: runs.player.level,
      calls: checks.pending ? undefined : checks.walk?.evaluations,
      known: (node) => knownShare(runs.values.get(node)?.raster),
      variation: (node) => this.variation(node),
      compared: this.compared.get(this.at)?.difference !== undefined,
    };
  }

  /** Looks whether the task is done. */
  private look(): void {
    const task = this.step?.task;
    if (!task || this.done.has(this.at) || !isDone(task, this.facts)) return;
    this.done.add(this.at);
    this.studio.announce(lessonWords(this.studio.language).done);
    this.keep();
    this.changed();
  }

  /** Does the task for the reader. */
  async showMe(): Promise<void> {
    const task = this.step?.task;
    if (!task) return;
    for (const action of actionsOf(task)) await this.perform(action);
  }

  private async perform(action: Action): Promise<void> {
    const { studio } = this;
    const edit = editOf(action, studio.graph, studio.registry);
    if (edit) this.edit(edit);
    else if (action.do === "select") studio.select(this.idsOf(action.node));
    else if (action.do === "run") {
      await this.until(() => !studio.checks.pending); // What was wrong before the edits is not wrong any more.
      this.run();
    } else if (action.do === "level") studio.runs.play({ kind: "go", goal: { kind: "level", t: action.t } });
    else if (action.do === "compare") await this.compare();
  }

  /** Runs the graph as it is from its beginning, whatever is under way. */
  private run(): void {
    const { runs } = this.studio;
    if (runs.isGoing) runs.forget();
    runs.start();
  }

  private idsOf(name: string): string[] {
    const { nodes } = this.studio.graph;
    return nodes.filter(({ id, type }) => (name.includes("/") ? type === name : id === name)).map(({ id }) => id);
  }

  /** Takes an answer; a number is held against the dry run where the question names one of its figures. */
  async answer(given: string | number): Promise<void> {
    const { at, step } = this;
    const question = step?.question;
    if (!question) return;
    if (question.kind === "choice") this.take(at, { given, right: question.options[Number(given)]?.right === true });
    else if (question.kind === "text") this.take(at, { given, right: undefined });
    else await this.answerNumber(question, at, Number(given));
  }

  private async answerNumber(
    question: Extract<Question, { kind: "number" }>,
    at: number,
    given: number,
  ): Promise<void> {
    if (question.set) this.edit(settingEdit(question.set, this.studio.registry));
    const truth = question.value ?? (await this.figure(question.figure ?? "calls"));
    if (this.at !== at) return;
    if (truth === undefined) return this.take(at, { given, right: undefined });
    const right = Math.abs(given - truth) <= (question.tolerance ?? 0);
    this.take(at, { given, right, ...(question.figure && { truth }) });
  }

  private take(at: number, answer: Answer): void {
    this.answers.set(at, answer);
    this.keepSoon();
    this.changed();
  }

  /** A figure of the graph as it is, once it has been checked. */
  private async figure(name: Figure): Promise<number | undefined> {
    const { checks, runs } = this.studio;
    if (name === "level") return runs.player.level;
    if (name === "variation") return this.variation();
    await this.until(() => !checks.pending);
    const { walk } = checks;
    return name === "calls" ? walk?.evaluations : walk?.[name];
  }

  /** How far a scatter's answers are from the exact ones, once a run is at its end; of the last scatter if none is named. */
  private variation(node?: string): number | undefined {
    const { runs, graph } = this.studio;
    if (runs.state !== "finished") return undefined;
    const id = node ?? graph.nodes.findLast(({ type }) => type === "view/scatter")?.id;
    const scatter = runs.values.get(id ?? "")?.scatter;
    return scatter && variationOf(scatter);
  }

  /** Until something holds of the editor's state, or the lesson is left. */
  private until(holds: () => boolean): Promise<void> {
    const { studio, stop } = this;
    return new Promise((done) => {
      const heard = new AbortController();
      const look = (): void => {
        if (!holds() && !stop.signal.aborted) return;
        heard.abort();
        done();
      };
      studio.addEventListener("change", look, { signal: heard.signal });
      stop.signal.addEventListener("abort", look, { signal: heard.signal });
      look();
    });
  }

  // ── comparisons ───────────────────────────────────────────────────────────────────────────────────────────────────

  /** Runs both sides, one after the other. */
  async compare(): Promise<void> {
    const { at, step } = this;
    const sides = step?.compare;
    if (!sides || this.compared.get(at)?.running) return;
    this.putCompared(at, { running: "a" });
    const a = await this.resultOf(sides.a);
    if (!a || this.at !== at) return this.putCompared(at, { running: undefined });
    this.putCompared(at, { running: "b", a });
    const b = await this.resultOf(sides.b);
    if (!b || this.at !== at) return this.putCompared(at, { running: undefined, a });
    const difference = meanDifference(a, b);
    this.putCompared(at, { running: undefined, a, b, ...(difference && { difference }) });
    this.look();
  }

  private putCompared(at: number, runs: ComparedRuns): void {
    if (!this.lesson) return;
    this.compared.set(at, runs);
    this.changed();
  }

  private async resultOf(side: ComparedSide): Promise<Raster | undefined> {
    const { lesson, studio } = this;
    if (!lesson) return undefined;
    if (side.graph !== undefined) this.putOn(await graphOf(side.graph, lesson, studio));
    const settings: readonly Setting[] = side.set ?? [];
    this.edit(settingEdit(settings, studio.registry));
    const { runs } = studio;
    this.run();
    await this.until(() => !["running", "paused"].includes(runs.state));
    return runs.state === "finished" ? runs.results.at(-1)?.raster : undefined;
  }

  // ── memory ────────────────────────────────────────────────────────────────────────────────────────────────────────

  private keep(): void {
    if (!this.lesson) return;
    if (this.name !== "") {
      clearTimeout(this.keeping);
      const { at, studio } = this;
      if (this.isEntered && studio.graph.nodes.length > 0 && studio.doc !== studio.own) this.left.set(at, studio.graph);
      this.progress.keep(this.name, {
        step: at,
        done: [...this.done],
        steps: this.lesson.steps.length,
        left: [...this.left],
        answers: [...this.answers],
      });
    }
    this.setHash(this.hash && `${this.hash}&step=${this.at + 1}`);
  }

  /** Keeps what the reader has made of the graph, once the hands rest. */
  private keepSoon(): void {
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.keep(), 400);
  }

  private setHash(hash: string): void {
    if (!this.stage.isPage() || location.hash === hash) return;
    history.replaceState(history.state, "", location.pathname + location.search + hash);
  }

  private async fetched(name: string): Promise<unknown> {
    const remedy = { en: lessonWords("en").notHereRemedy, zh: lessonWords("zh").notHereRemedy };
    const missing = { en: lessonWords("en").notHere(name), zh: lessonWords("zh").notHere(name) };
    if (!/^[\w-]{1,64}$/.test(name)) throw new UserError(problem("no-lesson", missing, remedy));
    const response = await fetch(new URL(`lessons/${name}.json`, this.stage.base)).catch(() => undefined);
    if (!response) {
      const gone = { en: lessonWords("en").offline, zh: lessonWords("zh").offline };
      throw new UserError(problem("lessons-offline", gone, { en: "", zh: "" }));
    }
    if (!response.ok) throw new UserError(problem("no-lesson", missing, remedy));
    return (await response.json()) as unknown;
  }

  private changed(): void {
    this.came++;
    this.dispatchEvent(new Event("change"));
  }
}
