import type { GraphFile } from "../../runtime/graph/format.ts";
import { parseGraph } from "../../runtime/graph/parse.ts";
import type { Registry } from "../../runtime/node.ts";
import type { Problem } from "../../runtime/problem.ts";
import type { OpenedGraph } from "../open-file.ts";
import { problemsOf } from "../problems-of.ts";
import { glance, type Survey } from "./survey.ts";
import { survey } from "./surveyor.ts";

/** Where a foreign graph has come from. */
export type Origin = "link" | "file" | "picture" | "clipboard" | "page";

/** A graph that waits for the reader's word. */
export interface Proposal extends OpenedGraph {
  readonly from: Origin;
  readonly survey: Survey;
  /** Whether the dry run is over. */
  readonly counted: boolean;
}

/** What the editor does with graphs. */
export interface GraphTaker {
  show(graph: GraphFile, notes: readonly Problem[], forget: boolean): void;
  tell(problems: readonly Problem[]): void;
}

/**
 * Holds a foreign graph until the reader has seen what it is and agrees. Until then it is data: nothing that it names is
 * fetched and nothing of it runs but a dry run in a thread of its own.
 *
 * Fires `change`.
 */
export class Sharing extends EventTarget {
  proposal: Proposal | undefined;
  private readonly taker: GraphTaker;
  private readonly registry: Registry;
  private readonly script: URL;
  private surveying: AbortController | undefined;

  /** @param script the address of `survey-worker.js`. */
  constructor(taker: GraphTaker, registry: Registry, script: URL) {
    super();
    this.taker = taker;
    this.registry = registry;
    this.script = script;
  }

  /** Asks about a graph; one that waited before is let go. */
  propose({ graph, notes }: OpenedGraph, from: Origin): void {
    const proposal: Proposal = { graph, notes, from, survey: glance(graph, this.registry), counted: false };
    this.become(proposal);
    this.surveying?.abort();
    const { signal } = (this.surveying = new AbortController());
    void survey(graph, this.registry, this.script, signal).then((found) => {
      if (this.proposal === proposal) this.become({ ...proposal, survey: found, counted: true });
    });
  }

  /** Asks about a graph given as JSON text or as a link; what it cannot read becomes a sentence. */
  async proposeText(text: string, from: Origin): Promise<void> {
    try {
      const json = /^\s*\{/.test(text) ? text : await (await import("./link.ts")).decodeLink(text);
      this.propose(parseGraph(json, this.registry), from);
    } catch (error) {
      this.taker.tell(problemsOf(error));
    }
  }

  answer(open: boolean): void {
    const { proposal } = this;
    this.surveying?.abort();
    this.become(undefined);
    if (open && proposal) this.taker.show(proposal.graph, proposal.notes, false);
  }

  private become(proposal: Proposal | undefined): void {
    this.proposal = proposal;
    this.dispatchEvent(new Event("change"));
  }
}

/** Whether a pasted text is meant as a graph: a link to one, or one's JSON. */
export function looksLikeGraph(text: string): boolean {
  return /^\s*(\S*#g=|\{[^]{0,200}"format"\s*:\s*"repaint-graph")/.test(text);
}
