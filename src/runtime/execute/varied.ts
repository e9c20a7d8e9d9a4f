import type { PlanNode } from "../graph/program.ts";
import type { ParamValue, Site } from "../node.ts";
import type { Slots } from "./values.ts";

/** A node's site at this moment: params that a number is wired to have its value, kept within their range. */
export function siteNow(node: PlanNode, slots: Slots): Site {
  if (node.varied.size === 0) return node.site;
  const params: Record<string, ParamValue> = { ...node.site.params };
  for (const param of node.definition.params) {
    const value = slots.get(node.varied.get(param.name) ?? -1)?.number;
    if (param.kind !== "number" || value === undefined) continue;
    const within = Math.min(param.max, Math.max(param.min, value));
    params[param.name] = param.integer === true ? Math.round(within) : within;
  }
  return { ...node.site, params };
}
