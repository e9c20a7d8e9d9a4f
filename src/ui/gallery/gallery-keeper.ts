import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Registry } from "../../runtime/node.ts";
import type { ResultPicture } from "../components/result-panel.ts";
import type { Progress, Raster } from "../engine/messages.ts";
import { newId } from "../storage/vault.ts";
import { everyNth, figuresOf, type GalleryEntry } from "./entries.ts";
import { bounded, type GalleryStore } from "./gallery-store.ts";

/** What of the editor is listened to. */
interface Source extends EventTarget {
  readonly graph: GraphFile;
  readonly runs: {
    readonly state: string;
    readonly results: readonly ResultPicture[];
    readonly given: Raster | undefined;
    readonly progress: Progress | undefined;
    readonly steps: Pick<GalleryEntry, "every" | "frames"> | undefined;
  };
}

const MOST_ENTRIES = 40;

/** Pictures on the way that are kept beyond this visit. */
const KEPT_FRAMES = 32;

/** Keeps what runs have made, and steps on the way. Fires `change`. */
export class GalleryKeeper extends EventTarget {
  entries: readonly GalleryEntry[] = [];
  private readonly source: Source;
  private readonly registry: Registry;
  private store: GalleryStore | undefined;
  private wasGoing = false;
  private graph: GraphFile | undefined;
  private writing: Promise<unknown> | undefined;

  constructor(source: Source, registry: Registry) {
    super();
    this.source = source;
    this.registry = registry;
    source.addEventListener("change", () => this.look());
  }

  /** Whether results outlast the page. */
  get lasts(): boolean {
    return this.store !== undefined;
  }

  /** Takes up what earlier visits have left, and keeps from now on what this one makes. */
  async restore(store: GalleryStore): Promise<void> {
    this.store = store;
    const before = await store.entries().catch(() => []);
    this.hold([...this.entries, ...before.filter(({ id }) => this.entries.every((entry) => entry.id !== id))]);
  }

  /** When what the latest run has made is in the browser's memory, and what was taken away no longer is. */
  async written(): Promise<void> {
    await this.writing;
  }

  remove(id: string): void {
    this.forget(id);
    this.entries = this.entries.filter((entry) => entry.id !== id);
    this.dispatchEvent(new Event("change"));
  }

  private forget(id: string): void {
    const gone = this.store?.remove(id).catch(() => undefined);
    this.writing = Promise.all([this.writing, gone]);
  }

  private hold(entries: readonly GalleryEntry[]): void {
    const { kept, dropped } = bounded(entries, MOST_ENTRIES);
    for (const { id } of dropped) this.forget(id);
    this.entries = kept;
    this.dispatchEvent(new Event("change"));
  }

  private look(): void {
    const { runs, graph } = this.source;
    const isGoing = runs.state === "running" || runs.state === "paused";
    if (isGoing && !this.wasGoing) this.graph = graph;
    if (runs.state === "finished" && this.wasGoing) this.keep();
    this.wasGoing = isGoing;
  }

  private keep(): void {
    const { results, given, progress, steps } = this.source.runs;
    if (results.length === 0 || !this.graph) return;
    const entry: GalleryEntry = {
      id: newId(),
      made: Date.now(),
      number: Math.max(0, ...this.entries.map(({ number }) => number)) + 1,
      graph: this.graph,
      results: results.map(({ node, name, raster, values }) => ({ node, name, raster, ...(values && { values }) })),
      given,
      figures: figuresOf(this.graph, this.registry, progress?.evaluations ?? 0, progress?.seconds ?? 0),
      frames: steps?.frames ?? [],
      every: steps?.every ?? 1,
    };
    this.hold([entry, ...this.entries]);
    // A browser that keeps nothing says so where the graph is saved; the results of this page are here all the same.
    const n = Math.max(1, Math.ceil(entry.frames.length / KEPT_FRAMES));
    const kept = { ...entry, frames: everyNth(entry.frames, n), every: entry.every * n };
    this.writing = Promise.all([this.writing, this.store?.keep(kept).catch(() => undefined)]);
  }
}
