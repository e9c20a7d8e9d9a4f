import { problem, UserError } from "../../runtime/problem.ts";

/** BullMQ and a connection to Redis; both are optional, and loaded when a queue is asked for. */
export async function openRedis(url: string) {
  const [bullmq, { Redis }] = await load();
  const connect = () => new Redis(url, { maxRetriesPerRequest: null, enableReadyCheck: true });
  await reach(new Redis(url, { maxRetriesPerRequest: 0, retryStrategy: () => null, lazyConnect: true }), url);
  return { bullmq, connect };
}

async function load() {
  try {
    return await Promise.all([import("bullmq"), import("ioredis")]);
  } catch (error) {
    const why = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    throw new UserError(
      problem(
        "no-queue",
        {
          en: `A queue needs bullmq and ioredis, which are not here (${why}).`,
          zh: `队列需要 bullmq 和 ioredis，此处没有（${why}）。`,
        },
        { en: "npm install bullmq ioredis", zh: "npm install bullmq ioredis" },
      ),
    );
  }
}

/** Asks once, so that a wrong address is a sentence and not a silence. */
async function reach(
  redis: { connect(): Promise<unknown>; on(event: "error", heard: () => void): unknown; disconnect(): void },
  url: string,
) {
  redis.on("error", () => {});
  try {
    await redis.connect();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(
      problem(
        "queue-unreachable",
        { en: `No Redis server answers at ${url}: ${why}.`, zh: `${url} 处没有 Redis 服务器应答：${why}。` },
        { en: "Start one (redis-server), or correct --queue.", zh: "请启动 redis-server，或修改 --queue。" },
      ),
    );
  } finally {
    redis.disconnect();
  }
}
