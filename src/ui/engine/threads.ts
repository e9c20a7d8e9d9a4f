/** More gain little with networks that fit a page. */
const MAX_THREADS = 4;
/** Browsers that say more cores than there are say at least four. */
const BELIEVED = 2;
const ROUNDS = 4;

/** A loop of a few milliseconds, timed by who waits for it. */
const busy = `
  self.onmessage = () => {
    let x = 1;
    for (let i = 0; i < 4e6; i++) x = Math.imul(x, 1664525) + 1013904223 | 0;
    self.postMessage(x);
  };`;

/**
 * Threads for WebAssembly: none besides its own unless the page is isolated from other origins and has memory to share
 * (WebKitGTK says the one and lacks the other), otherwise as many as the machine really runs at once. Some browsers say 4 cores on a machine of 2 (WebKitGTK), where four threads take twice the
 * time of two; so more than two are tried, with loops instead of a network, which would have to be opened twice.
 */
export async function threadsHere(): Promise<number> {
  if (!crossOriginIsolated || typeof SharedArrayBuffer === "undefined") return 1;
  const said = Math.max(1, Math.min(MAX_THREADS, navigator.hardwareConcurrency || 1));
  return said <= BELIEVED ? said : await threadsTried(said).catch(() => BELIEVED);
}

/** How many of `count` loops run at once: `count` times one's time over that of all, the best of a few rounds. */
async function threadsTried(count: number): Promise<number> {
  const address = URL.createObjectURL(new Blob([busy], { type: "text/javascript" }));
  const workers = Array.from({ length: count }, () => new Worker(address));
  try {
    const time = async (some: readonly Worker[]): Promise<number> => {
      const start = performance.now();
      await Promise.all(some.map(loop));
      return performance.now() - start;
    };
    await time(workers); // They start and compile.
    let [alone, together] = [Infinity, Infinity];
    for (let i = 0; i < ROUNDS; i++) {
      alone = Math.min(alone, await time(workers.slice(0, 1)));
      together = Math.min(together, await time(workers));
    }
    return atOnce(count, alone, together);
  } finally {
    for (const worker of workers) worker.terminate();
    URL.revokeObjectURL(address);
  }
}

/** @returns from 1 to `count`, rounded: `count` loops took `together`, where one took `alone`. */
export function atOnce(count: number, alone: number, together: number): number {
  return Math.max(1, Math.min(count, Math.round((count * alone) / together) || count));
}

function loop(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.onmessage = () => resolve();
    worker.onerror = () => reject(new Error("no worker"));
    worker.postMessage(0);
  });
}
