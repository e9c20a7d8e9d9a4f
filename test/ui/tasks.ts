import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds by the clock, and of the processor's time. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Milliseconds: by the clock, and of the processor's time. */
interface Times {
  readonly wall: number;
  readonly cpu: number;
}

/** Tasks of less than this are only counted. */
const LEAST = 1;

/** What the main thread of any page was busy with: the longest task, and the middle one of those of a millisecond and more. */
export async function tasksDuring(
  { chrome, page }: { readonly chrome: Browser; readonly page: Page },
  work: () => Promise<void>,
): Promise<{ readonly longest: Times; readonly median: Times }> {
  await chrome.startTracing(page, { categories: ["toplevel", "__metadata"] });
  await work();
  const { traceEvents } = JSON.parse((await chrome.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const isMain = (event: TraceEvent): boolean => event.name === "thread_name" && event.args?.name === "CrRendererMain";
  const main = new Set(traceEvents.filter(isMain).map(({ pid, tid }) => `${pid}.${tid}`));
  const tasks = traceEvents.filter(({ name, pid, tid }) => name.endsWith("RunTask") && main.has(`${pid}.${tid}`));
  assert.ok(tasks.length > 50, `${tasks.length} tasks were traced`);
  const sorted = (of: (event: TraceEvent) => number | undefined): readonly number[] =>
    tasks.map((task) => (of(task) ?? 0) / 1000).sort((a, b) => a - b);
  const [wall, cpu] = [sorted(({ dur }) => dur), sorted(({ tdur }) => tdur)];
  const middle = (times: readonly number[]): number => {
    const long = times.filter((time) => time >= LEAST);
    return long[Math.floor(long.length / 2)] ?? 0;
  };
  return {
    longest: { wall: wall.at(-1) ?? 0, cpu: cpu.at(-1) ?? 0 },
    median: { wall: middle(wall), cpu: middle(cpu) },
  };
}
