import { readdir, readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { createCpuBackend } from "../../runtime/cpu/backend.ts";
import { openNetwork } from "../../runtime/model/open.ts";
import type { Registry } from "../../runtime/node.ts";
import { badRecording, parseRecordedCase, recordedCard, type Recording } from "../../runtime/parity/recording.ts";
import { replay, type Difference } from "../../runtime/parity/replay.ts";
import { problem, UserError } from "../../runtime/problem.ts";
import { diskProblem, exists } from "../disk.ts";
import { exit, type Console } from "../io.ts";
import { loadNative } from "../runners.ts";

export interface ParityOptions {
  /** Folders of one case, or folders of cases. */
  readonly folders: readonly string[];
  readonly tolerance: number;
}

/** `repaint parity`: replays recorded official runs through the engine. @returns 1 when one is further off than allowed. */
export async function parityCommand(options: ParityOptions, registry: Registry, io: Console): Promise<number> {
  const folders: string[] = [];
  for (const folder of options.folders) folders.push(...(await casesIn(resolve(io.cwd, folder))));
  const cases: Difference[] = [];
  for (const folder of folders) {
    const difference = await replayFolder(folder, registry, io.signal);
    cases.push(difference);
    if (!io.json) io.out(`${lineOf(difference, options.tolerance)}\n`);
  }
  if (io.json) {
    const rows = cases.map(({ name, events, largest_difference }) => ({ name, events, largest_difference }));
    io.out(`${JSON.stringify({ cases: rows }, null, 2)}\n`);
  }
  return cases.every(({ largest_difference }) => largest_difference <= options.tolerance) ? exit.ok : exit.userError;
}

function lineOf({ name, events, largest_difference, at }: Difference, tolerance: number): string {
  const mark = largest_difference <= tolerance ? "≤" : ">";
  return `${name}: ${events} events, largest difference ${largest_difference.toExponential(2)} (event ${at}) ${mark} ${tolerance}`;
}

/** A folder is a case when it holds `case.json`; else its folders that do are. */
async function casesIn(folder: string): Promise<readonly string[]> {
  if (await exists(join(folder, "case.json"))) return [folder];
  let entries;
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw diskProblem(error, folder, { en: "the folder of recordings", zh: "录制文件夹" });
  }
  const found: string[] = [];
  for (const entry of entries) {
    const inner = join(folder, entry.name);
    if (await exists(join(inner, "case.json"))) found.push(inner);
  }
  if (found.length > 0) return found.sort();
  throw new UserError(
    problem(
      "recording",
      { en: `There is no recording in "${folder}".`, zh: `“${folder}”中没有录制。` },
      {
        en: "Name a folder with a case.json, or one that holds such folders.",
        zh: "请指定含 case.json 的文件夹，或其上级文件夹。",
      },
    ),
  );
}

async function replayFolder(folder: string, registry: Registry, signal: AbortSignal): Promise<Difference> {
  const { recording, model } = await readRecording(folder);
  const backend = createCpuBackend();
  const native = await loadNative();
  const runtime =
    "ort" in native
      ? ({ ort: native.ort, provider: "cpu" } as const)
      : ({ ort: await import("onnxruntime-web"), provider: "wasm" } as const);
  const card = recordedCard(recording.case);
  const network = await openNetwork({ ...runtime, backend, card, bytes: model, threads: 1 });
  try {
    return await replay(recording, { registry, backend, network, signal });
  } finally {
    await network.close();
    backend.dispose();
  }
}

async function readRecording(folder: string): Promise<{ recording: Recording; model: Uint8Array }> {
  const name = basename(folder);
  const bytes = async (file: string): Promise<Uint8Array> => {
    try {
      return await readFile(join(folder, file));
    } catch (error) {
      throw diskProblem(error, join(folder, file), { en: "the recording", zh: "录制" });
    }
  };
  const floats = async (file: string): Promise<Float32Array> => {
    const raw = await bytes(file);
    if (raw.length % 4 !== 0) throw badRecording(name, `${file} has ${raw.length} bytes, expected a multiple of 4`);
    return new Float32Array(Uint8Array.from(raw).buffer);
  };
  const recording: Recording = {
    name,
    case: parseRecordedCase(new TextDecoder().decode(await bytes("case.json")), name),
    gt: await floats("gt.f32"),
    keep_mask: await floats("mask.f32"),
    noise: await floats("noise.f32"),
    states: await floats("states.f32"),
    final: await floats("final.f32"),
  };
  return { recording, model: await bytes("model.onnx") };
}
