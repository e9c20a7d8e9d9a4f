import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readChunks } from "../src/runtime/png/chunks.ts";
import { killedWhileWriting } from "./faults/kill.ts";

/**
 * Kills the command line at moments spread over its whole life, and a process that does nothing but write, many times:
 * `node --import tsx tools/faults.ts [--runs 24] [--writes 100]`. The exit code is 1 when a file was left half.
 */
const { values } = parseArgs({
  options: { runs: { type: "string", default: "24" }, writes: { type: "string", default: "100" } },
});
const cli = fileURLToPath(new URL("../src/cli/repaint.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "repaint-faults-"));

/** Runs a short graph and kills it after so many milliseconds; never, where none are given. */
async function run(out: string, after?: number): Promise<number> {
  const set = ["--set", "schedule.T=10", "--set", "jump.jump_n_sample=1", "--threads", "1", "--quiet"];
  const started = performance.now();
  const child = spawn(process.execPath, ["--import", "tsx", cli, "run", "repaint", ...set, "--out", out], {
    stdio: "ignore",
  });
  const timer = after === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), after);
  await once(child, "exit");
  clearTimeout(timer);
  return performance.now() - started;
}

/** What is half of what a killed run left; undefined where every file is whole. */
function fault(out: string): string | undefined {
  if (!existsSync(out)) return undefined;
  for (const name of readdirSync(out).filter((other) => !other.endsWith(".tmp"))) {
    try {
      const bytes = readFileSync(join(out, name));
      if (name.endsWith(".png")) readChunks(bytes);
      else JSON.parse(bytes.toString());
    } catch (error) {
      return `${name}: ${String(error)}`;
    }
  }
  return undefined;
}

const whole = await run(join(folder, "whole"));
const faults: string[] = [];
let left = 0;
const runs = Number(values.runs);
for (let i = 0; i < runs; i++) {
  const out = join(folder, `run-${i}`);
  await run(out, (whole * 1.05 * (i + 1)) / runs);
  if (existsSync(join(out, "result.json"))) left++;
  faults.push(...[fault(out)].flatMap((found) => (found === undefined ? [] : [`run ${i}: ${found}`])));
}
console.log(
  `${runs} runs of ${(whole / 1000).toFixed(1)} s killed, ${left} after their files were there: ${faults.length} half files`,
);
const writes = Number(values.writes);
for (let i = 0; i < writes; i++) {
  const found = await killedWhileWriting(mkdtempSync(join(folder, "write-")), (i * 37) % 101);
  if (found !== undefined) faults.push(`write ${i}: ${found}`);
}
console.log(`${writes} writers killed: ${faults.length} half files in all`);
for (const text of faults) console.error(text);
rmSync(folder, { recursive: true });
process.exit(faults.length > 0 ? 1 : 0);
