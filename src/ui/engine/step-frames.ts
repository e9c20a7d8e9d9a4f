import type { Visit } from "../../runtime/execute.ts";
import { frameOf, framesOf, usualEvery, type Steps } from "../../runtime/film/steps.ts";
import type { Plan } from "../../runtime/graph/program.ts";
import type { Raster } from "../../runtime/picture/raster.ts";
import type { Report } from "./messages.ts";

/** Most frames that are kept of one run, and bytes of their pixels. */
const MOST_FRAMES = 240;
const MOST_BYTES = 12 << 20;

/** Every Nth step of a run as it passes, for films: N is 1 where there is room. */
export class StepFrames {
  private readonly steps: Steps;
  private readonly every: number;
  private readonly events: ReadonlySet<number>;
  private readonly frames = new Map<number, { readonly raster: Raster; readonly t: number }>();

  constructor(plan: Plan, steps: Steps) {
    this.steps = steps;
    const slot = plan.nodes.find(({ id }) => id === steps.node)?.outputs.get(steps.output) ?? -1;
    const [N, , H, W] = plan.slots[slot]?.facts.shape ?? [1, 1, 1, 1];
    const most = Math.floor(MOST_BYTES / (4 * N * H * W));
    this.every = usualEvery(steps, Math.max(2, Math.min(MOST_FRAMES, most)));
    this.events = framesOf(steps, this.every);
  }

  async look(plan: Plan, visit: Visit): Promise<void> {
    if (!this.events.has(visit.index)) return;
    const raster = await frameOf(plan, this.steps, visit);
    if (raster) this.frames.set(visit.index, { raster, t: visit.t });
  }

  report(id: number): Report {
    const frames = [...this.frames].sort(([a], [b]) => a - b).map(([, frame]) => frame);
    return { kind: "steps", id, every: this.every, frames };
  }
}
