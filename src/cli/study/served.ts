import { Pool } from "./pool.ts";
import type { Job, RowResult, StudyTask } from "./tasks.ts";

/** Milliseconds for which batches of one network are tried. */
const TRIAL_MS = 2000;

interface Open {
  readonly key: string;
  readonly pool: Pool;
  /** How many pictures go together here, for each setting. */
  readonly batches: readonly number[];
}

/** The study that a worker is at: its networks stay open until a job of another study comes. */
export class ServedStudy {
  private readonly workers: number;
  private readonly read: (key: string) => Promise<StudyTask>;
  private current: { readonly key: string; readonly open: Promise<Open> } | undefined;

  constructor(workers: number, read: (key: string) => Promise<StudyTask>) {
    this.workers = workers;
    this.read = read;
  }

  /** @returns undefined when it was stopped. @throws UserError what this machine lacks. */
  async fill(key: string, job: Job): Promise<readonly RowResult[] | undefined> {
    if (this.current?.key !== key) {
      const before = this.current;
      this.current = { key, open: this.opened(key) };
      if (before) void before.open.then(({ pool }) => pool.close());
    }
    const { pool, batches } = await this.current.open;
    return await pool.fill(job, batches[job.setting] ?? 1);
  }

  async close(): Promise<void> {
    const open = await this.current?.open.catch(() => undefined);
    open?.pool.stop();
    await open?.pool.close();
  }

  private async opened(key: string): Promise<Open> {
    const study = await this.read(key);
    const pool = new Pool(study, this.workers);
    const trials = await pool.trial(TRIAL_MS);
    const batches = study.settings.map((_, i) => trials.find(({ setting }) => setting === i)?.batch ?? 1);
    return { key, pool, batches };
  }
}
