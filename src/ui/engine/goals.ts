import { nextValley } from "../timeline/teeth.ts";
import type { Visit } from "../../runtime/execute.ts";
import type { Goal, Stops, Walk } from "./messages.ts";

/** Whether a run has come to where it was to go; asked after each visit. */
export type Arrived = (visit: Visit, transition: number) => boolean;

/**
 * The end of a step.
 *
 * @param transition made so far.
 */
export function arrivalOf(
  goal: Goal,
  walk: Pick<Walk, "from" | "to" | "transitions">,
  transition: number,
): Arrived | undefined {
  switch (goal.kind) {
    case "visit":
      return () => true;
    case "transition":
      return (visit) => visit.move !== undefined;
    case "tooth": {
      const valley = nextValley(walk, transition);
      return (visit) => visit.move?.transition === valley;
    }
    case "node":
      return (visit) => visit.node === goal.node;
    case "level":
      return (visit) => visit.move?.to === goal.t;
    case "reach":
      return (visit) => visit.move !== undefined && visit.move.transition >= goal.transition;
    case "end":
    case "back":
    case "back-transition":
    case "stand":
      return undefined;
  }
}

/** Whether a breakpoint is met. */
export function isStop({ nodes, levels }: Stops, visit: Visit): boolean {
  return nodes.includes(visit.node) || (visit.move !== undefined && levels.includes(visit.move.to));
}

/** The event at which to stand for a goal that lies in the past; undefined where there is none. */
export function standOf(goal: Goal, event: number, moves: Moves, transition: number): number | undefined {
  if (goal.kind === "back") return event > 0 ? event - 1 : undefined;
  if (goal.kind === "back-transition") {
    const own = moves.eventOf(transition);
    return moves.eventOf(own === event ? transition - 1 : transition);
  }
  return goal.kind === "stand" ? moves.eventOf(goal.transition) : undefined;
}

/** At which event each transition was made. */
export class Moves {
  private readonly events: number[] = [];

  record(visit: Visit): void {
    if (visit.move) this.events[visit.move.transition] = visit.index;
  }

  eventOf(transition: number): number | undefined {
    return transition === 0 ? 0 : this.events[transition];
  }
}
