import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { ended, hashesBelow, repaint, rowsKept } from "../../tools/faults/study.ts";
import { cli, freshFolder } from "../helpers/cli.ts";
import { someFaces } from "../helpers/studies.ts";

/** A Redis server of its own on the loopback; undefined, with the reason, where there is none. */
async function redis(context: TestContext): Promise<string | undefined> {
  if (spawnSync("redis-server", ["--version"]).error) {
    context.skip("redis-server is not installed; .ci/run brings it from Debian");
    return undefined;
  }
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  const port = typeof address === "object" && address ? address.port : 0;
  await new Promise((resolve) => probe.close(resolve));
  const server = spawn("redis-server", [
    "--port",
    String(port),
    "--bind",
    "127.0.0.1",
    "--save",
    "",
    "--dir",
    freshFolder(),
  ]);
  context.after(() => void server.kill("SIGKILL"));
  for await (const text of server.stdout) if (/Ready to accept connections/.test(String(text))) break;
  server.stdout.resume();
  return `redis://127.0.0.1:${port}`;
}

test("two workers over a queue, one killed midway, make the table of one machine, byte for byte", async (context) => {
  const url = await redis(context);
  if (url === undefined) return;
  const { folder, study } = someFaces(6, { seeds: { count: 2 }, batch: 2 });
  const [calm, queued] = [join(folder, "calm"), join(folder, "queued")];
  const workers: ChildProcess[] = [];
  const start = (): void => void workers.push(repaint("worker", "--queue", url, "--workers", "1", "--takeover", "2"));
  context.after(() => workers.forEach((worker) => void worker.kill("SIGKILL")));
  start();
  start();
  assert.equal((await cli(["batch", study, "--out", calm])).code, 0);
  const batch = repaint("batch", study, "--out", queued, "--queue", url);
  const end = ended(batch);
  while (batch.exitCode === null && rowsKept(queued) < 4) await new Promise((resolve) => setTimeout(resolve, 5));
  workers[0]?.kill("SIGKILL");
  const { code, err } = await end;
  assert.equal(code, 0, err);
  assert.equal(workers[0]?.killed, true);
  assert.deepEqual([...hashesBelow(queued)], [...hashesBelow(calm)]);
});

test("a queue that nobody answers is a sentence", async () => {
  const { folder, study } = someFaces(1);
  const { code, err } = await cli(["batch", study, "--out", join(folder, "out"), "--queue", "redis://127.0.0.1:1"]);
  assert.equal(code, 1);
  assert.match(err, /No Redis server answers at redis:\/\/127\.0\.0\.1:1: /);
});
