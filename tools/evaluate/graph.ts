import { readFileSync } from "node:fs";
import { registry } from "../../src/nodes/index.ts";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { parseGraph } from "../../src/runtime/graph/parse.ts";
import type { Params } from "../../src/runtime/node.ts";
import type { Setting } from "./settings.ts";

const text = readFileSync(new URL("../../graphs/repaint.json", import.meta.url), "utf8");

/** What the graph calls its network, whichever it is. */
export const MODEL = "bundled:faces64";

/**
 * The shipped graph `repaint` with the params of a setting; `repaint run repaint --set …` runs the same.
 *
 * @param batch how many faces are filled at once.
 */
export function graphOf(setting: Setting, batch: number): GraphFile {
  const { mask, T, jump_length, jump_n_sample } = setting;
  const changed: Readonly<Record<string, Params>> = {
    "model/load": { model: MODEL },
    "model/noise-schedule": { T },
    "noise/gaussian": { batch },
    "image/mask": { preset: mask },
    "repaint/jump-back": { jump_length, jump_n_sample },
  };
  const { graph } = parseGraph(text, registry);
  return {
    ...graph,
    nodes: graph.nodes.map((node) => ({ ...node, params: { ...node.params, ...changed[node.type] } })),
  };
}
