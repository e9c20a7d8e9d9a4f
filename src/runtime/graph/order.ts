import { problem, warning, type Problem } from "../problem.ts";
import { nameOf, type Wiring } from "./wiring.ts";
import type { Zone } from "./zones.ts";

/** What is executed, in order: a node, or a loop with what it repeats. */
export type Item =
  | { readonly kind: "node"; readonly id: string }
  | { readonly kind: "loop"; readonly id: string; readonly body: readonly Item[] };

/** Puts the nodes in an order in which every value is there before it is read, loops as blocks. */
export function orderOf(
  wiring: Wiring,
  zones: readonly Zone[],
): { items: readonly Item[]; problems: readonly Problem[] } {
  const cycle = findCycle(wiring);
  if (cycle) return { items: [], problems: [cycleWithoutLoop(cycle, wiring)] };
  const home = homes(wiring, zones);
  if (
    zones.some((zone) => zone.parent !== undefined && zones.find((z) => z.loop === zone.parent)?.parent === zone.loop)
  ) {
    return { items: [], problems: [] }; // Loops that overlap; reported with the zones.
  }
  return { items: block(undefined, wiring, zones, home), problems: leaks(wiring, home, zones) };
}

/** For every node the loop whose zone holds it most closely; a loop node belongs to the zone around its own. */
function homes(wiring: Wiring, zones: readonly Zone[]): Map<string, string | undefined> {
  const home = new Map<string, string | undefined>([...wiring.nodes.keys()].map((id) => [id, undefined]));
  for (const zone of zones) for (const id of zone.members) if (id !== zone.loop) home.set(id, zone.loop);
  return home;
}

function block(
  loop: string | undefined,
  wiring: Wiring,
  zones: readonly Zone[],
  home: ReadonlyMap<string, string | undefined>,
): Item[] {
  const own = [...wiring.nodes.keys()].filter((id) => home.get(id) === loop && id !== loop);
  /** The item of this block that a node belongs to: itself, or the loop around it. */
  const itemOf = (id: string): string | undefined => {
    let at: string | undefined = id;
    while (at !== undefined && home.get(at) !== loop) at = home.get(at);
    return at;
  };
  const waits = new Map<string, Set<string>>(own.map((id) => [id, new Set()]));
  for (const wire of wiring.wires) {
    if (wire.input.feedback) continue;
    const from = itemOf(wire.from);
    const to = itemOf(wire.to);
    if (from !== undefined && to !== undefined && from !== to && from !== loop) waits.get(to)?.add(from);
  }
  // What a loop's `back` needs is inside its zone, so it adds nothing here.
  const items: Item[] = [];
  const placed = new Set<string>();
  while (placed.size < own.length) {
    const next = own.find(
      (id) => !placed.has(id) && [...(waits.get(id) ?? [])].every((w) => placed.has(w) || !waits.has(w)),
    );
    if (next === undefined) break; // Overlapping loops; reported with the zones.
    placed.add(next);
    const isLoop = zones.some((zone) => zone.loop === next);
    items.push(
      isLoop ? { kind: "loop", id: next, body: block(next, wiring, zones, home) } : { kind: "node", id: next },
    );
  }
  return items;
}

/** Nodes that go round in a circle once the wires into `back` are cut, in order; undefined if there are none. */
function findCycle(wiring: Wiring): string[] | undefined {
  const state = new Map<string, "open" | "done">();
  const path: string[] = [];
  const visit = (id: string): string[] | undefined => {
    if (state.get(id) === "done") return undefined;
    if (state.get(id) === "open") return path.slice(path.indexOf(id));
    state.set(id, "open");
    path.push(id);
    for (const wire of wiring.nodes.get(id)?.outgoing ?? []) {
      const cycle = wire.input.feedback ? undefined : visit(wire.to);
      if (cycle) return cycle;
    }
    path.pop();
    state.set(id, "done");
    return undefined;
  };
  for (const id of wiring.nodes.keys()) {
    const cycle = visit(id);
    if (cycle) return cycle;
  }
  return undefined;
}

const title = (id: string, wiring: Wiring): string => {
  const node = wiring.nodes.get(id)?.node;
  return node ? nameOf(node) : id;
};

function cycleWithoutLoop(cycle: readonly string[], wiring: Wiring): Problem {
  const names = cycle.map((id) => title(id, wiring));
  const [first = ""] = names;
  const last = names.at(-1) ?? first;
  const at = wiring.nodes.get(cycle[0] ?? "");
  const socket = [...(at?.inputs.values() ?? [])].find((wire) => cycle.includes(wire.from))?.input.name;
  return problem(
    "cycle",
    {
      en: `These nodes go round in a circle without a Loop: ${names.join(" → ")} → ${first}.`,
      zh: `这些节点在没有循环节点的情况下构成了环：${names.join(" → ")} → ${first}。`,
    },
    {
      en: `Put a Loop between ${last} and ${first}: ${last} into its "back", its "body" into ${first}.`,
      zh: `请在 ${last} 与 ${first} 之间放一个循环节点：${last} 接到它的 "back"，它的 "body" 接到 ${first}。`,
    },
    { ...(cycle[0] !== undefined && { node: cycle[0] }), ...(socket !== undefined && { socket }) },
  );
}

/** Wires that leave a zone other than through `done`: they show the last pass only. */
function leaks(wiring: Wiring, home: ReadonlyMap<string, string | undefined>, zones: readonly Zone[]): Problem[] {
  const around = (id: string): Set<string> =>
    new Set(zones.filter((zone) => zone.members.includes(id)).map((zone) => zone.loop));
  return wiring.wires
    .filter((wire) => {
      const inner = home.get(wire.from);
      return inner !== undefined && wire.from !== inner && wire.to !== inner && !around(wire.to).has(inner);
    })
    .map((wire) =>
      warning(
        "leaves-loop",
        {
          en: `${title(wire.to, wiring)}.${wire.input.name} takes a value from inside the loop and sees its last pass only.`,
          zh: `${title(wire.to, wiring)}.${wire.input.name} 从循环内部取值，只能看到最后一轮。`,
        },
        { en: `Wire the loop's "done" instead if the result is meant.`, zh: `若要最终结果，请改接循环的 "done"。` },
        { node: wire.to, socket: wire.input.name },
      ),
    );
}
