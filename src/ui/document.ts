import type { GraphFile } from "../runtime/graph/format.ts";
import { emptyGraph, type Edit } from "./edits.ts";

interface Entry {
  readonly graph: GraphFile;
  /** Entries of one gesture, such as the steps of one drag, share a key and are undone together. */
  readonly gesture: string | undefined;
}

/**
 * The graph that is being edited. It is the truth: the canvas, the inspector and the plot show it and hand in edits.
 * Its history is whole graphs, which share what did not change; so undoing anything restores exactly what was.
 *
 * Fires `change` after every change.
 */
export class GraphDocument extends EventTarget {
  private past: Entry[] = [];
  private future: Entry[] = [];
  private present: Entry = { graph: emptyGraph, gesture: undefined };
  private first = emptyGraph;
  private readonly limit: number;
  /** Says whether an edit may be made, undone or made again; all may where nothing is asked. */
  allow: ((before: GraphFile, after: GraphFile) => boolean) | undefined;

  constructor(limit = 10_000) {
    super();
    this.limit = limit;
  }

  get graph(): GraphFile {
    return this.present.graph;
  }

  /** The graph that it began with, before any edit. */
  get opened(): GraphFile {
    return this.first;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /**
   * Applies an edit; one that changes nothing leaves no trace in the history.
   * @param gesture an edit with the same key as the one before it joins that one's entry.
   * @returns whether the graph has changed.
   */
  apply(edit: Edit, gesture?: string): boolean {
    const graph = edit(this.present.graph);
    if (graph === this.present.graph || this.allow?.(this.present.graph, graph) === false) return false;
    const joins = gesture !== undefined && gesture === this.present.gesture;
    if (!joins) this.past.push(this.present);
    if (this.past.length > this.limit) this.past.shift();
    this.future = [];
    this.become({ graph, gesture });
    return true;
  }

  /** Ends a gesture: the next edit with its key starts an entry of its own. */
  settle(): void {
    this.present = { graph: this.present.graph, gesture: undefined };
  }

  undo(): boolean {
    const before = this.past.at(-1);
    if (!before || this.allow?.(this.graph, before.graph) === false) return false;
    this.past.pop();
    this.future.push(this.present);
    this.become(before);
    return true;
  }

  redo(): boolean {
    const after = this.future.at(-1);
    if (!after || this.allow?.(this.graph, after.graph) === false) return false;
    this.future.pop();
    this.past.push(this.present);
    this.become(after);
    return true;
  }

  /** Takes another graph; that can be undone too, unless `forget` says that there is nothing to go back to. */
  open(graph: GraphFile, { forget = false }: { readonly forget?: boolean } = {}): void {
    if (forget) {
      this.past = [];
      this.future = [];
      this.first = graph;
      this.become({ graph, gesture: undefined });
    } else this.apply(() => graph);
  }

  private become(entry: Entry): void {
    this.present = entry;
    this.dispatchEvent(new Event("change"));
  }
}
