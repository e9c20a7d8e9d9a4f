import type { Studio } from "../../studio.ts";
import type { Course, Stage } from "../course.ts";
import { presentingKey, type PresentingKey } from "./presenting-keys.ts";
import { presentingStyles } from "./presenting-styles.ts";
import { presentingWords } from "./presenting-words.ts";
import { SpeakerWindow } from "./speaker-window.ts";

/** Milliseconds for which the keys are told at the beginning. */
const KEYS_FOR = 8000;

/**
 * A lesson on a projector: large type, full screen, steps by the keys of a keyboard or a clicker; notes in a window of
 * the speaker's own.
 *
 * Fires `change`.
 */
export class Presenter extends EventTarget {
  /** Counts changes, so that who shows the presenter knows of them. */
  came = 0;
  isOn = false;
  isBlack = false;
  showsKeys = false;
  private readonly studio: Studio;
  private readonly course: Course;
  private readonly stage: Stage;
  private speaker: SpeakerWindow | undefined;
  private stop = new AbortController();
  private keysTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(studio: Studio, course: Course, stage: Stage) {
    super();
    this.studio = studio;
    this.course = course;
    this.stage = stage;
  }

  begin(): void {
    if (this.isOn || !this.course.lesson) return;
    const { host } = this.stage;
    this.isOn = true;
    this.stop = new AbortController();
    const { signal } = this.stop;
    adopt(host);
    host.setAttribute("presenting", "");
    document.addEventListener("keydown", this.key, { capture: true, signal });
    document.addEventListener("fullscreenchange", () => !document.fullscreenElement && this.end(), { signal });
    this.course.addEventListener("change", () => this.follow(), { signal });
    this.studio.addEventListener("change", () => this.drawNotes(), { signal });
    host.requestFullscreen?.().catch(() => undefined); // It may be forbidden where the editor is part of a page.
    this.showKeys();
    this.settle();
  }

  end(): void {
    if (!this.isOn) return;
    this.isOn = false;
    this.isBlack = false;
    this.stop.abort();
    clearTimeout(this.keysTimer);
    this.speaker?.close();
    this.speaker = undefined;
    this.stage.host.removeAttribute("presenting");
    if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
    this.settle();
  }

  act(what: PresentingKey): void {
    const { course, studio } = this;
    const steps = course.lesson?.steps.length ?? 0;
    switch (what) {
      case "next":
      case "back":
      case "first":
      case "last": {
        const to = { next: course.at + 1, back: course.at - 1, first: 0, last: steps - 1 }[what];
        this.isBlack = false;
        if (to !== course.at && to >= 0 && to < steps) void course.go(to);
        break;
      }
      case "run":
        studio.commands.run("toggle");
        break;
      case "step":
        studio.commands.run("visit");
        break;
      case "step-back":
        studio.commands.run("back");
        break;
      case "black":
        this.isBlack = !this.isBlack;
        break;
      case "notes":
        this.openNotes();
        break;
      case "keys":
        this.showKeys();
        break;
      case "leave":
        return this.end();
      case "stay": // F5 would load the page anew.
    }
    this.changed();
  }

  /** Opens the speaker's window, or brings it up to date. */
  private openNotes(): void {
    if (!this.speaker?.isOpen) this.speaker = SpeakerWindow.open(this.key);
    if (!this.speaker) this.studio.say(presentingWords(this.studio.language).blocked);
    this.drawNotes();
  }

  private drawNotes(): void {
    this.speaker?.draw(this.course, this.studio.language, this.studio.theme);
  }

  private follow(): void {
    if (!this.course.lesson) return this.end();
    this.drawNotes();
  }

  private readonly key = (event: KeyboardEvent): void => {
    const path = event.composedPath();
    const { host } = this.stage;
    const isOurs = path.includes(host) || event.target === document.body || !path.includes(document);
    const meaning = isOurs && !event.defaultPrevented ? presentingKey(event) : undefined;
    if (meaning === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.act(meaning);
  };

  private showKeys(): void {
    clearTimeout(this.keysTimer);
    this.showsKeys = true;
    this.keysTimer = setTimeout(() => {
      this.showsKeys = false;
      this.changed();
    }, KEYS_FOR);
  }

  /** The room is another one: what the step shows is brought into view again. */
  private settle(): void {
    this.changed();
    this.stage.arrange();
    this.stage.frame(this.course.framed);
  }

  private changed(): void {
    this.came++;
    this.dispatchEvent(new Event("change"));
  }
}

/** The styles of the mode are part of the editor from its first use on. */
function adopt(host: HTMLElement): void {
  const root = host.shadowRoot;
  const { styleSheet } = presentingStyles;
  if (root && styleSheet && !root.adoptedStyleSheets.includes(styleSheet)) root.adoptedStyleSheets.push(styleSheet);
}
