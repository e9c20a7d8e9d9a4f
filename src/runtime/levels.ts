import { execute, type RunOptions } from "./execute.ts";
import { stepsOf, type Steps } from "./film/steps.ts";
import type { Env } from "./graph/analyse.ts";
import type { GraphFile } from "./graph/format.ts";
import { plan } from "./graph/plan.ts";
import type { Plan } from "./graph/program.ts";
import type { Artifact, Picture, Registry } from "./node.ts";
import { Walker } from "./walk.ts";

/** A run as it was at each of its levels, and what came of it. */
export interface LevelRecord {
  /** Length of the schedule; 0 where there is none. */
  readonly T: number;
  /** The sample when it was at a level for the last time, the noisiest level first. */
  readonly states: readonly { readonly t: number; readonly x: Picture }[];
  /** What the graph saves, in [−1, 1]: the first, where it saves several. */
  readonly result: Picture | undefined;
  /** The last value of each number that nodes gave, by `node: name`. */
  readonly numbers: Readonly<Record<string, number>>;
  readonly calls: number;
}

/** What a run is recorded with. */
export interface LevelMachine extends Pick<RunOptions, "backend" | "networks" | "images"> {
  readonly seed?: number;
  readonly signal: AbortSignal;
  /** Is told of the network calls so far. */
  passed?(calls: number): Promise<void> | void;
}

/** Most values that are kept of all levels together. */
const MOST_VALUES = 2 ** 24;

/**
 * Runs a graph to its end and keeps the sample at up to `most` of its levels: of the loop with most steps, each time that a level is
 * left for good.
 */
export async function recordLevels(
  graph: GraphFile,
  registry: Registry,
  env: Env,
  machine: LevelMachine,
  most = 100,
): Promise<LevelRecord> {
  const steps = most > 0 ? stepsOf(plan(graph, registry, env)) : undefined;
  const planned = plan(graph, registry, env, steps && { watch: new Set([steps.node]) });
  const wanted = steps ? lastAt(planned, steps, most) : new Map<number, number>();
  const states: { t: number; x: Picture }[] = [];
  const numbers: Record<string, number> = {};
  let result: Picture | undefined;
  let calls = 0;
  const { backend, networks, images, seed, signal } = machine;
  const options: RunOptions = {
    backend,
    networks,
    images,
    signal,
    views: () => false,
    ...(seed !== undefined && { seed }),
  };
  for await (const visit of execute(planned, options)) {
    for (const artifact of visit.artifacts) {
      if (artifact.kind === "save") result ??= artifact.picture;
      if (artifact.kind === "number") numbers[nameOf(artifact)] = artifact.value;
    }
    if (wanted.has(visit.index)) {
      const x = await visit.read(steps?.output ?? "");
      if (typeof x === "object") states.push({ t: visit.t, x: { ...x, data: x.data.slice() } });
    }
    calls = visit.evaluations;
    await machine.passed?.(calls);
  }
  const T = Math.max(0, ...planned.slots.map(({ facts }) => facts.T ?? 0));
  return { T, states: states.sort((a, b) => b.t - a.t), result, numbers, calls };
}

const nameOf = ({ node, name }: Artifact & { kind: "number" }): string => `${node}: ${name}`;

/** The event of the last visit at each level, `Visit.index` to the level; at most so many levels, evenly spread. */
function lastAt(planned: Plan, steps: Steps, most: number): ReadonlyMap<number, number> {
  const events = new Set(steps.events);
  const last = new Map<number, number>();
  const walker = new Walker(planned);
  for (let event = 0; walker.next();) {
    if (walker.op && "loop" in walker.op && !walker.isMove) continue; // A turn of a loop is no visit.
    if (events.has(event)) last.set(walker.to, event);
    event++;
  }
  const size = sizeAt(planned, steps);
  const room = Math.max(2, Math.min(most, Math.floor(MOST_VALUES / size)));
  const levels = [...last].sort(([a], [b]) => b - a);
  const every = Math.max(1, Math.ceil(levels.length / room));
  const kept = levels.filter((_, i) => (levels.length - 1 - i) % every === 0);
  return new Map(kept.map(([t, event]) => [event, t]));
}

function sizeAt({ nodes, slots }: Plan, { node, output }: Steps): number {
  const slot = nodes.find(({ id }) => id === node)?.outputs.get(output);
  return slots[slot ?? -1]?.facts.shape?.reduce((product, side) => product * side, 1) ?? 1;
}

/** How far two runs are apart at one level. */
export interface LevelDistance {
  /** Of the first run. */
  readonly t: number;
  /** √(mean (a − b)²) over all values. */
  readonly distance: number;
}

/**
 * The distance of two runs over t: at each level that was kept of the first, to the second at the same share of its way.
 *
 * @returns undefined where their samples have other shapes.
 */
export function distancesOf(a: LevelRecord, b: LevelRecord): readonly LevelDistance[] | undefined {
  const share = (t: number, T: number): number => (T > 0 ? t / T : 0);
  const rows: LevelDistance[] = [];
  for (const { t, x } of a.states) {
    const near = b.states.reduce<LevelRecord["states"][number] | undefined>((best, one) => {
      const off = ({ t: other }: { t: number }): number => Math.abs(share(other, b.T) - share(t, a.T));
      return best && off(best) <= off(one) ? best : one;
    }, undefined);
    if (!near) return rows;
    if (String(near.x.shape) !== String(x.shape)) return undefined;
    rows.push({ t, distance: rootMeanSquare(x.data, near.x.data) });
  }
  return rows;
}

function rootMeanSquare(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return Math.sqrt(sum / Math.max(1, a.length));
}

/** The mean |a − b| of two pictures of one shape; undefined where they have other shapes. */
export function meanApart(a: Picture | undefined, b: Picture | undefined): number | undefined {
  if (!a || !b || String(a.shape) !== String(b.shape)) return undefined;
  return a.data.reduce((sum, v, i) => sum + Math.abs(v - (b.data[i] ?? 0)), 0) / a.data.length;
}
