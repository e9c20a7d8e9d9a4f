import type { GraphFile } from "../../runtime/graph/format.ts";
import { sameProgram } from "../same-program.ts";
import type { EngineClient } from "../engine/client.ts";
import type { Goal, Report, Stops, Walk } from "../engine/messages.ts";
import { levelAt } from "./teeth.ts";

/** What the timeline and the player ask for. */
export type PlayerAction =
  | { readonly kind: "go"; readonly goal: Goal }
  | { readonly kind: "scrub"; readonly transition: number }
  | { readonly kind: "live" }
  | { readonly kind: "slow" }
  | { readonly kind: "break-node"; readonly node: string }
  | { readonly kind: "break-level"; readonly t: number };

/** The run that is played. */
interface Played {
  readonly id: number;
  readonly graph: GraphFile;
  readonly walk: Walk | undefined;
}

/** The page's side of the player: which run, which moment of it is looked at, and where runs pause. */
export class PlayerState {
  stops: Stops = { nodes: [], levels: [], slow: false };
  /** The transition that is looked at, where it is not the one at which the run stands. */
  cursor: number | undefined;
  /** Where the run stands, and how far it ever came. */
  head = 0;
  reached = 0;
  private played: Played | undefined;
  private wanted: number | undefined;
  private asked = false;

  /** A run begins. */
  begin(id: number, graph: GraphFile, walk: Walk | undefined): void {
    this.forget();
    this.played = { id, graph, walk };
  }

  /** The walk of a graph has become known; it is the run's where that began before. */
  learn(graph: GraphFile | undefined, walk: Walk | undefined): void {
    const { played } = this;
    if (played && !played.walk && graph && sameProgram(played.graph, graph)) this.played = { ...played, walk };
  }

  forget(): void {
    this.played = undefined;
    this.cursor = undefined;
    this.head = 0;
    this.reached = 0;
    this.asked = false;
    this.wanted = undefined;
  }

  /** Whether the graph computes something else than the run does. */
  isOld(graph: GraphFile): boolean {
    return this.played !== undefined && !sameProgram(this.played.graph, graph);
  }

  /** The walk of the run. */
  get walk(): Walk | undefined {
    return this.played?.walk;
  }

  /** The moment that is looked at. */
  get at(): number {
    return this.cursor ?? this.head;
  }

  /** The node that made the transition which is looked at, where that is not the last one made. */
  get cursorNode(): string | undefined {
    const { walk, cursor } = this;
    if (!walk || cursor === undefined) return undefined;
    return walk.nodes[walk.node[Math.max(0, cursor - 1)] ?? -1];
  }

  get level(): number | undefined {
    return this.walk && levelAt(this.walk, this.at);
  }

  /** The run has come to a transition. */
  came(transition: number): void {
    this.head = transition;
    this.reached = Math.max(this.reached, transition);
  }

  /** Does what was asked for, as far as it concerns the run. */
  act(action: PlayerAction, engine: EngineClient): void {
    switch (action.kind) {
      case "go":
        if (this.played) engine.go(this.played.id, action.goal, this.cursor);
        this.cursor = undefined;
        return;
      case "scrub":
        return this.scrub(action.transition, engine);
      case "live":
        return this.scrub(this.head, engine);
      case "slow":
        this.stops = { ...this.stops, slow: !this.stops.slow };
        return engine.stops(this.stops);
      case "break-node":
        this.stops = { ...this.stops, nodes: toggled(this.stops.nodes, action.node) };
        return engine.stops(this.stops);
      case "break-level":
        this.stops = { ...this.stops, levels: toggled(this.stops.levels, action.t) };
        return engine.stops(this.stops);
    }
  }

  /** Looks at another moment. One request is under way at a time; the last wish wins. */
  private scrub(transition: number, engine: EngineClient): void {
    if (!this.played) return;
    this.cursor = transition === this.head ? undefined : transition;
    this.wanted = transition;
    if (!this.asked) this.ask(engine);
  }

  private ask(engine: EngineClient): void {
    if (!this.played || this.wanted === undefined) return;
    engine.scrub(this.played.id, this.wanted);
    this.wanted = undefined;
    this.asked = true;
  }

  /** @returns the pictures to show, unless another moment is looked at by now. */
  takeScrubbed(
    report: Extract<Report, { kind: "scrubbed" }>,
    engine: EngineClient,
  ): Extract<Report, { kind: "scrubbed" }>["frames"] {
    if (report.id !== this.played?.id) return [];
    this.asked = false;
    this.ask(engine);
    return report.frames;
  }
}

const toggled = <T>(list: readonly T[], entry: T): readonly T[] =>
  list.includes(entry) ? list.filter((other) => other !== entry) : [...list, entry];
