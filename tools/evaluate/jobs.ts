import { FIRST_HELD_OUT_SEED } from "../data/faces.ts";
import type { Results } from "./results.ts";
import { callsOf, keyOf, type Experiment, type Setting } from "./settings.ts";

/** Faces to be filled together in one run. */
export interface Job {
  readonly setting: Setting;
  readonly faces: readonly number[];
}

/** How many faces an experiment looks at when `faces` are asked for; never none. */
export function facesOf({ share }: Experiment, faces: number): number {
  return Math.max(1, Math.round(faces * share));
}

/**
 * What is left to do: experiments in order, in each the faces in groups, for each group all settings. A setting that two
 * experiments share is filled once.
 */
export function jobsLeft(
  experiments: readonly Experiment[],
  faces: number,
  batch: number,
  results: Results,
): readonly Job[] {
  const planned = new Set<string>();
  const jobs: Job[] = [];
  for (const experiment of experiments) {
    const end = FIRST_HELD_OUT_SEED + facesOf(experiment, faces);
    for (let first = FIRST_HELD_OUT_SEED; first < end; first += batch) {
      for (const setting of experiment.settings) {
        const key = keyOf(setting);
        const group = Array.from({ length: Math.min(batch, end - first) }, (_, i) => first + i);
        const left = group.filter((face) => !results.has(key, face) && !planned.has(`${key} ${face}`));
        for (const face of left) planned.add(`${key} ${face}`);
        if (left.length > 0) jobs.push({ setting, faces: left });
      }
    }
  }
  return jobs;
}

/** Network calls of a job, counted once per picture. */
export function workOf({ setting, faces }: Job): number {
  return callsOf(setting) * faces.length;
}
