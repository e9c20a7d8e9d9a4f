import { availableParallelism, totalmem } from "node:os";
import { createCpuBackend, type CpuBackend } from "../runtime/cpu/backend.ts";
import type { ModelCard } from "../runtime/model/card.ts";
import { neededMemory, tooLarge, wasmMemory } from "../runtime/model/memory.ts";
import type { Network } from "../runtime/model/network.ts";
import { openNetwork, type OpenOptions } from "../runtime/model/open.ts";
import type { OrtRuntime } from "../runtime/model/ort.ts";
import { chooseThreads, guessedCallMs } from "../runtime/model/threads.ts";
import { problem, UserError } from "../runtime/problem.ts";
import type { Text } from "../runtime/text.ts";
import { readModel, sizeOf } from "./models.ts";
import { placed, type Resources } from "./resources.ts";

/** `--device`: `auto` and `cpu` take native code where it can be loaded and WebAssembly elsewhere. */
export const devices = ["auto", "cpu", "native", "wasm", "webgpu"] as const;
export type Device = (typeof devices)[number];

export interface RunnerOptions {
  readonly device: Device;
  /** Threads of a network call; default: what is fastest here. */
  readonly threads?: number;
  /** Network calls that are to come: a trial of threads takes no more than its share of them. */
  readonly calls?: number;
}

/** Of a run's time, what may go into finding out how many threads are best. */
const trialShare = 0.05;

/** Networks that are open, and the backend their tensors live on. */
export interface OpenedModels {
  readonly backend: CpuBackend;
  readonly networks: ReadonlyMap<string, Network>;
  /** What runs them and why, in a sentence. */
  readonly sentence: Text;
  /** Seconds that the choice of threads took. */
  readonly trial_s: number;
  close(): Promise<void>;
}

/** One way to run a network here. */
interface Way extends Pick<OpenOptions, "ort" | "provider"> {
  readonly name: Text;
  readonly threads?: number;
}

/**
 * Opens the models of a graph, each once. How many threads are best, a stand-in of the first tells.
 *
 * @throws UserError `out-of-memory` before a network is opened that cannot fit.
 */
export async function openModels(
  { models, placeOf }: Pick<Resources, "models" | "placeOf">,
  options: RunnerOptions,
): Promise<OpenedModels> {
  const backend = createCpuBackend();
  const networks = new Map<string, Network>();
  const close = async (): Promise<void> => {
    for (const network of networks.values()) await network.close();
  };
  let chosen: ChosenWay | undefined;
  let current: string | undefined;
  try {
    for (const [reference, found] of models) {
      current = reference;
      const bytes = await sizeOf(found);
      chosen ??= await wayOf(options, trialShare * (options.calls ?? 0) * guessedCallMs(bytes, found.card.image));
      const { way } = chosen;
      checkMemory(found.card, bytes, way);
      const files = await readModel(found, way.provider === "wasm");
      networks.set(reference, await openOne(way, { backend, card: found.card, ...files }));
    }
  } catch (error) {
    await close();
    throw error instanceof UserError && current !== undefined ? placed(error, placeOf(current)) : error;
  }
  const sentence = chosen?.sentence ?? { en: "The graph has no model.", zh: "图中没有模型。" };
  return { backend, networks, sentence, trial_s: chosen?.trial_s ?? 0, close };
}

function checkMemory(card: ModelCard, bytes: number, { provider }: Way): void {
  const needed = neededMemory(card, bytes, provider === "cpu" ? "native" : "elsewhere");
  const problem =
    provider === "wasm" ? tooLarge(card, needed, wasmMemory, "wasm") : tooLarge(card, needed, totalmem(), "here");
  if (problem) throw new UserError(problem);
}

async function openOne(way: Way, files: Omit<OpenOptions, "ort" | "provider">): Promise<Network> {
  const { ort, provider, threads } = way;
  try {
    return await openNetwork({ ...files, ort, provider, runner: way.name.en, ...(threads && { threads }) });
  } catch (error) {
    if (provider !== "webgpu" || !(error instanceof UserError) || !/adapter|vulkan|webgpu/i.test(error.message))
      throw error;
    throw new UserError(noWebGpu());
  }
}

/** The way that was taken, and why. */
interface ChosenWay {
  readonly way: Way;
  readonly sentence: Text;
  readonly trial_s: number;
}

