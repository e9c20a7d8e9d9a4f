import { spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { randomBelow } from "../../src/runtime/diffusion/random.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Starts the real command line in a process of its own. */
export function repaint(...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ["--import", "tsx", "src/cli/repaint.ts", ...args, "--quiet"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** @returns exit code (null when it was killed) and what was said on the error stream. */
export function ended(child: ChildProcess): Promise<{ readonly code: number | null; readonly err: string }> {
  let err = "";
  child.stderr?.on("data", (data) => (err += String(data)));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, err })));
}

/** SHA-256 of every file below a folder, by its name. */
export function hashesBelow(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  const hash = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");
  const all = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(all.map((path) => [relative(folder, path), hash(path)]));
}

/** Jobs that a study has kept so far. */
export const rowsKept = (folder: string): number => {
  try {
    return readFileSync(join(folder, ".study/ledger.jsonl"), "utf8").split("\n").length;
  } catch {
    return 0;
  }
};

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Runs a study, stopping it at random moments: some at any time since its start, the others when some more jobs were kept,
 * so that it comes forward. Then lets it end.
 *
 * @param forward most jobs that it comes forward between two kills of the second kind.
 * @returns how many times it really was killed, and how many jobs were kept at each.
 */
export async function runWithKills(
  study: string,
  out: string,
  kills: number,
  seed = 1,
  forward = 3,
): Promise<readonly number[]> {
  const below = randomBelow(seed);
  const kept: number[] = [];
  for (let kill = 0; kill < kills; kill++) {
    const before = rowsKept(out);
    const child = repaint("batch", study, "--out", out);
    const end = ended(child);
    let isOver = false;
    void end.then(() => (isOver = true));
    if (kill % 3 === 2) await sleep(below(4000));
    else {
      const wanted = below(forward);
      while (!isOver && rowsKept(out) <= before + wanted) await sleep(5);
      await sleep(below(200));
    }
    // Ctrl-C now and then; the others have no chance to say anything.
    child.kill(kill % 4 === 1 ? "SIGINT" : "SIGKILL");
    const { code, err } = await end;
    if (code !== null && code !== 0 && code !== 130) throw new Error(`the study ended with ${code}: ${err}`);
    if (code === 0) break;
    kept.push(rowsKept(out));
  }
  const { code, err } = await ended(repaint("batch", study, "--out", out));
  if (code !== 0) throw new Error(`the study ended with ${code}: ${err}`);
  return kept;
}
