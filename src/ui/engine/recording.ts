import type { Raster, Scatter } from "./messages.ts";

/** A picture of one node, made after so many transitions. */
export interface RecordedFrame {
  readonly node: string;
  readonly transition: number;
  readonly t?: number;
  readonly raster: Raster;
  readonly scatter?: Scatter;
}

/**
 * What was seen in a run, for looking back without computing again. Its size is bounded: when it is full, every second
 * moment is dropped and from then on it keeps half as many, so the whole run stays in reach.
 */
export class Recording {
  private readonly frames = new Map<string, RecordedFrame[]>();
  private readonly budget: number;
  private bytes = 0;
  private stride = 1;

  /** @param budget bytes of pixels that are kept at most. */
  constructor(budget = 96 * 2 ** 20) {
    this.budget = budget;
  }

  get size(): number {
    return this.bytes;
  }

  /** Whether a picture after so many transitions would be kept. */
  wants(node: string, transition: number): boolean {
    const last = this.frames.get(node)?.at(-1);
    return last === undefined || Math.abs(transition - last.transition) >= this.stride;
  }

  /** Keeps a picture; of one moment the latest. What was seen earlier at a later moment is dropped. */
  put(frame: RecordedFrame): void {
    const row = this.frames.get(frame.node) ?? [];
    this.frames.set(frame.node, row);
    const at = after(row, frame.transition - 1);
    const known = row[at];
    if (known?.transition === frame.transition) {
      this.bytes += weight(frame) - weight(known);
      row[at] = frame;
    } else {
      row.splice(at, 0, frame);
      this.bytes += weight(frame);
    }
    while (this.bytes > this.budget && this.thin());
  }

  /** For each node its last picture made no later than after `transition`; not for those that never change. */
  at(transition: number): readonly RecordedFrame[] {
    const moving = [...this.frames.values()].filter((row) => row.length > 1 || row[0]?.transition !== 0);
    return moving.flatMap((row) => row[after(row, transition) - 1] ?? []);
  }

  private thin(): boolean {
    let thinned = false;
    this.bytes = 0;
    this.stride *= 2;
    for (const [node, row] of this.frames) {
      const kept = row.filter((_, i) => i % 2 === 0 || row.length < 3);
      thinned ||= kept.length < row.length;
      this.frames.set(node, kept);
      this.bytes += kept.reduce((sum, frame) => sum + weight(frame), 0);
    }
    return thinned;
  }
}

function weight({ raster, scatter }: RecordedFrame): number {
  const points = [scatter?.points, scatter?.origins, scatter?.trail?.places];
  return points.reduce((sum, part) => sum + (part?.byteLength ?? 0), raster.rgba.byteLength);
}

/** How many frames of a row, which is in order, lie no later than after `transition`. */
function after(row: readonly RecordedFrame[], transition: number): number {
  let [low, high] = [0, row.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((row[middle]?.transition ?? 0) <= transition) low = middle + 1;
    else high = middle;
  }
  return low;
}
