// A study laid out and run as `repaint batch` does it, for the benchmarks of studies.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { layOut, type Layout } from "../src/cli/study/layout.ts";
import { Ledger } from "../src/cli/study/ledger.ts";
import { Pool } from "../src/cli/study/pool.ts";
import type { Job } from "../src/cli/study/tasks.ts";
import { registry } from "../src/nodes/index.ts";
import type { StudiedGraph, Study } from "../src/runtime/study/format.ts";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** A study of so many pictures, the samples again and again, that lies in `folder`. */
export async function studyOf(folder: string, pictures: number, graph: StudiedGraph): Promise<Layout> {
  const lines = Array.from({ length: pictures }, (_, i) =>
    join(root, `models/samples/face-${1_000_000 + (i % 16)}.png`),
  );
  writeFileSync(join(folder, "list.txt"), lines.join("\n"));
  const study: Study = {
    format: "repaint-study",
    version: 1,
    data: [{ name: "faces", from: ["list.txt"] }],
    masks: ["half"],
    graphs: [graph],
  };
  return await layOut(study, registry, folder);
}

export function poolFor({ settings, measures }: Layout, workers: number): Pool {
  return new Pool({ settings, measures, device: "auto", threads: 1 }, workers);
}

/** Fills jobs and lands them in a folder; `landed` is told of each. */
export async function runJobs(
  pool: Pool,
  layout: Layout,
  jobs: readonly Job[],
  folder: string,
  batch: number,
  landed: (job: Job) => void = () => {},
): Promise<void> {
  const ledger = await Ledger.open(folder, { study: "bench", batches: [batch] }, layout);
  const next = jobs.values();
  const lane = async (): Promise<void> => {
    for (const job of next) {
      await ledger.land((await pool.fill(job)) ?? [], layout);
      landed(job);
    }
  };
  await Promise.all(Array.from({ length: pool.lanes }, lane));
}
