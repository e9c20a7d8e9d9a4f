import { randomBelow } from "../diffusion/random.ts";
import type { Estimate } from "./estimate.ts";

/** What one person said of one pair: once for each time it was asked. */
export interface Vote {
  readonly person: string;
  /** Of which pictures; several comparisons may share them. */
  readonly picture: string;
  /** Whether the first method was chosen. */
  readonly first: boolean;
}

/** Least share of pairs that a person has to answer alike both times to count (Lugmayr et al. 2022, §5.2). */
const SELF_CONSISTENCY = 0.75;

/** The share of a person's pairs that were answered alike both times; NaN where none was asked twice. */
export function selfConsistency(votes: readonly Vote[]): number {
  const twice = [...grouped(votes, ({ picture }) => picture).values()].filter((own) => own.length >= 2);
  const alike = twice.filter(([a, b]) => a?.first === b?.first);
  return alike.length / twice.length;
}

/** Whose votes count. */
export function consistentPeople(votes: readonly Vote[]): ReadonlySet<string> {
  const people = grouped(votes, ({ person }) => person);
  return new Set([...people].flatMap(([person, own]) => (selfConsistency(own) >= SELF_CONSISTENCY ? [person] : [])));
}

const RESAMPLES = 1000;

/**
 * The share of votes for the first method, with a 95 % interval over people and pictures both: other people, asked about other
 * pictures, would give a share within it.
 *
 * People and pictures are resampled, each with replacement (Owen 2007, "The pigeonhole bootstrap"). That counts the chance of a
 * single answer three times, so the spread is brought to the two-way variance (Cameron, Gelbach & Miller 2011, Eq. 2.8)
 *
 *     V = V_people + V_pictures − V_cells,   V_g = G/(G−1) Σ_g (Σ_{i∈g} (y_i − ȳ))² / M²
 *
 * and, since people are few, to the t quantile of Satterthwaite's degrees of freedom.
 *
 * @param votes of people that count.
 */
export function shareOfVotes(votes: readonly Vote[]): Estimate {
  const cells = [...grouped(votes, ({ person, picture }) => JSON.stringify([person, picture])).values()].map((own) => ({
    person: own[0]?.person ?? "",
    picture: own[0]?.picture ?? "",
    y: own.filter(({ first }) => first).length / own.length,
  }));
  const M = cells.length;
  if (M === 0) return { value: NaN, low: NaN, high: NaN, n: 0 };
  const value = cells.reduce((sum, { y }) => sum + y, 0) / M;
  const people = indexOf(cells.map(({ person }) => person));
  const pictures = indexOf(cells.map(({ picture }) => picture));
  const residuals = cells.map(({ y }) => y - value);
  const of_people = clusterVariance(residuals, people);
  const of_pictures = clusterVariance(residuals, pictures);
  const of_cells = residuals.reduce((sum, e) => sum + e * e, 0) / M ** 2;
  const variance = Math.max(of_people + of_pictures - of_cells, of_cells);
  const freedom =
    variance ** 2 / (of_people ** 2 / (people.count - 1) + of_pictures ** 2 / (pictures.count - 1) || Infinity);
  const boots = pigeonhole(
    cells.map(({ y }) => y),
    people,
    pictures,
  );
  const mean = boots.reduce((sum, b) => sum + b, 0) / boots.length;
  const spread = Math.sqrt(boots.reduce((sum, b) => sum + (b - mean) ** 2, 0) / boots.length);
  const scale = spread === 0 ? 0 : (Math.sqrt(variance) * tQuantile(Math.max(1, freedom))) / (1.959964 * spread);
  const at = (share: number): number => boots[Math.round(share * (boots.length - 1))] ?? NaN;
  const within = (v: number): number => Math.min(1, Math.max(0, v));
  return {
    value,
    low: within(value + (at(0.025) - mean) * scale),
    high: within(value + (at(0.975) - mean) * scale),
    n: votes.length,
  };
}

interface Clusters {
  readonly of: Int32Array;
  readonly count: number;
}

function indexOf(names: readonly string[]): Clusters {
  const numbers = new Map<string, number>();
  for (const name of names) if (!numbers.has(name)) numbers.set(name, numbers.size);
  return { of: Int32Array.from(names, (name) => numbers.get(name) ?? 0), count: numbers.size };
}

function clusterVariance(residuals: readonly number[], { of, count }: Clusters): number {
  const sums = new Float64Array(count);
  for (const [i, e] of residuals.entries()) sums[of[i] ?? 0] = (sums[of[i] ?? 0] ?? 0) + e;
  const squares = sums.reduce((sum, s) => sum + s * s, 0);
  return count < 2 ? squares / residuals.length ** 2 : ((count / (count - 1)) * squares) / residuals.length ** 2;
}

function pigeonhole(values: readonly number[], people: Clusters, pictures: Clusters): Float64Array {
  const below = randomBelow(values.length);
  const draw = (count: number): Float64Array => {
    const weights = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const k = below(count);
      weights[k] = (weights[k] ?? 0) + 1;
    }
    return weights;
  };
  return Float64Array.from({ length: RESAMPLES }, () => {
    const [of_people, of_pictures] = [draw(people.count), draw(pictures.count)];
    let [sum, total] = [0, 0];
    for (let i = 0; i < values.length; i++) {
      const weight = (of_people[people.of[i] ?? 0] ?? 0) * (of_pictures[pictures.of[i] ?? 0] ?? 0);
      sum += weight * (values[i] ?? 0);
      total += weight;
    }
    return total === 0 ? (values[0] ?? NaN) : sum / total;
  }).sort();
}

/** The 97.5 % quantile of Student's t (Abramowitz & Stegun 26.7.5). */
function tQuantile(freedom: number): number {
  const z = 1.959964;
  const [z3, z5, z7] = [z ** 3, z ** 5, z ** 7];
  return (
    z +
    (z3 + z) / (4 * freedom) +
    (5 * z5 + 16 * z3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * freedom ** 3)
  );
}

function grouped<T>(values: readonly T[], key: (value: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const own = groups.get(key(value));
    if (own) own.push(value);
    else groups.set(key(value), [value]);
  }
  return groups;
}
