import { analyse } from "../../runtime/graph/analyse.ts";
import type { ParamValue } from "../../runtime/node.ts";
import { formatParam } from "../format.ts";
import { setParam, type Edit } from "../edits.ts";
import { linkInto, named, paramOf, type Fix, type Spot } from "./spot.ts";

/** Sets a param of the node; no fix where its type does not have it. */
export function set(spot: Spot, name: string, value: ParamValue | undefined): readonly Fix[] {
  const param = paramOf(spot, name);
  if (!param || value === undefined) return [];
  const label = {
    en: `Set ${param.title.en} to ${formatParam(param, value, "en")}`,
    zh: `将“${param.title.zh}”设为 ${formatParam(param, value, "zh")}`,
  };
  return [{ label, edit: setParam(spot.node, name, value) }];
}

/** Sets a param to what a new node would have. */
export const reset = (spot: Spot, name = spot.param): readonly Fix[] => set(spot, name, paramOf(spot, name)?.default);

/** The allowed value that is nearest to the one given, or else the default. */
export function nearestValue(spot: Spot): readonly Fix[] {
  const param = paramOf(spot, spot.param);
  const value = spot.graph.nodes.find(({ id }) => id === spot.node)?.params[spot.param];
  if (!param) return [];
  if (param.kind !== "number" || typeof value !== "number" || Number.isNaN(value)) {
    return reset(spot);
  }
  const whole = param.integer ? Math.round(value) : value;
  return set(spot, spot.param, Math.min(param.max, Math.max(param.min, whole)));
}

/** Takes off a param that the type does not have. */
export function withoutParam(id: string, name: string): Edit {
  return (graph) => {
    const nodes = graph.nodes.map((node) => {
      if (node.id !== id || !(name in node.params)) return node;
      return { ...node, params: Object.fromEntries(Object.entries(node.params).filter(([key]) => key !== name)) };
    });
    return nodes.every((node, i) => node === graph.nodes[i]) ? graph : { ...graph, nodes };
  };
}

/** A level within the schedule that is wired to an input. */
export function belowLevels(spot: Spot, input: string, shift: number): readonly Fix[] {
  const T = analyse(spot.graph, spot.registry).sites.get(spot.node)?.inputs[input]?.T;
  return T === undefined || T + shift < 1 ? [] : set(spot, spot.param, T + shift);
}

/** Lets the picture or mask that comes in, over whatever ways, be cut to size. */
export function fitPicture(spot: Spot): readonly Fix[] {
  const seen = new Set<string>();
  const queue = [linkInto(spot)?.[0]];
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const node = { ...spot, node: id };
    const param = paramOf(node, "fit");
    if (param && spot.graph.nodes.find((other) => other.id === id)?.params["fit"] !== "cover") {
      const { en, zh } = named(spot, id);
      const label = { en: `Fit ${en}`, zh: `裁切“${zh}”` };
      return set(node, "fit", "cover").map((fix) => ({ ...fix, label }));
    }
    queue.push(...spot.graph.links.filter(([, , to]) => to === id).map(([from]) => from));
  }
  return [];
}
