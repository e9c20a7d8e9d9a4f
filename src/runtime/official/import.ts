import { space_timesteps } from "../diffusion/respacing.ts";
import type { GraphFile } from "../graph/format.ts";
import type { ParamValue } from "../node.ts";
import type { Problem } from "../problem.ts";
import { readConfiguration, type Configuration } from "./configuration.ts";
import { maskPresets } from "./entries.ts";
import { officialGraph } from "./graph.ts";
import { aboutJumps, whatIsElsewhere, whatIsMissing } from "./remarks.ts";

export interface ImportedGraph {
  readonly graph: GraphFile;
  /** What could not be taken over, and what has no meaning here. */
  readonly notes: readonly Problem[];
}

/**
 * Makes a graph of a configuration of the official repository: same respacing, jumps, mask and clipping, in the order of
 * the official code. Every entry of the file is either in the graph or named in the notes.
 *
 * @param name of the file, for the title and for messages.
 * @throws UserError as `readConfiguration`.
 */
export function importConfiguration(text: string, name: string): ImportedGraph {
  const conf = readConfiguration(text, name);
  const { entries } = conf;
  const title = typeof entries["name"] === "string" ? entries["name"].slice(0, 100) : name.replace(/\.ya?ml$/i, "");
  const T = lengthOf(conf);
  const jump = conf.jump ?? { t_T: T, jump_length: 1, jump_n_sample: 1 };
  const preset = presetOf(entries["data"]);
  const label = entries["cond_y"];
  const hasLabel = entries["class_cond"] === true && typeof label === "number" && Number.isInteger(label) && label >= 0;
  const graph = officialGraph({
    model: "bundled:faces64",
    schedule: scheduleOf(conf),
    T,
    jump: { ...jump, t_T: Math.min(jump.t_T, T) },
    image: { type: "image/load", params: { image: "sample:face-1000000" } },
    mask: { type: "image/mask", v: 2, params: { preset: preset ?? "half" } },
    predict: clipOf(entries["clip_denoised"]),
    reverse: { sampler: entries["use_ddim"] === true ? "ddim" : "ddpm" },
    ...(hasLabel && { label }),
    result: "result",
  });
  const notes = [...whatIsMissing(conf, preset, hasLabel), ...whatIsElsewhere(entries), ...aboutJumps(conf, jump, T)];
  return { graph: { ...graph, meta: { title: { en: title, zh: title } } }, notes };
}

function lengthOf({ respacing, trainSteps, jump }: Configuration): number {
  try {
    return space_timesteps(trainSteps, respacing).length;
  } catch {
    return jump?.t_T ?? trainSteps; // What is wrong with it, the graph's own check says at its node.
  }
}

/** A plain count is T; everything else goes into `respacing` as it stands. */
function scheduleOf({ respacing, trainSteps }: Configuration): Record<string, ParamValue> {
  const text = respacing === "" ? String(trainSteps) : respacing;
  return /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 4000 ? { T: Number(text) } : { respacing: text };
}

function clipOf(value: unknown): Record<string, ParamValue> {
  return typeof value === "boolean" ? { clip: value ? "on" : "off" } : {};
}

/** Which of the paper's masks a folder of masks is, told by the folder's name; the first that is found. */
function presetOf(data: unknown): string | undefined {
  const folders: string[] = [];
  const look = (value: unknown, depth: number): void => {
    if (typeof value === "string") folders.push(value);
    else if (typeof value === "object" && value !== null && depth < 8)
      for (const part of Object.values(value)) look(part, depth + 1);
  };
  look(data, 0);
  const named = folders.flatMap((folder) => folder.split(/[\\/]/)).map((part) => maskPresets[part.toLowerCase()]);
  return named.find((preset) => preset !== undefined);
}
