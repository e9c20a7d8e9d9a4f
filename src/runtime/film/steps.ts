import type { Visit } from "../execute.ts";
import type { Plan } from "../graph/program.ts";
import { commonBounds, spanOf, toPicture } from "../model/range.ts";
import { rasterOf, type Raster } from "../picture/raster.ts";
import { Walker } from "../walk.ts";

/** Most frames of a film that nobody has said more about. */
const usualFrames = 120;

/** Longest walk whose steps are counted. */
const MOST_EVENTS = 5_000_000;

/**
 * The steps of a walk, as they are seen at one place: the output that is wired back into a loop, each time that its node has
 * been at work. A move of a jump-back is a step.
 */
export interface Steps {
  readonly node: string;
  readonly output: string;
  /** `Visit.index` of each step, in order. */
  readonly events: readonly number[];
}

/** Where the steps of a plan's walk are seen: in the loop that has most of them; undefined without a loop. */
export function stepsOf(plan: Plan): Steps | undefined {
  const ends = plan.loops.flatMap(({ back }) => {
    const slot = plan.slots[back];
    const node = plan.nodes[slot?.node ?? -1];
    return slot && node && slot.facts.type !== "number" ? [{ node, output: slot.output, events: [] as number[] }] : [];
  });
  const walker = new Walker(plan);
  for (let event = 0; ends.length > 0 && event < MOST_EVENTS && walker.next();) {
    if (walker.op && "loop" in walker.op && !walker.isMove) continue; // A turn of a loop is no visit.
    for (const { node, events } of ends) if (walker.node === node) events.push(event);
    event++;
  }
  const counted = ends.map(({ node, output, events }) => ({ node: node.id, output, events }));
  return counted.reduce<Steps | undefined>((a, b) => (a && a.events.length >= b.events.length ? a : b), undefined);
}

/** Every how many steps a film takes one, so that it has at most so many frames. */
export function usualEvery({ events }: Steps, most = usualFrames): number {
  return Math.max(1, Math.ceil(events.length / most));
}

/** The events whose pictures are in a film of every so many steps: counted back from the last, which always is. */
export function framesOf({ events }: Steps, every: number): ReadonlySet<number> {
  return new Set(events.filter((_, i) => (events.length - 1 - i) % every === 0));
}

/** Reads the picture of a step, as it is shown; undefined where nothing was kept. */
export async function frameOf(plan: Plan, steps: Steps, visit: Visit): Promise<Raster | undefined> {
  const picture = await visit.read(steps.output);
  if (typeof picture !== "object") return undefined;
  const node = plan.nodes.find(({ id }) => id === steps.node);
  const slot = node?.outputs.get(steps.output);
  const facts = slot === undefined ? undefined : plan.slots[slot]?.facts;
  if (facts?.type === "mask") return rasterOf(picture, [0, 1]);
  const image = (facts?.card ?? node?.site.card)?.image;
  if (commonBounds(image)) return rasterOf(picture, spanOf(image));
  return rasterOf({ ...picture, data: toPicture(picture.data, picture.shape, image) });
}
