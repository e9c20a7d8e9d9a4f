import { xoshiro } from "../../src/runtime/diffusion/random.ts";
import type { Vote } from "../../src/runtime/study/votes.ts";
import { consistentPeople, shareOfVotes } from "../../src/runtime/study/votes.ts";

/** A world of voters whose preference is known. */
export interface World {
  /** Log-odds of the first method for a usual picture and person. */
  readonly preference: number;
  /** How much pictures and people differ, standard deviations of log-odds. */
  readonly of_pictures: number;
  readonly of_people: number;
  /** How often an attentive person presses the wrong key. */
  readonly lapses: number;
  /** Share of people who press any key. */
  readonly careless: number;
  readonly people: number;
  readonly pictures: number;
}

type Uniform = () => number;

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const normal = (uniform: Uniform): number => {
  const [a, b] = [uniform(), uniform()];
  return Math.sqrt(-2 * Math.log(1 - a)) * Math.cos(2 * Math.PI * b);
};

/** The share of votes that attentive people give the first method, over all people and pictures of the world. */
function truthOf({ preference, of_pictures, of_people, lapses }: World): number {
  const width = Math.hypot(of_pictures, of_people);
  let [sum, weights] = [0, 0];
  for (let z = -6; z <= 6; z += 0.01) {
    const weight = Math.exp((-z * z) / 2);
    sum += weight * sigmoid(preference + width * z);
    weights += weight;
  }
  const share = sum / weights;
  return share * (1 - lapses) + (1 - share) * lapses;
}

/** One study: each person is asked about each pair twice. */
function votesOf(world: World, uniform: Uniform): readonly Vote[] {
  const pictures = Array.from({ length: world.pictures }, () => world.of_pictures * normal(uniform));
  const votes: Vote[] = [];
  for (let p = 0; p < world.people; p++) {
    const careless = uniform() < world.careless;
    const own = world.of_people * normal(uniform);
    for (const [i, effect] of pictures.entries()) {
      const prefers = uniform() < sigmoid(world.preference + own + effect);
      for (let ask = 0; ask < 2; ask++) {
        const wrong = uniform() < world.lapses;
        votes.push({ person: `${p}`, picture: `${i}`, first: careless ? uniform() < 0.5 : prefers !== wrong });
      }
    }
  }
  return votes;
}

/** How often the interval of a study covers the truth. */
export function coverage(world: World, studies: number, seed: number): number {
  const next = xoshiro([seed, seed ^ 0x9e3779b9, 3, 4]);
  const uniform = (): number => next() / 2 ** 32;
  for (let i = 0; i < 20; i++) uniform();
  const truth = truthOf(world);
  let covered = 0;
  for (let study = 0; study < studies; study++) {
    const votes = votesOf(world, uniform);
    const people = consistentPeople(votes);
    const { low, high } = shareOfVotes(votes.filter(({ person }) => people.has(person)));
    if (low <= truth && truth <= high) covered++;
  }
  return covered / studies;
}

export const WORLDS: Readonly<Record<string, World>> = {
  usual: { preference: 0.6, of_pictures: 1, of_people: 0.5, lapses: 0.05, careless: 0.1, people: 20, pictures: 50 },
  even: { preference: 0, of_pictures: 0.8, of_people: 0.3, lapses: 0.03, careless: 0, people: 12, pictures: 40 },
  "as the paper's": {
    preference: 1,
    of_pictures: 1,
    of_people: 0.3,
    lapses: 0.05,
    careless: 0,
    people: 5,
    pictures: 100,
  },
};
