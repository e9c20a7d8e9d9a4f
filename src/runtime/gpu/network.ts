import type { Tensor as OrtTensor } from "onnxruntime-common";
import type { Tensor } from "../backend.ts";
import { isOnePass, type ModelCard } from "../model/card.ts";
import { fitOf, timestepValue, type Fit } from "../model/fit.ts";
import { checkIdentity } from "../model/identity.ts";
import type { Network } from "../model/network.ts";
import { checkInput, vjpOn } from "../model/open.ts";
import { openOnePass } from "../model/one-pass.ts";
import { inTurn, type ModelFiles, type OrtRuntime, type Session, type SessionOptions } from "../model/ort.ts";
import { callProblem, createSession } from "../model/session.ts";
import { hasVjp, Vjp } from "../model/vjp.ts";
import { UserError } from "../problem.ts";
import type { GpuBackend } from "./backend.ts";
import { Caller } from "../model/caller.ts";
import { PerSample, type BufferNumber } from "./per-sample.ts";
import { deviceLost } from "./problems.ts";

export interface OpenGpuOptions extends ModelFiles {
  /** `onnxruntime-web/jspi` or `onnxruntime-web/webgpu`, with its `env.wasm.wasmPaths` set. */
  readonly ort: OrtRuntime;
  /** The network runs on this backend's device. */
  readonly backend: GpuBackend;
  readonly card: ModelCard;
  /** The adapter's name, for people. */
  readonly adapter: string;
  readonly preferredLayout?: "NCHW" | "NHWC";
}

/** Calls that may be on their way to the GPU at once: one that runs and one that waits, so that a cancel comes soon. */
const callsAhead = 2;

/**
 * Opens a network on the device of a GPU backend: what it reads and writes stays there. Shaders are compiled here, by a
 * first call, and not in the middle of a run.
 *
 * @throws UserError `model-corrupt`, `model-missing`, `network-misfit`, `out-of-memory`, `device-lost`.
 */
export async function openGpuNetwork(options: OpenGpuOptions): Promise<Network> {
  const { ort, backend, card } = options;
  const sha256 = await checkIdentity(card, options);
  const session = await createSession(ort, card, options, sessionOptions(options));
  const runner = `WebGPU (${options.adapter})`;
  if (isOnePass(card)) return await openOnePass({ ort, backend, card, session, sha256, runner });
  const fitted = fitOf(card, session);
  if ("problems" in fitted) {
    await inTurn(ort, () => session.release());
    throw new UserError(...fitted.problems);
  }
  const { fit } = fitted;
  const caller = isPlain(fit)
    ? new GpuCaller(ort, session, backend, card, fit)
    : new HostedCaller(new Caller(ort, session, card, fit, false), backend);
  const vjp = hasVjp(card, options) ? new Vjp(ort, card, options, sessionOptions(options), false) : undefined;
  try {
    await caller.warmUp();
  } catch (error) {
    await caller.close();
    throw error;
  }
  return {
    card,
    sha256,
    runner,
    call: (x, timestep, label) => caller.call(x, timestep, label),
    ...(vjp && {
      vjp: (x: Tensor, timestep: number, cotangent: Tensor, label?: number) =>
        vjpOn(backend, vjp, card, { x, timestep, cotangent, label }),
    }),
    close: async () => {
      await vjp?.close();
      await caller.close();
    },
  };
}

function sessionOptions({ backend, preferredLayout }: OpenGpuOptions): SessionOptions {
  const webgpu = { name: "webgpu", device: backend.device, ...(preferredLayout ? { preferredLayout } : {}) } as const;
  return { executionProviders: [webgpu], graphOptimizationLevel: "all", logSeverityLevel: 4 };
}

/** A fit whose every tensor is one that the backend keeps on the device. */
type PlainFit = Fit & { readonly timesteps: BufferNumber; readonly label?: BufferNumber };

function isPlain(fit: Fit): fit is PlainFit {
  const plain = (type: string): boolean => type === "float32" || type === "int32" || type === "int64";
  return fit.x === "float32" && fit.out === "float32" && plain(fit.timesteps) && plain(fit.label ?? "float32");
}

/** Calls a network with half-precision doors: what it is shown and what it says pass through the host, where they are converted. */
class HostedCaller {
  readonly #caller: Caller;
  readonly #backend: GpuBackend;
  #lost: string | undefined;

