/** The browser suites' few words: mocha's `describe` and `it`, and assertions that say what was expected. */
interface Context {
  timeout(milliseconds: number): void;
  skip(): never;
}

declare function describe(title: string, body: () => void): void;
declare function it(title: string, body: (this: Context) => Promise<void> | void): void;

export const suite = describe;
export const test = it;

export function ok(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

export function equal<T>(actual: T, expected: T, what = "value"): void {
  ok(Object.is(actual, expected), `${what}: ${String(actual)}, expected ${String(expected)}`);
}

/** Passes on what `promise` rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error("resolved, expected a rejection");
    },
    (error: unknown) => error,
  );
}

/** The largest absolute difference; NaN wherever exactly one of the two is. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  equal(a.length, b.length, "length");
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const [p, q] = [a[i] ?? NaN, b[i] ?? NaN];
    if (Object.is(p, q) || (Number.isNaN(p) && Number.isNaN(q))) continue;
    const difference = Math.abs(p - q);
    if (!(difference <= largest)) largest = difference;
    if (Number.isNaN(largest)) return NaN;
  }
  return largest;
}
