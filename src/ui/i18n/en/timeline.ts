import type { HandleKind, Reason } from "../../timeline/teeth.ts";

/** The words of the timeline and the player. */
export interface TimelineWords {
  readonly scrubber: string;
  readonly where: (transition: string, all: string, t: string, up: boolean) => string;
  readonly atStart: (all: string, t: string) => string;
  readonly handle: Readonly<Record<HandleKind, (node: string) => string>>;
  readonly noLimit: string;
  readonly calls: (count: string) => string;
  readonly value: Readonly<Record<HandleKind, string>>;
  readonly reason: (reason: Reason, j: string, T: string) => string;
  readonly stepBack: string;
  readonly transition: string;
  readonly tooth: string;
  readonly toNode: (node: string) => string;
  readonly toNodeNone: string;
  readonly level: string;
  readonly toLevel: (t: string) => string;
  readonly breakLevel: (t: string) => string;
  readonly breakNode: (node: string) => string;
  readonly breakNodeNone: string;
  readonly unbreak: (place: string) => string;
  readonly slow: string;
  readonly live: string;
  readonly edited: string;
  readonly compare: string;
  readonly compareNone: string;
  readonly compareNow: string;
  readonly compareEarlier: string;
  readonly compared: (name: string, calls: string, difference: string) => string;
  readonly compareFails: (name: string) => string;
}

/** The words of the timeline and the player, in English. */
export const timelineEn: TimelineWords = {
  scrubber: "Moment of the run",
  where: (transition, all, t, up) =>
    `transition ${transition} of ${all}, t = ${t}, ${up ? "jumping back" : "going down"}`,
  atStart: (all, t) => `before the first of ${all} transitions, t = ${t}`,
  handle: {
    length: (node) => `${node}: jump length j`,
    count: (node) => `${node}: resamplings r`,
    limit: (node) => `${node}: jump only up to s`,
    steps: () => "Steps T",
  },
  noLimit: "no limit",
  calls: (count) => `${count} calls`,
  value: { length: "j", count: "r", limit: "s", steps: "T" },
  reason: (reason, j, T) =>
    ({
      "too-long": `j = ${j} is not below T = ${T}: no jump can happen`,
      limited: `the limit lies below j = ${j}: no jump can happen`,
      once: "r = 1: each stretch is walked once, without a jump",
    })[reason],
  stepBack: "One step back (,)",
  transition: "One transition",
  tooth: "One whole tooth (Shift+.)",
  toNode: (node) => `Run to the next visit of ${node}`,
  toNodeNone: "Run to the next visit of a node: select it first",
  level: "Level t to run to or to pause at",
  toLevel: (t) => `Run to t = ${t}`,
  breakLevel: (t) => `Pause whenever t = ${t}`,
  breakNode: (node) => `Pause at each visit of ${node}`,
  breakNodeNone: "Pause at each visit of a node: select it first",
  unbreak: (place) => `Pause no more at ${place}`,
  slow: "Slow motion",
  live: "Back to the run",
  edited: "The graph was changed; this run goes on with the earlier one.",
  compare: "Lay a second schedule over this one",
  compareNone: "Compare with …",
  compareNow: "This graph as it is now",
  compareEarlier: "This graph, earlier",
  compared: (name, calls, difference) => `${name}: ${calls} calls (${difference})`,
  compareFails: (name) => `“${name}” cannot be run as it is, so it has no schedule to compare with.`,
};
