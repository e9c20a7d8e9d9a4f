import type { Registry } from "../../runtime/node.ts";
import type { Studio } from "../studio.ts";

/** What can lie open beside the graph. */
export type BesideKind = "explain" | "compare" | "sweep";

const loaders: Readonly<Record<BesideKind, () => Promise<unknown>>> = {
  explain: () => import("./explain-panel.ts"),
  compare: () => import("./compare-panel.ts"),
  sweep: () => import("./sweep-panel.ts"),
};

/**
 * Which panel lies open beside the graph, and what it marks there. One at a time; each is fetched when it is first opened.
 *
 * Fires `change`.
 */
export class Beside extends EventTarget {
  kind: BesideKind | undefined;
  /** Nodes in which the graph differs from another. */
  marked: ReadonlySet<string> = new Set();
  readonly studio: Studio;
  readonly registry: Registry;

  constructor(studio: Studio, registry: Registry) {
    super();
    this.studio = studio;
    this.registry = registry;
  }

  /** Opens a panel, or closes it where it is open. */
  async toggle(kind: BesideKind): Promise<void> {
    if (this.kind === kind) return this.close();
    await loaders[kind]();
    this.show(kind);
  }

  close(): void {
    this.show(undefined);
  }

  /** The canvas has another width then, and nothing is marked any more. */
  private show(kind: BesideKind | undefined): void {
    this.kind = kind;
    this.marked = new Set();
    if (this.studio.compared?.what === "beside") this.studio.compared = undefined;
    this.studio.dispatchEvent(new Event("fit"));
    this.changed();
  }

  mark(nodes: ReadonlySet<string>): void {
    this.marked = nodes;
    this.changed();
  }

  private changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}
