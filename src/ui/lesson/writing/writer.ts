import type { GraphFile } from "../../../runtime/graph/format.ts";
import type { Condition, Lesson } from "../../../runtime/lesson/format.ts";
import type { Registry } from "../../../runtime/node.ts";
import { readLesson } from "../../../runtime/lesson/parse.ts";
import { UserError } from "../../../runtime/problem.ts";
import { GraphDocument } from "../../document.ts";
import { problemsOf } from "../../problems-of.ts";
import { browserShelf } from "../../storage/shelf.ts";
import type { Studio } from "../../studio.ts";
import type { Course } from "../course.ts";
import { checkLesson, type Finding } from "./check-lesson.ts";
import { conditionNow, type Added } from "./conditions-now.ts";
import { relocked } from "./draft-locks.ts";
import { draftOf, emptyDraft, isSame, lessonOf, withoutView, type Draft, type DraftStep } from "./draft.ts";
import { linkOf, saveLesson } from "./letting-go.ts";
import { measuring } from "./measuring.ts";
import { conditionsBetween, taskOf } from "./recording.ts";
import { doneOnScreen, sceneOfScreen } from "./screen.ts";
import { unwritten } from "./unwritten.ts";
import { writingWords } from "./writing-words.ts";

/** What the editor lends to whoever writes a lesson. */
export interface Desk {
  isPage(): boolean;
  frame(nodes: readonly string[] | undefined): void;
  /** The nodes in view, where not all of them are. */
  framed(): readonly string[] | undefined;
}

const KEPT = "draft";
const MOST_STEPS = 60;
const MOST_CONDITIONS = 8;
const MOST_CHANGES = 200;

/**
 * A lesson that is being written, on a document of its own: its steps are taken from what the author has on the screen.
 * It is kept by the browser after every change, and every change can be taken back.
 *
 * Fires `change`.
 */
export class Writer extends EventTarget {
  /** Counts changes, so that who shows the writer knows of them. */
  came = 0;
  isOpen = false;
  draft: Draft = emptyDraft;
  /** The step that is written. */
  at = 0;
  findings: readonly Finding[] | undefined;
  /** The lesson is being played by the checker. */
  checking = false;
  private past: readonly Draft[] = [];
  private gesture = "";
  private doc = new GraphDocument();
  private stop = new AbortController();
  private previewing = false;
  private readonly studio: Studio;
  private readonly course: Course;
  private readonly desk: Desk;
  private readonly shelf = browserShelf("repaint-drafts");

  constructor(studio: Studio, course: Course, desk: Desk) {
    super();
    this.studio = studio;
    this.course = course;
    this.desk = desk;
  }

  get step(): DraftStep | undefined {
    return this.draft.steps[this.at];
  }

  get registry(): Registry {
    return this.studio.registry;
  }

  /** What is on the canvas. */
  get canvasGraph(): GraphFile {
    return withoutView(this.studio.graph);
  }

