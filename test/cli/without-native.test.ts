import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freshFolder, put } from "../helpers/cli.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Makes Node look in vain for the native ONNX Runtime, as where its optional package could not be installed. */
const hook = `
  export async function resolve(specifier, context, next) {
    if (specifier === "onnxruntime-node") throw new Error("Cannot find package 'onnxruntime-node'");
    return next(specifier, context);
  }`;
const register = `import { register } from "node:module"; register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hook)}`)});`;

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function withoutNative(...argv: string[]): Promise<Ended> {
  const blocked = put(freshFolder(), "block.mjs", register);
  const args = ["--import", "tsx", "--import", blocked, "src/cli/repaint.ts", ...argv];
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, args, { cwd: root, timeout: 120_000 })) };
  } catch (error) {
    return error as Ended;
  }
}

test("where native code cannot be loaded a run goes on in WebAssembly and says so", async () => {
  const out = join(freshFolder(), "out");
  const { code, stderr } = await withoutNative(
    "run",
    "repaint",
    "--set",
    "schedule.T=2",
    "--set",
    "jump.jump_n_sample=1",
    "--out",
    out,
  );
  assert.equal(code, 0, stderr);
  assert.match(stderr, /Runs on ONNX Runtime WebAssembly, 1 thread, since native code cannot be loaded/);
});

test("--device native says what is missing there", async () => {
  const { code, stderr } = await withoutNative(
    "run",
    "repaint",
    "--device",
    "native",
    "--out",
    join(freshFolder(), "out"),
  );
  assert.equal(code, 1);
  assert.match(stderr, /native code cannot be loaded: Cannot find package.*\n.*--device wasm/s);
});
