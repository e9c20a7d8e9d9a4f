import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** The checkout's root. */
export const root = new URL("../..", import.meta.url).pathname;

/** A Python that has torch, numpy and onnx, or why there is none. */
const python = findPython();

function findPython(): { readonly path: string } | { readonly missing: string } {
  const tried: string[] = [];
  for (const path of [process.env.PYTHON, "python3", "/usr/bin/python3"]) {
    if (!path) continue;
    const answer = spawnSync(path, ["-c", "import torch, numpy, onnx, PIL"], { encoding: "utf8" });
    if (answer.status === 0) return { path };
    tried.push(`${path}: ${answer.error?.message ?? answer.stderr.trim().split("\n").at(-1)}`);
  }
  return { missing: `no Python with torch, numpy, onnx and PIL (${tried.join("; ")})` };
}

/** What `test` is told: false, or the reason for which the test cannot run here. */
export function skipReason(...needed: readonly string[]): string | false {
  const missing = needed.find((path) => !existsSync(path));
  if (missing) return `${missing} is not here`;
  return "missing" in python ? python.missing : false;
}

/** Runs a script of this project to its end; returns what it printed. */
export function runPython(args: readonly string[]): string {
  if ("missing" in python) throw new Error(python.missing);
  return execFileSync(python.path, args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** Runs a script that is expected to give up; returns what it said, and fails when it did not. */
export function failingPython(args: readonly string[]): string {
  if ("missing" in python) throw new Error(python.missing);
  const answer = spawnSync(python.path, args, { cwd: root, encoding: "utf8" });
  if (answer.status === 0) throw new Error(`expected a failure of ${args.join(" ")}`);
  return answer.stderr;
}
