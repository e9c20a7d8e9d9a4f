import { randomBelow } from "../diffusion/random.ts";

/** What a page of a user study asks: pairs of pictures whose names say nothing of who made them. */
export interface UserStudy {
  readonly format: "repaint-user-study";
  readonly version: 1;
  readonly id: string;
  readonly title: string;
  /** What is known, and two answers, as files beside the page. */
  readonly pairs: readonly { readonly known: string; readonly a: string; readonly b: string }[];
  /** Where answers are handed over when all are given; without it they leave as a file alone. */
  readonly endpoint?: string;
}

/** One answer: which of a pair, asked for which time, and which picture was taken. */
export interface Answer {
  readonly pair: number;
  readonly round: 0 | 1;
  readonly chosen: string;
}

/** What a person hands back. */
export interface VotesFile {
  readonly format: "repaint-votes";
  readonly version: 1;
  readonly study: string;
  readonly person: string;
  readonly answers: readonly Answer[];
}

/** Who made which picture: it stays with whoever asks. */
export interface UserStudyKey {
  readonly format: "repaint-user-study-key";
  readonly version: 1;
  readonly study: string;
  /** The method that all others are held against. */
  readonly against: string;
  /** As the page has them. */
  readonly pairs: UserStudy["pairs"];
  readonly pictures: Readonly<
    Record<string, { readonly method: string; readonly mask: string; readonly picture: string }>
  >;
}

/** One question as a person sees it. */
export interface Question {
  readonly pair: number;
  readonly round: 0 | 1;
  readonly left: string;
  readonly right: string;
}

/**
 * The questions of one person: every pair once in an order of the person's own, then every pair again in another, each time
 * with sides by chance.
 *
 * @param seed of the person; the same seed asks the same, so that a stopped study goes on.
 */
export function questionsOf({ pairs }: UserStudy, seed: number): readonly Question[] {
  const below = randomBelow(seed);
  return ([0, 1] as const).flatMap((round) => {
    const order = pairs.map((_, i) => i);
    for (let i = order.length - 1; i > 0; i--) {
      const k = below(i + 1);
      [order[i], order[k]] = [order[k] ?? 0, order[i] ?? 0];
    }
    return order.flatMap((pair): Question[] => {
      const found = pairs[pair];
      if (!found) return [];
      const [left, right] = below(2) === 0 ? [found.a, found.b] : [found.b, found.a];
      return [{ pair, round, left, right }];
    });
  });
}