  get lesson(): Lesson {
    return lessonOf(this.draft, this.studio.registry);
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  /** Whether a graph is on the canvas. */
  shows(graph: GraphFile): boolean {
    return isSame(this.studio.graph, graph);
  }

  /** Whether the canvas shows something else than the step begins with. */
  get differs(): boolean {
    return this.step !== undefined && !this.shows(this.step.graph);
  }

  // ── coming and going ──────────────────────────────────────────────────────────────────────────────────────────────

  /** Goes on with what was written here before, or with a lesson that is given. */
  async open(lesson?: Lesson): Promise<void> {
    await this.studio.guarded(async () => {
      if (this.course.lesson) this.course.leave();
      const { graph } = this.studio;
      if (lesson) this.begin(await draftOf(lesson, this.studio));
      else if (this.draft === emptyDraft) await this.recall();
      this.work();
      if (this.step) return this.show(this.at);
      this.studio.putOn(graph);
      this.desk.frame(undefined); // There is less room than before.
    });
  }

  private async recall(): Promise<void> {
    const kept = this.desk.isPage() ? await this.shelf.get(KEPT).catch(() => undefined) : undefined;
    if (typeof kept !== "string") return;
    try {
      // What is kept may be older than the program: it is read as a stranger's would be.
      this.begin(await draftOf(readLesson(kept, this.studio.registry).lesson, this.studio));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.studio.tell(problemsOf(error)); // A new lesson can be written all the same.
    }
  }

  private begin(draft: Draft): void {
    if (this.draft.steps.length > 0) this.past = [...this.past, this.draft];
    this.draft = draft;
    this.at = 0;
    this.findings = undefined;
    this.keep();
  }

  /** The writer's document is on the canvas from now on. */
  private work(): void {
    const { studio, course } = this;
    this.stop.abort();
    this.stop = new AbortController();
    const { signal } = this.stop;
    this.isOpen = true;
    this.previewing = false;
    studio.workOn(this.doc);
    studio.addEventListener("change", () => this.changed(), { signal });
    studio.addEventListener("other", (event) => !this.previewing && event.preventDefault(), { signal });
    course.addEventListener("change", () => this.followCourse(), { signal });
    this.changed();
  }

  /** Another lesson begins; or the preview is over. */
  private followCourse(): void {
    const { course } = this;
    if (course.lesson && !this.previewing) return this.rest();
    if (course.lesson || !this.previewing) return;
    this.previewing = false;
    queueMicrotask(() => {
      this.work();
      this.show(this.at);
    });
  }

  /** Closes; what is written is kept, and what was on the canvas before is there again. */
  close(): void {
    this.rest();
    this.studio.workOn(this.studio.own);
    this.desk.frame(undefined);
  }

  private rest(): void {
    this.stop.abort();
    this.isOpen = false;
    this.keep();
    this.changed();
  }

  /** Begins a new lesson; the old one can be had back by undoing. */
  startAnew(): void {
    this.begin(emptyDraft);
    this.changed();
  }

  // ── steps ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Takes the screen as it is as a new step behind this one. */
  add(): void {
    const { steps } = this.draft;
    if (steps.length === MOST_STEPS) return;
    const { graph, scene } = sceneOfScreen(this.studio, this.desk, undefined);
    const before = this.step?.graph;
    const isNew = before === undefined || before.nodes.length !== graph.nodes.length;
    const step: DraftStep = { title: {}, text: {}, scene, graph, fresh: isNew };
    const place = steps.length === 0 ? 0 : this.at + 1;
    this.put({ ...this.draft, steps: steps.toSpliced(place, 0, step) });
    this.at = place;
    this.changed();
  }

  /** Takes the screen as it is as the scene of this step. */
  takeScene(): void {
    const { graph, scene } = sceneOfScreen(this.studio, this.desk, this.step?.scene);
    this.edit(({ template, ...step }) => ({
      ...step,
      scene,
      graph,
      ...(template !== undefined && isSame(graph, step.graph) && { template }),
    }));
  }

  /** Takes what the author has done since the step began as its task. */
  takeTask(): void {
    const { step, studio } = this;
    if (!step) return;
    const when = conditionsBetween(step.graph, studio.graph, doneOnScreen(studio), this.registry);
    if (when.length === 0) return studio.say(writingWords(studio.language).nothingDone);
    this.ask(when);
  }

  /** Adds what is true now to what the task asks for. */
  addCondition(kind: Added): void {
    const { studio, step } = this;
    const condition = conditionNow(kind, studio);
    if (!condition) return studio.say(writingWords(studio.language).nothingToAsk[kind]);
    const before = step?.task?.when ?? [];
    if (before.length < MOST_CONDITIONS) this.ask([...before, condition]);
  }

  /** The conditions of the task; words that were written stay. */
  private ask(when: readonly Condition[]): void {
    const task = taskOf(when, this.studio.graph, this.registry);
    this.edit((one) => ({ ...one, task: { ...one.task, ...task, do: one.task?.do ?? task.do } }));
  }

  /** Puts a graph on the canvas, to look at it or to go on from there. */
  putOn(graph: GraphFile): void {
    this.studio.putOn(graph);
  }

  /** Puts the step's own graph back on the canvas. */
  putBack(): void {
    this.show(this.at);
  }

  // ── moving about ──────────────────────────────────────────────────────────────────────────────────────────────────

  /** Goes to a step: its scene is on the canvas. */
  show(step: number): void {
    this.at = Math.min(Math.max(0, step), Math.max(0, this.draft.steps.length - 1));
    const { studio } = this;
    const now = this.step;
    if (now) {
      if (!isSame(now.graph, studio.graph)) studio.putOn(now.graph);
      studio.select(now.scene.select ?? []);
      this.desk.frame(now.scene.frame);
    }
    this.changed();
  }

  move(by: -1 | 1): void {
    const { steps } = this.draft;
    const to = this.at + by;
    const step = this.step;
    if (!step || to < 0 || to >= steps.length) return;
    this.put({ ...this.draft, steps: steps.toSpliced(this.at, 1).toSpliced(to, 0, step) });
    this.at = to;
    this.changed();
  }

  remove(): void {
    this.put({ ...this.draft, steps: this.draft.steps.toSpliced(this.at, 1) });
    this.show(Math.min(this.at, this.draft.steps.length - 1));
  }

  /** @param gesture changes with one name, such as typing into one field, are taken back together. */
  edit(change: (step: DraftStep) => DraftStep, gesture = ""): void {
    const { step } = this;
    if (!step) return;
    const steps = this.draft.steps.with(this.at, relocked(step, change(step)));
    this.put({ ...this.draft, steps }, gesture && `${this.at} ${gesture}`);
  }

  put(draft: Draft, gesture = ""): void {
    if (gesture === "" || gesture !== this.gesture) this.past = [...this.past.slice(-MOST_CHANGES), this.draft];
    this.gesture = gesture;
    this.draft = draft;
    this.findings = undefined;
    this.keep();
    this.changed();
  }

  undo(): void {
    const before = this.past.at(-1);
    if (!before) return;
    this.past = this.past.slice(0, -1);
    this.gesture = "";
    this.draft = before;
    this.findings = undefined;
    this.keep();
    this.show(this.at);
  }

  // ── looking at it, and letting it go ──────────────────────────────────────────────────────────────────────────────

  /** Plays it from this step on; afterwards it is written on. */
  async preview(): Promise<void> {
    await this.studio.guarded(async () => {
      const lesson = this.whole();
      this.previewing = true;
      await this.course.beginGiven(lesson, "", "", this.at);
    });
  }

  /** Plays all of it; what a task measures is computed. */
  async check(): Promise<void> {
    const { studio, draft } = this;
    if (this.checking) return;
    this.checking = true;
    this.changed();
    await studio.guarded(async () => {
      if (studio.runs.isGoing) studio.runs.forget(); // The engine runs one graph at a time.
      const findings = await checkLesson(this.whole(), studio, measuring(studio.engine));
      if (this.draft === draft) this.findings = findings;
    });
    this.checking = false;
    this.changed();
  }

  /** The lesson as a file of its own. */
  async save(): Promise<void> {
    await this.studio.guarded(() => {
      saveLesson(this.finished(), this.studio.language);
      return Promise.resolve();
    });
  }

  /** The lesson as a link. @returns it, for those whose browser lets nothing be copied. */
  async share(): Promise<string | undefined> {
    return await this.studio.guarded(async () => {
      const { address, said } = await linkOf(this.finished(), this.desk.isPage(), this.studio.language);
      this.studio.say(said);
      return address;
    });
  }

  /**
   * The lesson as whoever opens it will read it.
   *
   * @throws UserError where it would be refused.
   */
  private whole(): Lesson {
    return readLesson(JSON.stringify(this.lesson), this.studio.registry).lesson;
  }

  /** @throws UserError `lesson-unwritten` where words are missing. */
  private finished(): Lesson {
    const lesson = this.whole();
    const missing = unwritten(lesson);
    if (missing.length > 0) throw new UserError(...missing);
    this.studio.tell([]);
    return lesson;
  }

  private keep(): void {
    if (!this.desk.isPage()) return;
    const text = this.draft.steps.length === 0 ? "" : JSON.stringify(this.lesson);
    void (text === "" ? this.shelf.remove(KEPT) : this.shelf.put([[KEPT, text]])).catch(() => undefined);
  }

  private changed(): void {
    this.came++;
    this.dispatchEvent(new Event("change"));
  }
}
