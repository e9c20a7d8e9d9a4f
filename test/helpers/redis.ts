import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { TestContext } from "node:test";
import { freshFolder } from "./cli.ts";

/** A Redis server of its own on the loopback; undefined, with the reason, where there is none. */
export async function redis(context: TestContext): Promise<string | undefined> {
  if (spawnSync("redis-server", ["--version"]).error) {
    context.skip("redis-server is not installed; .ci/run brings it from Debian");
    return undefined;
  }
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  const port = typeof address === "object" && address ? address.port : 0;
  await new Promise((resolve) => probe.close(resolve));
  const words = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", freshFolder()];
  const server = spawn("redis-server", words);
  context.after(() => void server.kill("SIGKILL"));
  for await (const text of server.stdout) if (/Ready to accept connections/.test(String(text))) break;
  server.stdout.resume();
  return `redis://127.0.0.1:${port}`;
}
