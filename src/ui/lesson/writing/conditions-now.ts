import type { Condition } from "../../../runtime/lesson/format.ts";
import { variationOf } from "../../laboratory/measures.ts";
import type { Studio } from "../../studio.ts";
import { knownShare } from "../pixels.ts";

/** Conditions that are added by name, not by doing something. */
export type Added = "calls" | "known" | "variation" | "compared";

/** The condition that asks for what is true on the canvas now; undefined where it has nothing to ask of. */
export function conditionNow(kind: Added, { graph, checks, runs, registry }: Studio): Condition | undefined {
  switch (kind) {
    case "compared":
      return { kind };
    case "calls":
      return checks.walk && { kind, is: "=", value: checks.walk.evaluations };
    case "known": {
      const isMask = (type: string): boolean => registry.get(type)?.outputs.some((one) => one.type === "mask") === true;
      const mask = graph.nodes.find(({ type }) => isMask(type));
      const share = mask && knownShare(runs.values.get(mask.id)?.raster);
      return mask && share !== undefined ? { kind, node: mask.id, is: "≤", value: rounded(share) } : undefined;
    }
    case "variation": {
      const scatter = graph.nodes.findLast(({ type }) => type === "view/scatter");
      if (!scatter) return undefined;
      const shown = runs.state === "finished" ? runs.values.get(scatter.id)?.scatter : undefined;
      return { kind, node: scatter.id, is: "≤", value: rounded((shown && variationOf(shown)) ?? 0.1) };
    }
  }
}

/** To hundredths, and no less. */
const rounded = (value: number): number => Math.ceil(100 * value) / 100;
