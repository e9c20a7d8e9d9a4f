import { availableParallelism, hostname } from "node:os";
import { problem, UserError } from "../../runtime/problem.ts";
import { exit, type Console } from "../io.ts";
import { packageVersion } from "../package.ts";
import { usageError } from "../report.ts";
import { KEEP, packResults, queueName, resultKey, type QueuedJob } from "../study/queue-messages.ts";
import { openRedis } from "../study/redis.ts";
import { ServedStudy } from "../study/served.ts";
import type { Job, StudyTask } from "../study/tasks.ts";

export interface WorkerOptions {
  readonly queue: string;
  readonly workers?: number;
  /** Seconds after which a job of a worker that fell silent is taken over. */
  readonly takeover: number;
  /** `FROM=TO`: where a folder of the study's machine lies here. */
  readonly map: readonly string[];
}

/** `repaint worker`: takes pictures from a queue and fills them, until it is stopped. */
export async function workerCommand(options: WorkerOptions, io: Console): Promise<number> {
  const folders = options.map.map(folderPair);
  const { bullmq, connect } = await openRedis(options.queue);
  const name = queueName(await packageVersion());
  const workers = options.workers ?? availableParallelism();
  const [connection, reading] = [connect(), connect()];
  const served = new ServedStudy(workers, async (key) => {
    const text = await reading.get(key);
    if (text === null) throw new UserError(noStudy());
    return JSON.parse(text, moved(folders)) as StudyTask;
  });
  let ended = (_mistake?: UserError): void => {};
  const end = new Promise<UserError | undefined>((resolve) => (ended = resolve));
  io.signal.addEventListener("abort", () => ended(), { once: true });
  const worker = new bullmq.Worker<QueuedJob, undefined>(
    name,
    async ({ data, id = "" }) => {
      try {
        const results = await served.fill(data.study, JSON.parse(data.job, moved(folders)) as Job);
        if (!results) throw new Error("stopped");
        await reading.set(resultKey(id), packResults(results), "EX", KEEP);
        return undefined;
      } catch (error) {
        // This machine lacks something: the job goes back to the others, and this worker says what and ends.
        if (error instanceof UserError) ended(error);
        throw error;
      }
    },
    {
      connection,
      // Whoever looks into the queue sees who is at what.
      name: `${hostname()}:${process.pid}`,
      concurrency: workers,
      lockDuration: 1000 * options.takeover,
      stalledInterval: 500 * options.takeover,
      maxStalledCount: 1000,
    },
  );
  worker.on("error", (error) => io.note({ en: error.message, zh: error.message }));
  io.note({
    en: `Worker on ${hostname()}: ${workers} at once, waiting for pictures.`,
    zh: `${hostname()} 上的工作进程：同时 ${workers} 个，等待图像。`,
  });
  const mistake = await end;
  await served.close();
  await worker.close();
  connection.disconnect();
  reading.disconnect();
  if (mistake) throw mistake;
  return exit.ok;
}

type FolderPair = readonly [from: string, to: string];

function folderPair(text: string): FolderPair {
  const at = text.indexOf("=");
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw usageError(`--map ${text}: expected FROM=TO.`, `--map ${text}：应为 原路径=此处路径。`, "worker");
}

/** Paths that begin with a mapped folder, wherever they stand in a study or a job. */
const moved =
  (folders: readonly FolderPair[]) =>
  (key: string, value: unknown): unknown => {
    if ((key !== "path" && key !== "folder") || typeof value !== "string") return value;
    const pair = folders.find(([from]) => value === from || value.startsWith(`${from}/`));
    return pair ? pair[1] + value.slice(pair[0].length) : value;
  };

function noStudy() {
  return problem(
    "study-gone",
    { en: "The study of this job is not in the queue's server any more.", zh: "该任务所属的研究已不在队列服务器中。" },
    { en: "Start repaint batch --queue again.", zh: "请重新运行 repaint batch --queue。" },
  );
}
