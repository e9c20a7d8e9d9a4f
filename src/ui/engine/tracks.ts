import type { Picture } from "../../runtime/node.ts";

/** Moments of a trail that are kept, and particles that leave one. Of more nothing can be made out. */
const MOMENTS = 16;
export const TRAILS = 6;
/** Shares into which particles are told apart by where they began. */
export const BANDS = 5;

/** Where some particles have been lately, oldest moment first: `moments × particles × 2`. */
export interface Trail {
  readonly particles: number;
  readonly places: Float32Array;
}

interface Moment {
  readonly transition: number;
  readonly places: Float32Array;
}

/** Where the particles of a run began and where some of them have been, for each node that shows them. */
export class Tracks {
  private bands: Uint8Array | undefined;
  private readonly moments = new Map<string, Moment[]>();

  /** Takes the noise from which a run begins; what comes later does not count, nor do larger pictures. */
  begin({ shape: [, C, H, W], data }: Picture): void {
    if (!this.bands && C * H * W === 2) this.bands = bandsOf(data);
  }

  /** In which share of the first right pixels each of so many particles began; undefined where it was not seen. */
  originsOf(count: number): Uint8Array | undefined {
    return this.bands?.length === count ? this.bands : undefined;
  }

  /**
   * Notes where the first particles are and tells where they have been. Whoever goes back in a run finds the trail as it was.
   *
   * @param points pair by pair.
   */
  follow(node: string, transition: number, points: Float32Array): Trail {
    const here = { transition, places: points.slice(0, 2 * TRAILS) };
    const before = (this.moments.get(node) ?? []).filter((moment) => moment.transition < transition);
    const kept = [...before, here].slice(-MOMENTS);
    this.moments.set(node, kept);
    const each = here.places.length;
    const places = new Float32Array(kept.length * each);
    kept.forEach((moment, i) => places.set(moment.places, i * each));
    return { particles: each / 2, places };
  }
}

/** The fifth that each right pixel belongs to, by its rank: 0 the lowest. */
function bandsOf(points: Float32Array): Uint8Array {
  const count = points.length / 2;
  const order = Array.from({ length: count }, (_, i) => i).sort(
    (a, b) => (points[2 * a + 1] ?? 0) - (points[2 * b + 1] ?? 0),
  );
  const bands = new Uint8Array(count);
  order.forEach((particle, rank) => (bands[particle] = Math.floor((BANDS * rank) / count)));
  return bands;
}
