import type { Registry } from "../../runtime/node.ts";
import type { MissingNode, Otherness } from "../canvas/paint-other.ts";
import type { Studio } from "../studio.ts";

/** What can lie open beside the graph. */
export type BesideKind = "explain" | "compare" | "sweep";

/**
 * Which panel lies open beside the graph, and what it marks there. One at a time; each is fetched when it is first opened.
 *
 * Fires `change`.
 */
export class Beside extends EventTarget {
  kind: BesideKind | undefined;
  /** Nodes in which the graph differs from another: that lacks them, or has them otherwise. */
  marked: ReadonlyMap<string, Otherness> = new Map();
  /** Nodes that only the other graph has. */
  missing: readonly MissingNode[] = [];
  readonly studio: Studio;
  readonly registry: Registry;
  private readonly fetched: (kind: BesideKind) => Promise<unknown>;

  /** @param fetched has a panel's element fetched and defined. */
  constructor(studio: Studio, registry: Registry, fetched: (kind: BesideKind) => Promise<unknown>) {
    super();
    this.studio = studio;
    this.registry = registry;
    this.fetched = fetched;
  }

  /** Opens a panel, or closes it where it is open. */
  async toggle(kind: BesideKind): Promise<void> {
    if (this.kind === kind) return this.close();
    await this.fetched(kind);
    this.show(kind);
  }

  close(): void {
    this.show(undefined);
  }

  /** The canvas has another width then, and nothing is marked any more. */
  private show(kind: BesideKind | undefined): void {
    this.kind = kind;
    [this.marked, this.missing] = [new Map(), []];
    if (this.studio.compared?.what === "beside") this.studio.compared = undefined;
    this.changed();
    this.studio.dispatchEvent(new Event("fit")); // After the panel has taken its room.
  }

  mark(marked: ReadonlyMap<string, Otherness>, missing: readonly MissingNode[]): void {
    [this.marked, this.missing] = [marked, missing];
    this.changed();
  }

  private changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}
