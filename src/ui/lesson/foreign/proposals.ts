import type { Lesson } from "../../../runtime/lesson/format.ts";
import { readLesson } from "../../../runtime/lesson/parse.ts";
import type { Problem } from "../../../runtime/problem.ts";
import type { Origin } from "../../share/sharing.ts";
import type { Studio } from "../../studio.ts";
import { LESSON_LINK } from "../looks-like.ts";
import { decodeLesson } from "./lesson-link.ts";
import { needTemplates, surveyOfLesson, type LessonSurvey } from "./survey-lesson.ts";

/** A lesson that waits for the reader's word. */
export interface LessonProposal {
  readonly lesson: Lesson;
  readonly notes: readonly Problem[];
  readonly from: Origin;
  readonly survey: LessonSurvey;
  /** Length of its text in UTF-8. */
  readonly bytes: number;
  /** The hash of the link that it came by; empty for one that came otherwise. */
  readonly hash: string;
  /** Under which its progress is kept: two lessons of one text are one. */
  readonly name: string;
  /** From 0; undefined where the link names none. */
  readonly step: number | undefined;
}

/**
 * Holds a foreign lesson until the reader has seen what it is and agrees. Until then it is data: nothing that it names is
 * fetched, nothing of it is shown but its title and what it is about.
 *
 * Fires `change`.
 */
export class LessonProposals extends EventTarget {
  proposal: LessonProposal | undefined;
  private readonly studio: Studio;

  constructor(studio: Studio) {
    super();
    this.studio = studio;
  }

  /** Asks about a lesson given as JSON text or as a link; what it cannot read becomes a sentence. */
  async propose(text: string, from: Origin): Promise<void> {
    const { registry, assets } = this.studio;
    await this.studio.guarded(async () => {
      const isLink = !/^\uFEFF?\s*\{/.test(text);
      const json = isLink ? await decodeLesson(text) : text;
      const { lesson, notes } = readLesson(json, registry);
      const templates = assets.templates.map(({ name }) => name);
      needTemplates(lesson, templates);
      const hash = isLink ? text.slice(text.indexOf(LESSON_LINK)) : "";
      const step = Number(new URLSearchParams(hash.slice(1)).get("step") ?? Number.NaN);
      this.become({
        lesson,
        notes,
        from,
        survey: surveyOfLesson(lesson, registry),
        bytes: new TextEncoder().encode(json).length,
        hash: hash.split("&")[0] ?? "",
        name: nameOf(json),
        step: Number.isFinite(step) ? step - 1 : undefined,
      });
    });
  }

  /** The question is answered. @returns what it was about. */
  answered(): LessonProposal | undefined {
    const { proposal } = this;
    this.become(undefined);
    return proposal;
  }

  private become(proposal: LessonProposal | undefined): void {
    this.proposal = proposal;
    this.dispatchEvent(new Event("change"));
  }
}

/** A short name for a text: FNV-1a twice, from both ends. It only has to tell one reader's few lessons apart. */
function nameOf(text: string): string {
  let [a, b] = [0x811c9dc5, 0x811c9dc5];
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(text.length - 1 - i), 0x01000193);
  }
  const hex = (n: number): string => (n >>> 0).toString(16).padStart(8, "0");
  return `foreign-${hex(a)}${hex(b)}`;
}
