import type { Registry } from "../node.ts";
import { problem, type Problem } from "../problem.ts";
import type { GraphFile } from "./format.ts";
import { registryOf } from "../own/registry.ts";
import { nameOf, wire, type WiredNode, type Wire, type Wiring } from "./wiring.ts";

/**
 * What a loop repeats: the nodes on the ways from its `body` to its `back`, and those that only look on (views, measures).
 * Zones are read off the structure and never stored, so they cannot disagree with the graph.
 */
export interface Zone {
  /** The loop node. */
  readonly loop: string;
  /** Every node inside, those of inner zones and the loop node itself included. */
  readonly members: readonly string[];
  /** The loop of the zone around this one. */
  readonly parent?: string;
}

/** The zones of a graph as far as they can be made out; for drawing. */
export function zonesOf(graph: GraphFile, registry: Registry): readonly Zone[] {
  return findZones(wire(graph, registryOf(graph, registry))).zones;
}

/** Finds the zones, innermost last, and reports loops that overlap. */
export function findZones(wiring: Wiring): { zones: readonly Zone[]; problems: readonly Problem[] } {
  const loops = [...wiring.nodes.values()].filter((node) => node.definition.loop);
  const problems: Problem[] = [];
  const cores = loops.map((loop) => ({ loop: loop.node.id, members: coreOf(loop, wiring) }));
  takeInnerLoops(cores);
  for (const [i, a] of cores.entries()) {
    for (const b of cores.slice(i + 1)) {
      const common = [...a.members].filter((id) => b.members.has(id));
      const mutual = a.members.has(b.loop) && b.members.has(a.loop);
      const nested = mutual
        ? false
        : a.members.has(b.loop)
          ? contains(a.members, b.members)
          : b.members.has(a.loop) && contains(b.members, a.members);
      if (common.length > 0 && !nested) problems.push(overlap(a.loop, b.loop, common, wiring));
    }
  }
  cores.sort((a, b) => b.members.size - a.members.size);
  addOnlookers(cores, wiring);
  const zones = cores.map(({ loop, members }): Zone => {
    const parent = cores.filter((other) => other.loop !== loop && other.members.has(loop)).at(-1)?.loop;
    return { loop, members: [...members], ...(parent !== undefined && { parent }) };
  });
  return { zones, problems };
}

const contains = (outer: ReadonlySet<string>, inner: ReadonlySet<string>): boolean =>
  [...inner].every((id) => outer.has(id));

/** Nodes reachable from `start` along wires, `start` left out unless a wire leads home. */
function reach(
  start: Iterable<Wire>,
  follow: (wire: Wire) => string,
  next: (id: string) => Iterable<Wire>,
): Set<string> {
  const seen = new Set<string>();
  const queue = [...start];
  for (let wire = queue.pop(); wire; wire = queue.pop()) {
    const id = follow(wire);
    if (seen.has(id)) continue;
    seen.add(id);
    queue.push(...next(id));
  }
  return seen;
}

/** Wires but those that close another loop: what that one repeats is not ours for that reason alone. */
const straight = (wires: Iterable<Wire>): Wire[] => [...wires].filter((wire) => !wire.input.feedback);

function coreOf(loop: WiredNode, wiring: Wiring): Set<string> {
  const id = loop.node.id;
  const [, back] = loop.definition.inputs;
  const [body] = loop.definition.outputs;
  const intoBack = back && loop.inputs.get(back.name);
  const forward = reach(
    loop.outgoing.filter((w) => w.output.name === body?.name),
    (w) => w.to,
    (to) => (to === id ? [] : straight(wiring.nodes.get(to)?.outgoing ?? [])),
  );
  const backward = reach(
    intoBack ? [intoBack] : [],
    (w) => w.from,
    (from) => (from === id ? [] : straight(wiring.nodes.get(from)?.inputs.values() ?? [])),
  );
  return new Set([id, ...[...forward].filter((node) => backward.has(node))]);
}

/** A loop that lies inside another brings all it repeats. */
function takeInnerLoops(cores: readonly { loop: string; members: Set<string> }[]): void {
  for (let grown = true; grown;) {
    grown = false;
    for (const outer of cores) {
      for (const inner of cores) {
        if (outer === inner || !outer.members.has(inner.loop) || contains(outer.members, inner.members)) continue;
        for (const id of inner.members) outer.members.add(id);
        grown = true;
      }
    }
  }
}

/** Nodes that hang on a zone without leading back, and not on what a loop hands out when it is done. */
function addOnlookers(cores: { loop: string; members: Set<string> }[], wiring: Wiring): void {
  for (const { members } of cores.toReversed()) {
    let grown = true;
    while (grown) {
      grown = false;
      for (const [id, node] of wiring.nodes) {
        if (
          members.has(id) ||
          node.definition.loop ||
          node.definition.category === "output" ||
          cores.some((c) => c.members.has(id) && c.members !== members)
        )
          continue;
        const inside = [...node.inputs.values()].filter((w) => members.has(w.from));
        const fresh = inside.some((w) => !isDone(w, wiring));
        const late = reachesFromDone(id, wiring, members);
        if (fresh && !late) {
          members.add(id);
          for (const outer of cores)
            if (outer.members !== members && contains(outer.members, new Set([...members].filter((m) => m !== id))))
              outer.members.add(id);
          grown = true;
        }
      }
    }
  }
}

const isDone = (w: Wire, wiring: Wiring): boolean => {
  const source = wiring.nodes.get(w.from);
  return source?.definition.loop !== undefined && source.definition.outputs[1]?.name === w.output.name;
};

/** Whether a node needs the `done` of a loop whose node lies in `members`. */
function reachesFromDone(id: string, wiring: Wiring, members: ReadonlySet<string>): boolean {
  const loop = [...members].find((m) => wiring.nodes.get(m)?.definition.loop);
  const seen = new Set<string>();
  const visit = (node: string): boolean => {
    if (seen.has(node)) return false;
    seen.add(node);
    return [...(wiring.nodes.get(node)?.inputs.values() ?? [])].some(
      (w) => !w.input.feedback && ((isDone(w, wiring) && w.from === loop) || visit(w.from)),
    );
  };
  return visit(id);
}

function overlap(a: string, b: string, common: readonly string[], wiring: Wiring): Problem {
  const name = (id: string): string => {
    const node = wiring.nodes.get(id)?.node;
    return node ? nameOf(node) : id;
  };
  const shared = common.map(name).join(", ");
  return problem(
    "loops-overlap",
    {
      en: `The loops ${name(a)} and ${name(b)} overlap: both go through ${shared}, and neither lies inside the other.`,
      zh: `循环 ${name(a)} 与 ${name(b)} 交叠：二者都经过 ${shared}，且互不包含。`,
    },
    {
      en: `Wire the shared nodes into one of the two loops only, or put one loop wholly inside the other.`,
      zh: "请让共用的节点只属于其中一个循环，或让一个循环完全位于另一个之内。",
    },
    { node: a, socket: "back" },
  );
}
