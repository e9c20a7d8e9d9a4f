import { distance, type Point } from "./geometry.ts";
import type { Layout } from "./layout.ts";
import { bendPoint } from "./route.ts";
import type { Scene, WireFace } from "./scene.ts";

const BEND_POINTS = 16;
/** Wires in a row that the sample may take in one go: home, and out of the loop again. */
const MOST_WIRES = 3;

/** The way along wires from one node to another, the shortest in wires; undefined where there is none so short. */
export function wayBetween(
  scene: Scene,
  routes: Layout["routes"],
  from: string,
  to: string,
): readonly Point[] | undefined {
  let ends: readonly (readonly WireFace[])[] = [[]];
  for (let length = 1; length <= MOST_WIRES; length++) {
    ends = ends.flatMap((wires) => {
      const at = wires.at(-1)?.to ?? from;
      return scene.wires.filter((wire) => wire.from === at && !wires.includes(wire)).map((wire) => [...wires, wire]);
    });
    const found = ends.find((wires) => wires.at(-1)?.to === to);
    if (found) return found.flatMap(({ key }) => pointsOf(routes.get(key)));
  }
  return undefined;
}

function pointsOf(
  route: { readonly points: readonly Point[]; readonly smooth: boolean } | undefined,
): readonly Point[] {
  const [a, b] = route?.points ?? [];
  if (!route?.smooth || !a || !b) return route?.points ?? [];
  return Array.from({ length: BEND_POINTS + 1 }, (_, i) => bendPoint(a, b, i / BEND_POINTS));
}

/** The point at a share of a way's length, 0 to 1. */
export function pointAt(way: readonly Point[], share: number): Point | undefined {
  const lengths = way.map((point, i) => distance(point, way[i - 1] ?? point));
  let left = share * lengths.reduce((sum, length) => sum + length, 0);
  for (const [i, length] of lengths.entries()) {
    const [a, b] = [way[i - 1], way[i]];
    if (!a || !b || left > length || length === 0) {
      left -= length;
      continue;
    }
    const k = left / length;
    return { x: a.x + (b.x - a.x) * k, y: a.y + (b.y - a.y) * k };
  }
  return way.at(-1);
}

/** The sample on its way: a dot that goes along a way once, unless the reader wants nothing to move. */
export class Token {
  at: Point | undefined;
  private frame = 0;

  /** @param drawn asks for a new picture. */
  travel(way: readonly Point[] | undefined, milliseconds: number, drawn: () => void): void {
    this.stop();
    if (!way || way.length < 2 || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const begun = performance.now();
    const step = (now: number): void => {
      const share = (now - begun) / milliseconds;
      this.at = share < 1 ? pointAt(way, Math.max(0, share)) : undefined;
      if (share < 1) this.frame = requestAnimationFrame(step);
      drawn();
    };
    step(begun);
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    this.at = undefined;
  }
}
