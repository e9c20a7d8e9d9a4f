#!/usr/bin/env node
import { registry } from "../nodes/index.ts";
import { main } from "./main.ts";

const cancelled = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // A second Ctrl-C does not wait for the network call to end.
    if (cancelled.signal.aborted) process.exit(130);
    cancelled.abort();
  });
}
// A reader that has seen enough (`| head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

const code = await main(
  process.argv.slice(2),
  {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    ...(process.stderr.isTTY && { terminal: process.stderr }),
    cwd: process.cwd(),
    env: process.env,
    signal: cancelled.signal,
  },
  registry,
);
// What was printed goes out first; ONNX Runtime's threads would keep the process alive.
process.stdout.write("", () => process.stderr.write("", () => process.exit(code)));
