import type { GraphFile } from "../../runtime/graph/format.ts";
import { problem, type Problem } from "../../runtime/problem.ts";
import { snapshotOf, withPoint, type Snapshot, type Vault } from "./vault.ts";

/** Milliseconds after which the changes that followed a saved one are saved, however many they are. */
const SAVE_AFTER = 300;

/** What is saved: a document that says when it changes. */
export interface SavedDocument extends EventTarget {
  readonly graph: GraphFile;
  /** What it began with, before any edit. */
  readonly opened: GraphFile;
}

/**
 * Saves a document at a change, and what follows within 300 ms together, with restore points. A document in which nothing was changed
 * is not saved.
 *
 * Fires `trouble` with a problem when the browser keeps nothing, and with `undefined` when it does again.
 */
export class Autosave extends EventTarget {
  id: string;
  private readonly vault: Vault;
  private readonly doc: SavedDocument;
  private readonly now: () => number;
  private points: readonly Snapshot[];
  private seen: GraphFile;
  /** What was written last; nothing where that failed, so that the next time tries again. */
  private saved: GraphFile | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private writing: Promise<void> = Promise.resolve();
  private troubled = false;

  constructor(
    vault: Vault,
    doc: SavedDocument,
    options: { readonly id: string; readonly points: readonly Snapshot[]; readonly now?: () => number },
  ) {
    super();
    this.vault = vault;
    this.doc = doc;
    this.id = options.id;
    this.points = options.points;
    this.now = options.now ?? Date.now;
    this.seen = this.saved = doc.opened;
  }

  /** Begins to watch. What was opened counts as saved; an edit that was made since does not. */
  start(signal: AbortSignal): void {
    this.seen = this.saved = this.doc.opened;
    this.doc.addEventListener("change", () => this.changed(), { signal });
    this.changed();
    signal.addEventListener("abort", () => void this.flush());
  }

  /** Writes what is not written yet. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { graph } = this.doc;
    if (graph === this.saved) return this.writing;
    this.saved = graph;
    this.writing = this.writing.then(() => this.write(graph));
    return this.writing;
  }

  /** Writes it once more, since another tab may have written over it. */
  again(): Promise<void> {
    this.saved = undefined;
    return this.flush();
  }

  /** Goes on under another name; what lies under the one before is another tab's. */
  async move(id: string): Promise<void> {
    this.id = id;
    await (this.doc.graph === this.doc.opened ? this.writing : this.again());
  }

  restorePoints(): readonly Snapshot[] {
    return this.points;
  }

  private changed(): void {
    const { graph } = this.doc;
    if (graph === this.seen) return;
    if (isOther(this.seen, graph)) this.addPoint(this.seen, true);
    this.seen = graph;
    if (this.timer !== undefined) return;
    void this.flush(); // At once: the tab may be closed next.
    this.timer = setTimeout(() => void this.flush(), SAVE_AFTER);
  }

  private addPoint(graph: GraphFile, forced: boolean): void {
    this.points = withPoint(this.points, snapshotOf(this.id, graph, this.now()), forced);
  }

  private async write(graph: GraphFile): Promise<void> {
    const before = this.points;
    this.addPoint(graph, false);
    try {
      await this.vault.save(snapshotOf(this.id, graph, this.now()), this.points);
    } catch {
      try {
        await this.vault.save(snapshotOf(this.id, graph, this.now()), (this.points = before.slice(0, 3))); // Less may fit.
      } catch (error) {
        this.saved = undefined;
        return this.say(notSaved(error));
      }
    }
    if (this.troubled) this.say(undefined);
  }

  private say(trouble: Problem | undefined): void {
    if (this.troubled === (trouble !== undefined)) return;
    this.troubled = trouble !== undefined;
    this.dispatchEvent(new CustomEvent("trouble", { detail: trouble }));
  }
}

/** Whether a graph has taken the place of another, rather than being that one, edited. */
function isOther(before: GraphFile, after: GraphFile): boolean {
  if (before.nodes.length === 0) return false;
  const nodes = new Set(before.nodes);
  return !after.nodes.some((node) => nodes.has(node)) && before.nodes.length + after.nodes.length > 2;
}

/** Why the browser keeps nothing, and what to do. */
export function notSaved(error: unknown): Problem {
  const full = error instanceof Error && error.name === "QuotaExceededError";
  return {
    ...problem(
      "not-saved",
      full
        ? { en: "This browser has no room left; changes are not being saved.", zh: "此浏览器空间已满，改动未能保存。" }
        : {
            en: "This browser keeps nothing here (a private window does not, for one); changes are not being saved.",
            zh: "此浏览器在此处不保存数据（例如无痕窗口），改动未能保存。",
          },
      {
        en: "Nothing is lost while the page is open: save the graph as a file before you leave.",
        zh: "页面打开期间不会丢失任何内容：离开前请将图保存为文件。",
      },
    ),
    severity: "warning",
  };
}
