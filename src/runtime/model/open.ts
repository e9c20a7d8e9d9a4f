import type { Backend, Shape, Tensor } from "../backend.ts";
import { problem, UserError } from "../problem.ts";
import { Caller } from "./caller.ts";
import { isOnePass, type ModelCard } from "./card.ts";
import { checkPicture } from "./check-picture.ts";
import { fitOf, timestepValue } from "./fit.ts";
import { checkIdentity } from "./identity.ts";
import { huge, weightsOf } from "./memory.ts";
import type { Network } from "./network.ts";
import { openOnePass } from "./one-pass.ts";
import { inTurn, type ModelFiles, type OrtRuntime, type SessionOptions } from "./ort.ts";
import { widened } from "./onnx-widen.ts";
import { createSession } from "./session.ts";
import { hasVjp, Vjp } from "./vjp.ts";

/** A backend whose tensors lie in this process's memory. */
export interface HostBackend extends Backend {
  /** The floats of a contiguous tensor, until memory grows. */
  viewOf(tensor: Tensor): Float32Array;
  writeInto(tensor: Tensor, data: Float32Array): void;
}

export interface OpenOptions extends ModelFiles {
  readonly ort: OrtRuntime;
  readonly backend: HostBackend;
  readonly card: ModelCard;
  /** `cpu` is ONNX Runtime's native one; `webgpu` here is the native runtime's own, with tensors on the host. */
  readonly provider: "cpu" | "wasm" | "webgpu";
  /** Threads of one call. Default: what ONNX Runtime takes. */
  readonly threads?: number;
  /** Words for people; default from provider and threads. */
  readonly runner?: string;
}

/**
 * Opens a network for a backend in this process's memory. Tensors of a network on a `GPUDevice` never come here:
 * see `src/runtime/gpu`.
 *
 * @throws UserError `model-corrupt`, `model-missing`, `network-misfit`, `out-of-memory`.
 */
export async function openNetwork(options: OpenOptions): Promise<Network> {
  const { ort, backend, card } = options;
  const sha256 = await checkIdentity(card, options);
  if (options.provider === "wasm" && options.threads && ort.env) ort.env.wasm.numThreads = options.threads;
  const session = await createSession(ort, card, await quicklyOpened(options), sessionOptions(options));
  if (isOnePass(card))
    return await openOnePass({ ort, backend, card, session, sha256, runner: options.runner ?? runnerName(options) });
  const fitted = fitOf(card, session);
  if ("problems" in fitted) {
    await inTurn(ort, () => session.release());
    throw new UserError(...fitted.problems);
  }
  const writesOut = options.provider !== "wasm";
  const caller = new Caller(ort, session, card, fitted.fit, writesOut);
  const vjp = hasVjp(card, options) ? new Vjp(ort, card, options, sessionOptions(options), writesOut) : undefined;
  return {
    card,
    sha256,
    runner: options.runner ?? runnerName(options),
    call: (x, timestep, label) => callOn(backend, caller, card, x, timestep, label),
    ...(vjp && {
      vjp: (x: Tensor, timestep: number, cotangent: Tensor, label?: number) =>
        vjpOn(backend, vjp, card, { x, timestep, cotangent, label }),
    }),
    close: async () => {
      await vjp?.close();
      await inTurn(ort, () => session.release());
    },
  };
}

/** Of a larger network another copy takes more room than the time is worth. */
const WIDENED_AT_MOST = 2 ** 26;

/** WebAssembly opens a network of float16 weights sooner when they come in float32. */
async function quicklyOpened(options: OpenOptions): Promise<ModelFiles> {
  const { provider, bytes } = options;
  if (provider !== "wasm" || !(bytes instanceof Uint8Array) || bytes.length > WIDENED_AT_MOST) return options;
  return { ...options, bytes: await widened(bytes) };
}

function isHuge({ provider, card, bytes }: OpenOptions): boolean {
  const own = bytes instanceof Uint8Array ? bytes.length : bytes.bytes;
  return provider === "cpu" && weightsOf(card, own) >= huge;
}

function sessionOptions(options: OpenOptions): SessionOptions {
  const { provider, threads } = options;
  return {
    executionProviders: [provider],
    graphOptimizationLevel: isHuge(options) ? "extended" : "all",
    executionMode: "sequential",
    logSeverityLevel: 4,
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
  };
}

function runnerName({ provider, threads }: OpenOptions): string {
  const names = { cpu: "ONNX Runtime native", wasm: "ONNX Runtime WebAssembly", webgpu: "ONNX Runtime native WebGPU" };
  if (threads === undefined || provider === "webgpu") return names[provider];
  return `${names[provider]}, ${threads} ${threads === 1 ? "thread" : "threads"}`;
}

async function callOn(
  backend: HostBackend,
  caller: Caller,
  card: ModelCard,
  x: Tensor,
  timestep: number,
  label: number | undefined,
): Promise<Tensor> {
  checkInput(card, x.shape, label);
  const [N, C, H, W] = x.shape;
  const contiguous = x.strideN === C * H * W;
  const data = contiguous ? backend.viewOf(x) : await backend.read(x);
  // The view is copied before anything else can make memory grow.
  const floats = await caller.call(data, x.shape, timestepValue(card, timestep), label ?? 0);
  const out = backend.alloc([N, caller.fit.outChannels, H, W]);
  backend.writeInto(out, floats);
  return out;
}

interface VjpCall {
  readonly x: Tensor;
  readonly timestep: number;
  readonly cotangent: Tensor;
  readonly label: number | undefined;
}

/** A call through the host of a backend, whatever it is. */
export async function vjpOn(
  backend: Backend,
  vjp: Vjp,
  card: ModelCard,
  { x, timestep, cotangent, label }: VjpCall,
): Promise<Tensor> {
  checkInput(card, x.shape, label);
  const [shown, weights] = [await backend.read(x), await backend.read(cotangent)];
  const floats = await vjp.call(shown, x.shape, timestepValue(card, timestep), label ?? 0, weights);
  return backend.upload(floats, x.shape);
}

/** @throws UserError `network-shape`, `network-label` when a call does not fit the card. */
export function checkInput(card: ModelCard, shape: Shape, label: number | undefined): void {
  checkPicture(card, shape);
  const { classes } = card;
  if (classes === undefined || (label !== undefined && Number.isInteger(label) && label >= 0 && label < classes.count))
    return;
  throw new UserError(
    problem(
      "network-label",
      {
        en: `The network "${card.name}" needs a label from 0 to ${classes.count - 1}, came ${label ?? "none"}.`,
        zh: `网络“${card.name}”需要 0 到 ${classes.count - 1} 的类别标签，实为 ${label ?? "无"}。`,
      },
      { en: "Wire a label into denoise/predict.", zh: "请将类别标签连到 denoise/predict。" },
    ),
  );
}
