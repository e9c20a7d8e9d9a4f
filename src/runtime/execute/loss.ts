import type { Backend } from "../backend.ts";

/** Whether a backend was lost, and why. */
export interface Loss {
  reason?: string;
}

const known = new WeakMap<Backend, Loss>();

/**
 * What is known of a backend's loss, one record for all of its runs. A promise holds whoever waits for it for as long as it
 * is pending, and a backend's is pending as long as it lives: were each run to wait itself, none of them would ever be
 * let go, with its pictures.
 */
export function lossOf(backend: Backend): Loss {
  const found = known.get(backend);
  if (found) return found;
  const loss: Loss = {};
  known.set(backend, loss);
  void backend.lost.then((reason) => (loss.reason = reason));
  return loss;
}