  constructor(caller: Caller, backend: GpuBackend) {
    this.#caller = caller;
    this.#backend = backend;
    void backend.lost.then((reason) => (this.#lost = reason));
  }

  async warmUp(): Promise<void> {
    const { image, classes } = this.#caller.card;
    const shape = [1, image.channels, image.height, image.width] as const;
    const x = this.#backend.upload(new Float32Array(shape[1] * shape[2] * shape[3]), shape);
    try {
      this.#backend.free(await this.call(x, 0, classes ? 0 : undefined));
    } finally {
      this.#backend.free(x);
    }
  }

  async call(x: Tensor, timestep: number, label?: number): Promise<Tensor> {
    const { card, fit } = this.#caller;
    checkInput(card, x.shape, label);
    if (this.#lost !== undefined) throw deviceLost(this.#lost);
    const [N, , H, W] = x.shape;
    const data = await this.#backend.read(x);
    try {
      const floats = await this.#caller.call(data, x.shape, timestepValue(card, timestep), label ?? 0);
      return this.#backend.upload(floats, [N, fit.outChannels, H, W]);
    } catch (error) {
      throw this.#lost === undefined ? error : deviceLost(this.#lost);
    }
  }

  close(): Promise<void> {
    return inTurn(this.#caller.ort, () => this.#caller.session.release());
  }
}

function nothing(): void {}

/** Calls a session whose inputs and outputs are buffers of one device. */
class GpuCaller {
  readonly #ort: OrtRuntime;
  readonly #session: Session;
  readonly #backend: GpuBackend;
  readonly #card: ModelCard;
  readonly #fit: PlainFit;
  readonly #timesteps: PerSample;
  readonly #labels: PerSample | undefined;
  /** Ends of the calls that the GPU has not finished. */
  readonly #ahead: Promise<void>[] = [];
  #lost: string | undefined;
  #closed = false;

  constructor(ort: OrtRuntime, session: Session, backend: GpuBackend, card: ModelCard, fit: PlainFit) {
    this.#ort = ort;
    this.#session = session;
    this.#backend = backend;
    this.#card = card;
    this.#fit = fit;
    this.#timesteps = new PerSample(backend.device, fit.timesteps, fit.scalarTimesteps);
    this.#labels = fit.label === undefined ? undefined : new PerSample(backend.device, fit.label, false);
    // A call on a lost device resolves without an error (onnxruntime-web 1.30), so the loss is watched here.
    void backend.lost.then((reason) => (this.#lost = reason));
  }

  async warmUp(): Promise<void> {
    const { height, width, channels } = this.#card.image;
    const x = this.#backend.upload(new Float32Array(channels * height * width), [1, channels, height, width]);
    try {
      this.#backend.free(await this.call(x, 0, this.#card.classes ? 0 : undefined));
      await this.#backend.idle();
    } finally {
      this.#backend.free(x);
    }
  }

  async call(x: Tensor, timestep: number, label?: number): Promise<Tensor> {
    checkInput(this.#card, x.shape, label);
    const [N, , H, W] = x.shape;
    return inTurn(this.#ort, async () => {
      this.#checkAlive();
      while (this.#ahead.length >= callsAhead) await this.#ahead.shift();
      const out = this.#backend.alloc([N, this.#fit.outChannels, H, W]);
      try {
        await this.#run(x, timestepValue(this.#card, timestep), label ?? 0, out);
        this.#checkAlive();
        this.#ahead.push(this.#backend.device.queue.onSubmittedWorkDone().then(nothing, nothing));
        return out;
      } catch (error) {
        this.#backend.free(out);
        throw this.#lost === undefined ? callProblem(this.#card, error) : deviceLost(this.#lost);
      }
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await inTurn(this.#ort, () => this.#session.release());
    this.#timesteps.destroy();
    this.#labels?.destroy();
  }

  #checkAlive(): void {
    if (this.#lost !== undefined) throw deviceLost(this.#lost);
    if (this.#closed) throw new Error("a closed network was called");
  }

  /** Networks read whole buffers, so a view is copied first; one exported for a fixed batch takes N in parts. */
  async #run(x: Tensor, timestep: number, label: number, out: Tensor): Promise<void> {
    const [N, C, H, W] = x.shape;
    const batch = this.#fit.batch ?? N;
    if (batch === N && x.offset === 0 && x.strideN === C * H * W) return this.#runOnce(x, timestep, label, out);
    const part = this.#backend.alloc([batch, C, H, W]);
    const partOut = this.#backend.alloc([batch, this.#fit.outChannels, H, W]);
    try {
      for (let first = 0; first < N; first += batch) {
        const count = Math.min(batch, N - first);
        this.#backend.copy(x, first, part, 0, count);
        await this.#runOnce(part, timestep, label, partOut);
        this.#backend.copy(partOut, 0, out, first, count);
      }
    } finally {
      this.#backend.free(part);
      this.#backend.free(partOut);
    }
  }

  async #runOnce(x: Tensor, timestep: number, label: number, out: Tensor): Promise<void> {
    const { io } = this.#card;
    const feeds = {
      [io.x]: this.#wrap(x),
      [io.timesteps]: this.#timesteps.tensor(this.#ort, this.#fit.timestepCount ?? x.shape[0], timestep),
    };
    if (io.label !== undefined && this.#labels) feeds[io.label] = this.#labels.tensor(this.#ort, x.shape[0], label);
    this.#backend.flush();
    await this.#session.run(feeds, { [io.out]: this.#wrap(out) });
  }

  #wrap(tensor: Tensor): OrtTensor {
    return this.#ort.Tensor.fromGpuBuffer(this.#backend.bufferOf(tensor), { dataType: "float32", dims: tensor.shape });
  }
}
