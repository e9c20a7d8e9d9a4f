// Whether the memory of a study stays flat, however many pictures it has.
import { join } from "node:path";
import { jobsOf } from "../src/cli/study/layout.ts";
import { tinyGraph } from "../test/helpers/studies.ts";
import { median } from "./statistics.ts";
import { poolFor, runJobs, studyOf } from "./study-run.ts";

type Sample = Pick<NodeJS.MemoryUsage, "rss" | "heapUsed" | "external" | "arrayBuffers"> & { readonly done: number };

/**
 * Runs a study of a generated network of a few operations, two calls a picture, and prints the memory of the process, all
 * threads together, in the first and the last quarter of its pictures. The first 2 %, in which networks are opened and
 * code is compiled, are no part of it.
 */
export async function memory(folder: string, pictures: number, batch: number, workers: number): Promise<void> {
  const layout = await studyOf(folder, pictures, tinyGraph(folder, 32));
  const pool = poolFor(layout, workers);
  const samples: Sample[] = [];
  let done = 0;
  await runJobs(pool, layout, jobsOf(layout, [batch]), join(folder, "memory"), batch, ({ rows }) => {
    done += rows.length;
    const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
    samples.push({ done, rss, heapUsed, external, arrayBuffers });
  });
  await pool.close();
  const between = (from: number, to: number, part: Exclude<keyof Sample, "done">): number =>
    median(samples.filter((one) => one.done > from * pictures && one.done <= to * pictures).map((one) => one[part])) /
    1e6;
  const quarters = (part: Exclude<keyof Sample, "done">) =>
    [between(0.02, 0.25, part), between(0.75, 1, part)] as const;
  const [first, last] = quarters("rss");
  console.log(
    `${pictures} pictures: RSS ${first.toFixed(0)} MB in the first quarter (its first 2 % left out), ${last.toFixed(0)} MB in the last, medians: ${(last / first).toFixed(3)}`,
  );
  for (const part of ["heapUsed", "external", "arrayBuffers"] as const) {
    const [before, after] = quarters(part);
    console.log(`  of the main thread, ${part}: ${before.toFixed(1)} MB, then ${after.toFixed(1)} MB`);
  }
}
