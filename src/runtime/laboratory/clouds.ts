import { randomBelow } from "../diffusion/random.ts";
import type { Text } from "../text.ts";
import type { Mixture } from "./mixture.ts";

/** A data set of two-pixel pictures that comes with the product. */
export interface Cloud {
  readonly name: string;
  readonly title: Text;
  readonly mixture: Mixture;
}

type Point = readonly [number, number];

const evenly = (points: readonly Point[], spread: number): Mixture => ({
  points: points.map(([x, y]) => [rounded(x), rounded(y)]),
  weights: points.map(() => 1 / points.length),
  spread,
});

/** A ten-thousandth is finer than any spread here, and keeps the numbers short where they are written down. */
const rounded = (x: number): number => Math.round(x * 1e4) / 1e4;

const along = (n: number, place: (u: number) => Point): Point[] =>
  Array.from({ length: n }, (_, i) => place((i + 0.5) / n));

const circle = (n: number, radius: number): Point[] =>
  along(n, (u) => [radius * Math.cos(2 * Math.PI * u), radius * Math.sin(2 * Math.PI * u)]);

/** Five blobs of unequal weight; at 0.3 on the left two of them stand one above the other. */
const blobs: Mixture = {
  points: [
    [-0.6, 0.5],
    [-0.5, -0.6],
    [0.3, 0.7],
    [0.35, -0.2],
    [0.75, -0.75],
  ],
  weights: [0.3, 0.15, 0.1, 0.25, 0.2],
  spread: 0.08,
};

/** Squares of a board whose dark fields alone are filled, each by a grid of points. */
function checkerboard(): Point[] {
  const points: Point[] = [];
  for (let row = 0; row < 4; row++)
    for (let column = row % 2; column < 4; column += 2)
      for (let i = 0; i < 9; i++)
        points.push([
          (column + (0.5 + (i % 3)) / 3) / 2.2 - 0.909,
          (row + (0.5 + Math.floor(i / 3)) / 3) / 2.2 - 0.909,
        ]);
  return points;
}

export const CLOUDS: readonly Cloud[] = [
  { name: "blobs", title: { en: "five blobs", zh: "五个团" }, mixture: blobs },
  {
    name: "moons",
    title: { en: "two moons", zh: "双月" },
    mixture: evenly(
      [
        ...along(40, (u) => [0.6 * Math.cos(Math.PI * u) - 0.3, 0.75 * Math.sin(Math.PI * u) - 0.2]),
        ...along(40, (u) => [0.3 - 0.6 * Math.cos(Math.PI * u), 0.2 - 0.75 * Math.sin(Math.PI * u)]),
      ] as const,
      0.05,
    ),
  },
  {
    name: "spiral",
    title: { en: "spiral", zh: "螺旋" },
    mixture: evenly(
      along(90, (u) => {
        const [radius, angle] = [0.12 + 0.78 * Math.sqrt(u), 4.5 * Math.PI * Math.sqrt(u)];
        return [radius * Math.cos(angle), radius * Math.sin(angle)];
      }),
      0.035,
    ),
  },
  { name: "checkerboard", title: { en: "checkerboard", zh: "棋盘" }, mixture: evenly(checkerboard(), 0.055) },
  {
    name: "rings",
    title: { en: "two rings", zh: "双环" },
    mixture: evenly([...circle(64, 0.85), ...circle(32, 0.4)], 0.04),
  },
];

/** Most points that a cloud drawn by hand may have. */
export const MOST_POINTS = 512;

/** What every reference to a cloud begins with, in graphs: `points:moons`, or the points themselves. */
export const POINTS = "points:";

/**
 * Reads what follows `points:` in a model's reference: the name of a data set, or `spread;x,y;x,y,weight;…`, the points of
 * one drawn by hand. Coordinates are pixels in [−1, 1], spreads in [0.005, 1], weights in (0, 1000] and 1 where none is given.
 *
 * @returns undefined when it is neither.
 */
export function readCloud(text: string): Mixture | undefined {
  const named = CLOUDS.find(({ name }) => name === text);
  if (named) return named.mixture;
  if (text.length > 32 * MOST_POINTS) return undefined;
  const [first, ...rest] = text.split(";").map((part) => part.split(",").map(strictNumber));
  const [spread] = first ?? [];
  if (first?.length !== 1 || spread === undefined || !(spread >= 0.005 && spread <= 1)) return undefined;
  if (rest.length === 0 || rest.length > MOST_POINTS) return undefined;
  const points: Point[] = [];
  const raw: number[] = [];
  for (const [x, y, weight = 1, ...more] of rest) {
    const inside = x !== undefined && y !== undefined && Math.abs(x) <= 1 && Math.abs(y) <= 1;
    if (!inside || more.length > 0 || !(weight > 0 && weight <= 1000)) return undefined;
    points.push([x, y]);
    raw.push(weight);
  }
  const sum = raw.reduce((total, weight) => total + weight, 0);
  return { points, weights: raw.map((weight) => weight / sum), spread };
}

/** Writes a drawn cloud as `readCloud` reads it. */
export function writeCloud({ points, weights, spread }: Mixture): string {
  const most = Math.max(...weights);
  const one = ([x, y]: Point, k: number): string => {
    const weight = rounded((weights[k] ?? 0) / most);
    return `${rounded(x)},${rounded(y)}${weight === 1 ? "" : `,${weight}`}`;
  };
  return [rounded(spread), ...points.map(one)].join(";");
}

/** Pictures drawn from a cloud, evenly by its weights: `[left, right]` each. For views and training; the same at each call. */
export function samplesOf(mixture: Mixture, count: number, seed = 0): Point[] {
  const below = randomBelow(seed);
  const uniform = (): number => (below(2 ** 32) + 0.5) / 2 ** 32;
  return Array.from({ length: count }, () => {
    let rest = uniform();
    let k = 0;
    while (k < mixture.weights.length - 1 && rest >= (mixture.weights[k] ?? 0)) rest -= mixture.weights[k++] ?? 0;
    const [radius, angle] = [Math.sqrt(-2 * Math.log(uniform())), 2 * Math.PI * uniform()];
    const [x, y] = mixture.points[k] ?? [0, 0];
    return [x + mixture.spread * radius * Math.cos(angle), y + mixture.spread * radius * Math.sin(angle)];
  });
}

function strictNumber(text: string): number {
  return /^-?\d*\.?\d+$/.test(text.trim()) ? Number(text) : NaN;
}