const plainly = (way: Way): ChosenWay => ({
  way,
  sentence: { en: `Runs on ${way.name.en}.`, zh: `运行于${way.name.zh}。` },
  trial_s: 0,
});

/** @param budget milliseconds that a trial of threads may take. */
async function wayOf({ device, threads }: RunnerOptions, budget: number): Promise<ChosenWay> {
  if (device === "wasm") return plainly(await wasmWay(threads));
  const native = await loadNative();
  if ("ort" in native) {
    if (device === "webgpu") return plainly({ ort: native.ort, provider: "webgpu", name: webgpuName });
    return await nativeWay(native.ort, threadCounts(threads), budget);
  }
  if (device === "auto" || device === "cpu") {
    const wasm = await wasmWay(threads);
    const why = { en: `native code cannot be loaded: ${native.reason}`, zh: `无法加载原生代码：${native.reason}` };
    return plainly({ ...wasm, name: { en: `${wasm.name.en}, since ${why.en}`, zh: `${wasm.name.zh}，因为${why.zh}` } });
  }
  throw new UserError(
    problem(
      "no-native",
      {
        en: `ONNX Runtime's native code cannot be loaded: ${native.reason}.`,
        zh: `无法加载 ONNX Runtime 原生代码：${native.reason}。`,
      },
      { en: "Install onnxruntime-node, or use --device wasm.", zh: "请安装 onnxruntime-node，或使用 --device wasm。" },
    ),
  );
}

async function nativeWay(ort: OrtRuntime, counts: readonly number[], budget: number): Promise<ChosenWay> {
  const { threads, trials, ms } = await chooseThreads(ort, counts, budget);
  const name = nativeName(threads);
  const way: Way = { ort, provider: "cpu", threads, name };
  const own = trials.find((trial) => trial.threads === threads);
  if (!own) return plainly(way);
  const others = (words: (threads: number) => string): string =>
    trials
      .filter((trial) => trial !== own)
      .map((trial) => `${words(trial.threads)} ${(trial.ms / own.ms).toFixed(1)} ×`)
      .join(", ");
  return {
    way,
    trial_s: ms / 1000,
    sentence: {
      en: `Runs on ${name.en} (tried for ${Math.round(ms)} ms: ${others(plural)} as long).`,
      zh: `运行于${name.zh}（试用 ${Math.round(ms)} 毫秒：${others((n) => `${n} 线程`)} 的时间）。`,
    },
  };
}

/** All cores and one thread are both tried: on a busy machine one is often faster. */
function threadCounts(wanted: number | undefined): readonly number[] {
  if (wanted !== undefined) return [wanted];
  const cores = availableParallelism();
  return cores > 1 ? [cores, 1] : [1];
}

/** Once loaded it stays: a second copy of the runtime would take its threads twice. */
export async function loadNative(): Promise<{ readonly ort: OrtRuntime } | { readonly reason: string }> {
  try {
    return { ort: await import("onnxruntime-node") };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { reason: text.split("\n")[0] ?? text };
  }
}

async function wasmWay(threads: number | undefined): Promise<Way> {
  const ort = await import("onnxruntime-web");
  // Threads in Node are workers that cost more than a small network gains.
  const count = threads ?? 1;
  return { ort, provider: "wasm", threads: count, name: wasmName(count) };
}

const webgpuName: Text = { en: "ONNX Runtime native WebGPU", zh: "ONNX Runtime 原生 WebGPU" };

function nativeName(threads: number): Text {
  return { en: `ONNX Runtime native, ${plural(threads)}`, zh: `ONNX Runtime 原生，${threads} 线程` };
}

function wasmName(threads: number): Text {
  return { en: `ONNX Runtime WebAssembly, ${plural(threads)}`, zh: `ONNX Runtime WebAssembly，${threads} 线程` };
}

function plural(threads: number): string {
  return `${threads} ${threads === 1 ? "thread" : "threads"}`;
}

function noWebGpu() {
  return problem(
    "no-webgpu",
    {
      en: "There is no WebGPU adapter on this machine that can be used from the command line.",
      zh: "本机没有可供命令行使用的 WebGPU 适配器。",
    },
    { en: "Use --device cpu, or run the graph in the page.", zh: "请使用 --device cpu，或在网页中运行该图。" },
  );
}
