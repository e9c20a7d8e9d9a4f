import {
  questionsOf,
  type Answer,
  type Question,
  type UserStudy,
  type VotesFile,
} from "../../runtime/study/user-study.ts";

/** What the browser keeps of one person's part in a study. */
interface Kept {
  readonly person: string;
  readonly seed: number;
  readonly answers: readonly Answer[];
}

/** One person's part in a study: it stays in the browser, and a page that is opened again goes on with it. */
export class Session {
  readonly questions: readonly Question[];
  private readonly study: UserStudy;
  private readonly storage: Pick<Storage, "getItem" | "setItem"> | undefined;
  private kept: Kept;

  constructor(study: UserStudy, storage: Session["storage"]) {
    this.study = study;
    this.storage = storage;
    this.kept = this.read() ?? {
      person: crypto.randomUUID(),
      seed: crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
      answers: [],
    };
    this.questions = questionsOf(study, this.kept.seed);
  }

  get done(): number {
    return this.kept.answers.length;
  }

  get question(): Question | undefined {
    return this.questions[this.done];
  }

  choose(side: "left" | "right"): void {
    const { question } = this;
    if (!question) return;
    const { pair, round } = question;
    this.keep([...this.kept.answers, { pair, round, chosen: question[side] }]);
  }

  /** Takes the last answer back. */
  back(): void {
    this.keep(this.kept.answers.slice(0, -1));
  }

  file(): VotesFile {
    const { person, answers } = this.kept;
    return { format: "repaint-votes", version: 1, study: this.study.id, person, answers };
  }

  private get key(): string {
    return `repaint-user-study:${this.study.id}`;
  }

  private keep(answers: readonly Answer[]): void {
    this.kept = { ...this.kept, answers };
    try {
      this.storage?.setItem(this.key, JSON.stringify(this.kept));
    } catch {
      // A browser that keeps nothing (a private window) still asks to the end.
    }
  }

  private read(): Kept | undefined {
    try {
      const value = JSON.parse(this.storage?.getItem(this.key) ?? "null") as Kept | null;
      return value && Array.isArray(value.answers) && Number.isSafeInteger(value.seed) ? value : undefined;
    } catch {
      return undefined;
    }
  }
}
