import { availableParallelism } from "node:os";
import { createCpuBackend, type CpuBackend } from "../runtime/cpu/backend.ts";
import { chooseRunner, type Candidate } from "../runtime/model/choose.ts";
import type { Network } from "../runtime/model/network.ts";
import { openNetwork, type OpenOptions } from "../runtime/model/open.ts";
import type { OrtRuntime } from "../runtime/model/ort.ts";
import { problem, UserError } from "../runtime/problem.ts";
import type { Text } from "../runtime/text.ts";
import { readModel } from "./models.ts";
import { placed, type Resources } from "./resources.ts";

/** `--device`: `auto` and `cpu` take native code where it can be loaded and WebAssembly elsewhere. */
export const devices = ["auto", "cpu", "native", "wasm", "webgpu"] as const;
export type Device = (typeof devices)[number];

export interface RunnerOptions {
  readonly device: Device;
  /** Threads of a network call; default: what is fastest here. */
  readonly threads?: number;
}

/** Networks that are open, and the backend their tensors live on. */
export interface OpenedModels {
  readonly backend: CpuBackend;
  readonly networks: ReadonlyMap<string, Network>;
  /** What runs them and why, in a sentence. */
  readonly sentence: Text;
  close(): Promise<void>;
}

/** One way to run a network here. */
interface Way extends Pick<OpenOptions, "ort" | "provider"> {
  readonly name: Text;
  readonly threads?: number;
}

/**
 * Opens the models of a graph. The first decides which runner is fastest; the others follow it.
 *
 * @throws UserError
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
  let sentence: Text = { en: "The graph has no model.", zh: "图中没有模型。" };
  let ways = models.size > 0 ? await waysOf(options) : [];
  let current: string | undefined;
  try {
    for (const [reference, found] of models) {
      current = reference;
      const files = await readModel(
        found,
        ways.some(({ provider }) => provider === "wasm"),
      );
      const open = (way: Way): Promise<Network> => openOne(way, { backend, card: found.card, ...files });
      const candidates = ways.map((way): Candidate & { way: Way } => ({
        way,
        name: way.name,
        open: async () => ({ network: await open(way), backend }),
      }));
      const choice = await chooseRunner(candidates);
      networks.set(reference, choice.network);
      if (networks.size === 1) sentence = choice.sentence;
      ways = candidates.filter(({ name }) => name === choice.name).map(({ way }) => way);
    }
  } catch (error) {
    await close();
    throw error instanceof UserError && current !== undefined ? placed(error, placeOf(current)) : error;
  }
  return { backend, networks, sentence, close };
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

async function waysOf({ device, threads }: RunnerOptions): Promise<readonly Way[]> {
  if (device === "wasm") return [await wasmWay(threads)];
  const native = await loadNative();
  if ("ort" in native) {
    if (device === "webgpu") return [{ ort: native.ort, provider: "webgpu", name: webgpuName }];
    return threadCounts(threads).map((count) => ({
      ort: native.ort,
      provider: "cpu",
      threads: count,
      name: nativeName(count),
    }));
  }
  if (device === "auto" || device === "cpu") {
    const wasm = await wasmWay(threads);
    const why = { en: `native code cannot be loaded: ${native.reason}`, zh: `无法加载原生代码：${native.reason}` };
    return [{ ...wasm, name: { en: `${wasm.name.en}, since ${why.en}`, zh: `${wasm.name.zh}，因为${why.zh}` } }];
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

/** One thread and all cores are both tried: on a busy machine one is often faster. */
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
