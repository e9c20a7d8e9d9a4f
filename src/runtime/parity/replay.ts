import type { Backend } from "../backend.ts";
import { execute, type NoiseSource } from "../execute.ts";
import { plan } from "../graph/plan.ts";
import type { Plan } from "../graph/program.ts";
import type { Network } from "../model/network.ts";
import type { Registry } from "../node.ts";
import { trace } from "../trace.ts";
import { modelReference, recordedGraph, recordedRegistry } from "./graph.ts";
import { badRecording, checkArrays, recordedCard, type Recording } from "./recording.ts";

/** How far a replay lies from its recording. */
export interface Difference {
  readonly name: string;
  /** Events compared, the first draw included. */
  readonly events: number;
  /** max |ours − recorded| over all states; Infinity when a number is none. */
  readonly largest_difference: number;
  /** The event (index into the recording's) with the largest difference. */
  readonly at: number;
}

export interface ReplayOptions {
  readonly registry: Registry;
  readonly backend: Backend;
  /** Opened with `recordedCard`. */
  readonly network: Network;
  readonly signal?: AbortSignal;
  /** Ends after so many events, for backends that take long; all of them if not given. */
  readonly most?: number;
}

/**
 * Runs a recorded case through the ordinary engine with the recorded draws, and compares the image after every event.
 *
 * @throws UserError when the recording is damaged, or when our walk is not the recorded one.
 */
export async function replay(recording: Recording, options: ReplayOptions): Promise<Difference> {
  checkArrays(recording);
  const planned = planOf(recording, options.registry);
  const events = eventsByVisit(recording, planned);
  const { backend, network, signal } = options;
  const most = Math.min(options.most ?? Infinity, recording.case.events.length);
  const run = execute(planned, {
    backend,
    networks: new Map([[modelReference, network]]),
    images: new Map(),
    noise: noiseSource(recording, events),
    ...(signal && { signal }),
  });
  let largest_difference = 0;
  let at = 0;
  for await (const visit of run) {
    const event = visit.move && events.get(visit.node)?.[visit.visit];
    if (event === undefined) continue;
    const picture = await visit.read("sample", "x");
    if (picture === undefined || typeof picture === "number") throw new Error(`nothing to read at event ${event}`);
    const difference = largestDifference(picture.data, stateOf(recording, event));
    if (difference > largest_difference) [largest_difference, at] = [difference, event];
    if (event >= most - 1) break;
  }
  return { name: recording.name, events: most, largest_difference, at };
}

/** Plans the graph; refuses a recording whose process is another than the one its settings give. */
function planOf(recording: Recording, registry: Registry): Plan {
  const card = recordedCard(recording.case);
  const graph = recordedGraph(recording.case);
  const moving = graph.nodes.filter(({ type }) => movingTypes.has(type)).map(({ id }) => id);
  const env = { cards: new Map([[modelReference, card]]), images: new Map() };
  const planned = plan(graph, recordedRegistry(registry, recording), env, { watch: new Set(moving) });
  const schedule = planned.slots.find(({ facts }) => facts.schedule)?.facts.schedule;
  const { timestep_map, alphas_cumprod } = recording.case;
  const map = schedule?.timestep_map ?? [];
  const wrong = timestep_map.findIndex((timestep, i) => timestep !== map[i]);
  if (wrong >= 0 || map.length !== timestep_map.length) {
    throw badRecording(
      recording.name,
      `timestep_map[${Math.max(0, wrong)}] is ${timestep_map[wrong]}, ours is ${map[wrong]}`,
    );
  }
  const ours = schedule?.tables.alphas_cumprod;
  const off = alphas_cumprod.findIndex((value, i) => !(Math.abs(value - (ours?.[i + 1] ?? NaN)) <= 1e-9));
  if (off >= 0) {
    throw badRecording(recording.name, `alphas_cumprod[${off}] is ${alphas_cumprod[off]}, ours is ${ours?.[off + 1]}`);
  }
  return planned;
}

const movingTypes: ReadonlySet<string> = new Set(["denoise/reverse-step", "repaint/jump-back"]);

/** Node → for each of its visits, the index of the recorded event that it has to be. */
type EventsByVisit = ReadonlyMap<string, readonly number[]>;

/** Lays our walk beside the recorded events. @throws UserError at the first that differs. */
function eventsByVisit(recording: Recording, planned: Plan): EventsByVisit {
  const { events, jump } = recording.case;
  const walk = trace(planned);
  const byVisit = new Map<string, number[]>();
  const skipped = recording.case.timestep_map.length - jump.t_T;
  for (let i = skipped; i < walk.transitions; i++) {
    const index = i - skipped + 1;
    const [from, to] = [walk.from[i] ?? 0, walk.to[i] ?? 0];
    const event = events[index];
    const recorded = event && "t" in event ? levelsOf(event) : undefined;
    if (recorded?.[0] !== from || recorded[1] !== to) {
      const came = recorded ? `t = ${recorded[0]} → ${recorded[1]}` : "nothing";
      throw badRecording(recording.name, `event ${index} goes ${came}, ours goes t = ${from} → ${to}`);
    }
    const id = planned.nodes[walk.node[i] ?? -1]?.id ?? "?";
    byVisit.set(id, [...(byVisit.get(id) ?? []), index]);
  }
  const ours = walk.transitions - skipped + 1;
  if (ours !== events.length)
    throw badRecording(recording.name, `it has ${events.length} events, our walk has ${ours}`);
  return byVisit;
}

/** Levels before and after an event: the official index p is level p + 1. */
function levelsOf(event: { readonly event: string; readonly t: number }): readonly [number, number] {
  return event.event === "undo" ? [event.t, event.t + 1] : [event.t + 1, event.t];
}

/**
 * Hands out the recorded draws by node and visit. The draw for the known region belongs, in the recording, to the
 * reverse event after it.
 */
function noiseSource(recording: Recording, events: EventsByVisit): NoiseSource {
  const recorded = recording.case.events;
  const known = recorded.flatMap((event) =>
    event.event === "reverse" && event.knownNoise !== undefined ? [event.knownNoise] : [],
  );
  const drawOf = (nodeId: string, visit: number): number | undefined => {
    if (nodeId === "noise") return recorded[0]?.event === "init" ? recorded[0].noise[0] : undefined;
    if (nodeId === "known") return known[visit];
    const event = recorded[events.get(nodeId)?.[visit] ?? -1];
    if (event?.event === "reverse") return event.sampleNoise;
    return event?.event === "undo" ? event.noise : undefined;
  };
  return ({ nodeId, visit }) => {
    const draw = drawOf(nodeId, visit);
    return draw === undefined ? undefined : slice(recording.noise, draw, recording.gt.length);
  };
}

function stateOf(recording: Recording, event: number): Float32Array {
  return slice(recording.states, event - 1, recording.gt.length);
}

function slice(array: Float32Array, index: number, size: number): Float32Array {
  return array.subarray(index * size, (index + 1) * size);
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] ?? NaN) - (b[i] ?? NaN));
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference;
  }
  return largest;
}
