import type { Panel } from "../layout/panels.ts";
import type { Studio } from "../studio.ts";
import type { Origin } from "../share/sharing.ts";
import type { Lesson } from "../../runtime/lesson/format.ts";
import type { Course, Stage } from "./course.ts";
import type { LessonAnswer } from "./foreign/lesson-consent.ts";
import type { LessonProposals } from "./foreign/proposals.ts";
import { LESSON_LINK } from "./looks-like.ts";
import type { Presenter } from "./presenting/presenter.ts";
import type { Writer } from "./writing/writer.ts";

const LESSON_MARK = "#lesson=";
const VISITED = "repaint-visited";

/**
 * The door to the course: fetches it when a lesson is asked for, by the top bar or the address, and knows whether the
 * reader is here for the first time.
 *
 * Fires `change`.
 */
export class School extends EventTarget {
  course: Course | undefined;
  /** Lessons from elsewhere, once there was one. */
  proposals: LessonProposals | undefined;
  /** Where lessons are written, once somebody did. */
  writer: Writer | undefined;
  /** Who shows a lesson on a projector, once somebody did. */
  presenter: Presenter | undefined;
  /** Whether the first visit's choice is shown. */
  welcome = false;
  private coming: Promise<Course> | undefined;
  private readonly studio: Studio;
  private readonly stage: Stage;

  constructor(studio: Studio, stage: Stage) {
    super();
    this.studio = studio;
    this.stage = stage;
  }

  /** Panels that the step of the lesson has no use for. */
  get spared(): readonly Panel[] {
    const { course } = this;
    if (!course?.lesson) return [];
    const parts: readonly (readonly [Panel, "nodes" | "run" | "result"])[] = [
      ["nodes", "nodes"],
      ["player", "run"],
      ["result", "result"],
    ];
    return parts.filter(([, part]) => !course.shows(part)).map(([panel]) => panel);
  }

  /** Follows the address from now on, and greets who has never been here. */
  async start(kept: boolean, signal: AbortSignal): Promise<void> {
    if (!this.stage.isPage()) return;
    addEventListener("hashchange", () => void this.readHash(), { signal });
    this.studio.addEventListener(
      "change",
      () => this.welcome && this.studio.runs.state === "running" && this.greeted(),
      { signal },
    );
    if (await this.readHash()) return;
    if (kept || location.hash !== "" || hasVisited()) return;
    await import("./welcome.ts");
    this.welcome = true;
    this.changed();
    this.stage.frame(undefined);
  }

  /** Shows the list of lessons. */
  async open(): Promise<void> {
    this.greeted();
    await (await this.fetched()).open();
  }

  /** Shows the lesson on a projector, or ends that; without a lesson lets choose one. */
  async present(): Promise<void> {
    if (this.presenter?.isOn) return this.presenter.end();
    const [course, { Presenter }] = await Promise.all([
      this.fetched(),
      import("./presenting/presenter.ts"),
      import("./presenting/presenting-view.ts"),
    ]);
    if (!course.lesson) return await course.open();
    if (!this.presenter) {
      this.presenter = new Presenter(this.studio, course, this.stage);
      this.presenter.addEventListener("change", () => this.changed());
    }
    this.presenter.begin();
  }

  choose(way: "learn" | "build" | "try"): void {
    this.greeted();
    if (way === "learn") void this.open();
    else if (way === "try") this.studio.runs.start();
  }

  // ── lessons from elsewhere ────────────────────────────────────────────────────────────────────────────────────────

  /** Asks whether a lesson from elsewhere is to be opened: its text, or a link to it. */
  async propose(text: string, from: Origin): Promise<void> {
    if (!this.proposals) {
      const [{ LessonProposals }] = await Promise.all([
        import("./foreign/proposals.ts"),
        import("./foreign/lesson-consent.ts"),
      ]);
      this.proposals ??= new LessonProposals(this.studio);
      this.proposals.addEventListener("change", () => this.changed());
    }
    await this.proposals.propose(text, from);
  }

  /** The reader has said what to do with it. */
  async answer(answer: LessonAnswer): Promise<void> {
    const proposal = this.proposals?.answered();
    if (answer === "leave" || !proposal) return this.clearHash();
    this.greeted();
    const { lesson, name, hash, step } = proposal;
    if (answer === "write") {
      this.clearHash();
      return await this.write(lesson);
    }
    await (await this.fetched()).beginGiven(lesson, name, hash, step);
  }

  /** Writes a lesson: the one that is given, or what was written here last. */
  async write(lesson?: Lesson): Promise<void> {
    this.greeted();
    const [course, { Writer }] = await Promise.all([
      this.fetched(),
      import("./writing/writer.ts"),
      import("./writing/lesson-writer.ts"),
    ]);
    course.close();
    if (!this.writer) {
      this.writer = new Writer(this.studio, course, this.stage);
      this.writer.addEventListener("change", () => this.changed());
    }
    await this.writer.open(lesson);
  }

  /** A shipped lesson by its name, or any by its JSON, a link, or the address of its file on the page's own server. */
  async openGiven(value: string, step?: number): Promise<void> {
    if (/^[\w-]{1,64}$/.test(value)) return await (await this.fetched()).begin(value, step);
    if (/^\s*\{/.test(value) || value.includes(LESSON_LINK)) return await this.propose(value, "page");
    await this.studio.guarded(async () => {
      const { fetchedBeside } = await import("../share/given-graph.ts");
      await this.propose(await (await fetchedBeside(value)).text(), "page");
    });
  }

  private clearHash(): void {
    if (!this.stage.isPage() || !location.hash.startsWith(LESSON_LINK)) return;
    history.replaceState(history.state, "", location.pathname + location.search);
  }

  /** Not to be asked again. */
  private greeted(): void {
    rememberVisit();
    if (!this.welcome) return;
    this.welcome = false;
    this.changed();
  }

  private async readHash(): Promise<boolean> {
    if (location.hash.startsWith(LESSON_LINK)) {
      await this.propose(location.hash, "link");
      if (!this.proposals?.proposal) this.clearHash();
      return true;
    }
    if (!location.hash.startsWith(LESSON_MARK)) return false;
    const wish = new URLSearchParams(location.hash.slice(1));
    const step = Number(wish.get("step") ?? Number.NaN);
    const course = await this.fetched();
    await course.begin(wish.get("lesson") ?? "", Number.isFinite(step) ? step - 1 : undefined);
    return true;
  }

  private fetched(): Promise<Course> {
    this.coming ??= this.fetch().catch((error: unknown) => {
      this.coming = undefined;
      throw error;
    });
    return this.coming;
  }

  private async fetch(): Promise<Course> {
    const [{ Course }] = await Promise.all([
      import("./course.ts"),
      import("./lesson-panel.ts"),
      import("./lesson-list.ts"),
    ]);
    this.course = new Course(this.studio, this.stage);
    this.course.addEventListener("change", () => this.changed());
    return this.course;
  }

  private changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

function hasVisited(): boolean {
  try {
    return localStorage.getItem(VISITED) !== null;
  } catch {
    return true; // Who lets nothing be kept is not to be asked at every visit.
  }
}

function rememberVisit(): void {
  try {
    localStorage.setItem(VISITED, "1");
  } catch {
    // Nothing can be kept here.
  }
}
