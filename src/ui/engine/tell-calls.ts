import { macrotask } from "./macrotask.ts";
import type { Report } from "./messages.ts";

/** Milliseconds between two words on how far it is. */
const TELL_EVERY = 100;

/**
 * Tells of network calls while graphs run one after another, and lets messages in between two calls.
 *
 * @returns for a graph, from the calls of those before it, what its run says its own calls to.
 */
export function tellCalls(
  id: number,
  total: number,
  send: (report: Report) => void,
): (before: number) => (calls: number) => Promise<void> {
  let [last, told] = [-1, -Infinity];
  return (before) => async (calls) => {
    if (calls === last) return;
    last = calls;
    await macrotask();
    if (performance.now() - told < TELL_EVERY) return;
    told = performance.now();
    send({ kind: "sweeping", id, calls: before + calls, total });
  };
}
