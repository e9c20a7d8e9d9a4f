// An exported guided-diffusion network in ONNX Runtime against the same layers in PyTorch, same threads, calls in turns:
//
//     npx tsx bench/exported.ts FOLDER …      (each with model.pt and case.json, as tools/export/compare.ts takes them)
//
// ROUNDS and PYTHON can be set in the environment; CLOCK=processor counts the processor's time instead of the wall's, which on
// one thread says the same on a busy machine (waiting threads spin, so on two it does not). Needs what tools/export needs.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { compareTimes } from "./statistics.ts";

const python = process.env.PYTHON ?? "/usr/bin/python3";
const rounds = Number(process.env.ROUNDS ?? 31);
const byProcessor = process.env.CLOCK === "processor";
const root = new URL("..", import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), "repaint-exported-"));

/** Milliseconds by the clock asked for. */
function now(): number {
  if (!byProcessor) return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

interface Side {
  /** Milliseconds of one call. */
  readonly call: () => Promise<number>;
  readonly close: () => Promise<void>;
}

function pytorch(folder: string, threads: number): Side {
  const child = spawn(
    python,
    [join(root, "bench/exported_pytorch.py"), folder, String(threads), byProcessor ? "processor" : "wall"],
    {
      env: { ...process.env, OMP_NUM_THREADS: String(threads) },
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    call: async () => {
      child.stdin.write("\n");
      const line = await lines.next();
      if (line.done) throw new Error("PyTorch's side ended: what it said stands above");
      return Number(line.value);
    },
    close: async () => {
      child.stdin.end();
      await lines.next();
    },
  };
}

async function exported(folder: string, threads: number): Promise<Side> {
  const path = join(scratch, `${basename(folder)}.onnx`);
  const { flags } = JSON.parse(readFileSync(join(folder, "case.json"), "utf8")) as {
    flags: { image_size: number; class_cond?: boolean };
  };
  const how = ["tools/export/export.py", "guided-diffusion", join(folder, "model.pt"), "--flags"];
  execFileSync(python, [...how, join(folder, "case.json"), "--out", path], { cwd: root });
  const session = await InferenceSession.create(path, { intraOpNumThreads: threads, interOpNumThreads: 1 });
  const size = flags.image_size;
  const feeds = {
    x: new Tensor("float32", Float32Array.from({ length: 3 * size * size }, Math.sin), [1, 3, size, size]),
    timesteps: new Tensor("float32", Float32Array.of(500), [1]),
    ...(flags.class_cond ? { label: new Tensor("int32", Int32Array.of(3), [1]) } : {}),
  };
  return {
    call: async () => {
      const start = now();
      await session.run(feeds);
      return now() - start;
    },
    close: () => session.release(),
  };
}

async function measure(folder: string, threads: number): Promise<void> {
  const [theirs, ours] = [pytorch(folder, threads), await exported(folder, threads)];
  const { a, b, ratio, spread } = await compareTimes(theirs.call, ours.call, rounds);
  await theirs.close();
  await ours.close();
  console.log(
    `PyTorch ÷ exported, ${basename(folder)}, ${threads} thread${threads > 1 ? "s" : ""}, ${byProcessor ? "processor" : "wall"} time: ${ratio.toFixed(2)}` +
      ` (middle half ${spread[0].toFixed(2)}–${spread[1].toFixed(2)}, ${rounds} rounds; ${a.toFixed(1)} ms against ${b.toFixed(1)} ms)` +
      ` at a load of ${loadavg()[0]?.toFixed(1)}`,
  );
}

const folders = process.argv.slice(2);
if (folders.length === 0)
  throw new Error("usage: npx tsx bench/exported.ts FOLDER … (each with model.pt and case.json)");
try {
  for (const folder of folders) for (const threads of byProcessor ? [1] : [1, 2]) await measure(folder, threads);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
