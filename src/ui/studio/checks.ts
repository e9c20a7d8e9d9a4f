import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Problem } from "../../runtime/problem.ts";
import type { EngineClient } from "../engine/client.ts";
import type { Report, Walk } from "../engine/messages.ts";
import { sameProgram } from "../same-program.ts";

/** The editor, as checks see it. */
interface Checked {
  readonly graph: GraphFile;
  readonly engine: EngineClient | undefined;
  /** The graph is being checked; what else is to be known of it can be asked for. */
  checking(): void;
}

/** Milliseconds after which an edited graph is checked; what is edited meanwhile is checked with it. */
const CHECK_AFTER = 60;

/** Keeps what the engine says of the graph as it is: its problems and its walk. */
export class Checks {
  problems: readonly Problem[] = [];
  walk: Walk | undefined;
  /** Of the pictures of the graph's model. */
  imageSize: readonly [height: number, width: number] | undefined;
  /** The graph that was checked last; which of them `walk` and `problems` speak of is `answered`. */
  graph: GraphFile | undefined;
  private answered: GraphFile | undefined;
  private id = 0;
  private timer = 0;
  private readonly editor: Checked;

  constructor(editor: Checked) {
    this.editor = editor;
  }

  /** Whether the graph has been edited since it was checked, or opened and not yet checked. */
  get pending(): boolean {
    return this.timer !== 0 || this.answered !== this.graph;
  }

  /** The graph has changed: it is checked soon, unless it computes the same. */
  wish(): void {
    if (this.graph && sameProgram(this.graph, this.editor.graph)) return;
    this.timer ||= window.setTimeout(() => this.check(), CHECK_AFTER);
  }

  /** Checks at once what would be checked soon. */
  flush(): void {
    if (this.timer !== 0) this.check();
  }

  check(): void {
    clearTimeout(this.timer);
    this.timer = 0;
    this.graph = this.editor.graph;
    if (!this.editor.engine) return;
    this.id = this.editor.engine.check(this.graph);
    this.editor.checking();
  }

  /** Another graph is shown. */
  forget(): void {
    this.walk = undefined;
    this.problems = [];
    this.graph = undefined; // Even one that computes the same is checked.
    this.id = -1;
  }

  /** @returns whether the answer is the one that is waited for. */
  take(report: Extract<Report, { kind: "checked" }>): boolean {
    if (report.id !== this.id) return false;
    this.problems = report.problems;
    this.walk = report.walk;
    this.imageSize = report.imageSize;
    this.answered = this.graph;
    return true;
  }
}
