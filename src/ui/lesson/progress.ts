import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Shelf } from "../storage/shelf.ts";

/** What a reader has answered. */
export interface Answer {
  readonly given: string | number;
  readonly right: boolean | undefined;
  /** What the dry run or the run says, where it was asked. */
  readonly truth?: number;
}

/** How far a reader has come in a lesson. */
export interface Came {
  readonly step: number;
  readonly steps: number;
  readonly done: readonly number[];
  readonly ended?: boolean;
  /** The graph of each step as the reader left it, and the answers. */
  readonly left?: readonly (readonly [step: number, graph: GraphFile])[];
  readonly answers?: readonly (readonly [step: number, answer: Answer])[];
}

const isCame = (value: unknown): value is Came =>
  typeof value === "object" &&
  value !== null &&
  "step" in value &&
  Number.isInteger(value.step) &&
  "done" in value &&
  Array.isArray(value.done) &&
  (!("left" in value) || Array.isArray(value.left)) &&
  (!("answers" in value) || Array.isArray(value.answers));

/** How far a reader has come in every lesson, kept by the browser; where it keeps nothing, by the page. */
export class Progress {
  private readonly came = new Map<string, Came>();
  private readonly shelf: Shelf | undefined;

  constructor(shelf: Shelf | undefined) {
    this.shelf = shelf;
  }

  of(name: string): Came | undefined {
    return this.came.get(name);
  }

  async read(names: readonly string[]): Promise<void> {
    for (const name of names) {
      if (this.came.has(name)) continue;
      const kept = await this.shelf?.get(name).catch(() => undefined);
      if (isCame(kept)) this.came.set(name, kept);
    }
  }

  keep(name: string, came: Came): void {
    const ended = this.came.get(name)?.ended === true && came.step > 0;
    this.put(name, { ...came, ...(ended && { ended }) });
  }

  end(name: string): void {
    const came = this.came.get(name);
    if (came) this.put(name, { ...came, ended: true });
  }

  private put(name: string, came: Came): void {
    this.came.set(name, came);
    void this.shelf?.put([[name, came]]).catch(() => undefined);
  }
}
