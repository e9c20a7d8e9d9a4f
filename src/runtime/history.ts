import { execute, type Keyframe, type Run, type RunOptions, type Visit } from "./execute.ts";
import type { Plan } from "./graph/program.ts";

/** How many key-frames are kept, and how far apart at first. */
export interface HistoryOptions {
  /** Events between two key-frames, to begin with. */
  readonly every?: number;
  /** Most key-frames kept; beyond that every second one is dropped and they are taken half as often. */
  readonly most?: number;
}

/**
 * The past of a run: key-frames from which every event can be computed again, bit for bit. However long the run, their
 * number stays bounded, and so does the way from the nearest one.
 */
export class History {
  private every: number;
  private readonly most: number;
  private frames: Keyframe[] = [];

  constructor({ every = 50, most = 64 }: HistoryOptions = {}) {
    this.every = every;
    this.most = most;
  }

  /** Moments that are kept, as counts of the events before them. */
  get moments(): readonly number[] {
    return this.frames.map((frame) => frame.index);
  }

  /** Takes a key-frame after `visit` when it is time for one. */
  async record(run: Run, visit: Visit): Promise<void> {
    const last = this.frames.at(-1)?.index ?? -Infinity;
    const now = visit.index + 1;
    if (!run.clean || now < last + this.every) return;
    this.frames.push(await run.keyframe());
    if (this.frames.length <= this.most) return;
    this.frames = this.frames.filter((_, i) => i % 2 === 0);
    this.every *= 2;
  }

  /** The latest key-frame with no more than `events` events before it. */
  nearest(events: number): Keyframe | undefined {
    return this.frames.filter((frame) => frame.index <= events).at(-1);
  }

  /**
   * Opens a run that stands right after event `index`: from the nearest key-frame, or from the start.
   *
   * @param plan the same graph's; it may watch more nodes than the plan of the run that was recorded.
   * @returns the run, and the visit of event `index`; undefined when the walk ends before it.
   */
  async standAt(plan: Plan, options: RunOptions, index: number): Promise<{ run: Run; visit: Visit | undefined }> {
    const from = this.nearest(index);
    const run = execute(plan, from ? { ...options, from } : options);
    let visit: Visit | undefined;
    for (;;) {
      const { done, value } = await run.next();
      visit = value;
      if (done || value.index >= index) return { run, visit };
    }
  }
}
