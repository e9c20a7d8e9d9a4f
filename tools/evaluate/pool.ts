import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Job } from "./jobs.ts";
import type { Answer, Order } from "./messages.ts";

const worker = fileURLToPath(new URL("worker.ts", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));

export interface PoolOptions {
  /** Path of the card, absolute. */
  readonly model: string;
  readonly workers: number;
  readonly signal: AbortSignal;
  /** Called as soon as a job is done. */
  done(job: Job, pngs: readonly string[], ms: number): void;
}

/**
 * Deals jobs to as many processes, in order. An abort ends the processes at once; what they had not finished is lost.
 *
 * @throws Error when a job fails or a process dies; the others are ended.
 */
export async function runJobs(jobs: readonly Job[], options: PoolOptions): Promise<void> {
  const left = jobs.values();
  const children = Array.from({ length: Math.min(options.workers, jobs.length) }, start);
  const end = (): void => {
    for (const child of children) child.kill("SIGKILL");
  };
  options.signal.addEventListener("abort", end);
  try {
    await Promise.all(children.map((child) => serve(child, left, options)));
  } finally {
    options.signal.removeEventListener("abort", end);
    end();
  }
}

function start(): ChildProcess {
  return fork(worker, { cwd: root, execArgv: ["--import", "tsx"], stdio: ["ignore", "inherit", "inherit", "ipc"] });
}

/** Keeps one process busy until no job is left. */
async function serve(child: ChildProcess, left: Iterator<Job>, options: PoolOptions): Promise<void> {
  for (let next = left.next(); !next.done; next = left.next()) {
    const job = next.value;
    const answer = await ask(child, { model: options.model, job }, options.signal);
    if (answer === undefined) return;
    if ("error" in answer) throw new Error(answer.error);
    options.done(job, answer.pngs, answer.ms);
  }
}

/** @returns undefined when the run was aborted. */
function ask(child: ChildProcess, order: Order, signal: AbortSignal): Promise<Answer | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      child.off("message", answered);
      child.off("exit", died);
    };
    const answered = (answer: Answer): void => {
      settle();
      resolve(answer);
    };
    const died = (code: number | null, by: string | null): void => {
      settle();
      if (signal.aborted) resolve(undefined);
      else reject(new Error(`a worker ended with ${by ?? `code ${code}`}`));
    };
    child.on("message", answered);
    child.on("exit", died);
    child.send(order, (error) => {
      if (error) died(null, error.message);
    });
  });
}
