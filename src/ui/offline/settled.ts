let settled: Promise<unknown> = Promise.resolve();

/** Nothing large is fetched before this is over: the page may have to be loaded once more. */
export function settleFirst(work: Promise<unknown>): void {
  settled = work.catch(() => undefined);
}

/** Until it is known that this page stays. */
export const whenSettled = (): Promise<unknown> => settled;
