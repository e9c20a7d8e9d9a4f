import type { Shape } from "../backend.ts";
import { problem, UserError } from "../problem.ts";
import type { ModelCard } from "./card.ts";
import type { Fit, FloatType, NumberType } from "./fit.ts";
import { fromHalf, toHalf } from "./half.ts";
import { inTurn, type OrtRuntime, type Session } from "./ort.ts";
import { callProblem } from "./session.ts";

/** Feeds of one shape, kept from call to call. */
interface Feeds {
  readonly shape: Shape;
  readonly x: Float32Array | Uint16Array;
  readonly timesteps: NumberArray;
  readonly label: NumberArray | undefined;
  readonly cotangent: Float32Array | Uint16Array | undefined;
  readonly feeds: Parameters<Session["run"]>[0];
  readonly fetches: Parameters<Session["run"]>[1];
  /** Where half precision is widened. */
  readonly wide: Float32Array | undefined;
}

/** What a call is shown, besides the level. */
interface Shown {
  readonly x: Float32Array;
  readonly cotangent?: Float32Array;
}

type NumberArray = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint16Array;

/** Calls a session with host memory. One call at a time per runtime; buffers are reused between calls. */
export class Caller {
  private kept: Feeds | undefined;
  /** Calls that are not done. */
  private open = 0;
  readonly ort: OrtRuntime;
  readonly session: Session;
  readonly card: ModelCard;
  readonly fit: Fit;
  /** Native sessions write into a tensor given to them; WebAssembly's would leave it in its own memory. */
  readonly writesOut: boolean;

  constructor(ort: OrtRuntime, session: Session, card: ModelCard, fit: Fit, writesOut: boolean) {
    this.ort = ort;
    this.session = session;
    this.card = card;
    this.fit = fit;
    this.writesOut = writesOut;
  }

  /**
   * @param cotangent like x: of a vector–Jacobian product, and of nothing else.
   * @returns `N · out · H · W` floats that are valid until the next call.
   */
  call(
    x: Float32Array,
    shape: Shape,
    timestep: number,
    label: number,
    cotangent?: Float32Array,
  ): Promise<Float32Array> {
    // Both may be views of memory that grows while this call waits for its turn, so they are copied at once: to where the
    // session reads them, unless another call is at work there.
    const batch = this.fit.batch ?? partOf(shape);
    const isFree = this.open === 0 && batch === shape[0];
    const shown: Shown = {
      x: isFree ? x : x.slice(),
      ...(cotangent && { cotangent: isFree ? cotangent : cotangent.slice() }),
    };
    if (isFree) this.feed(shown, shape);
    this.open++;
    const work = (): Promise<Float32Array> => {
      if (batch !== shape[0]) return this.inParts(shown, shape, batch, timestep, label);
      if (!isFree) this.feed(shown, shape);
      return this.runOnce(shape, timestep, label);
    };
    return inTurn(this.ort, () => work().finally(() => this.open--));
  }

  /** A network exported for one batch size, and one asked for very many pictures, takes N samples in parts; the last part is filled up with its first sample. */
  private async inParts(
    { x, cotangent }: Shown,
    [N, C, H, W]: Shape,
    batch: number,
    timestep: number,
    label: number,
  ): Promise<Float32Array> {
    const size = C * H * W;
    const outSize = this.fit.outChannels * H * W;
    const result = new Float32Array(N * outSize);
    const part = new Float32Array(batch * size);
    const partOfCotangent = cotangent && new Float32Array(batch * size);
    for (let first = 0; first < N; first += batch) {
      const count = Math.min(batch, N - first);
      part.set(x.subarray(first * size, (first + count) * size));
      if (cotangent && partOfCotangent) partOfCotangent.set(cotangent.subarray(first * size, (first + count) * size));
      const partShape: Shape = [batch, C, H, W];
      this.feed({ x: part, ...(partOfCotangent && { cotangent: partOfCotangent }) }, partShape);
      const floats = await this.runOnce(partShape, timestep, label);
      result.set(floats.subarray(0, count * outSize), first * outSize);
    }
    return result;
  }

  /** Copies what a call is shown to where the session reads it. */
  private feed({ x, cotangent }: Shown, shape: Shape): void {
    const kept = this.feedsFor(shape);
    put(x, kept.x);
    if (cotangent && kept.cotangent) put(cotangent, kept.cotangent);
  }

  private async runOnce(shape: Shape, timestep: number, label: number): Promise<Float32Array> {
    const kept = this.feedsFor(shape);
    fill(kept.timesteps, timestep);
    if (kept.label) fill(kept.label, label);
    try {
      const results = await this.session.run(kept.feeds, kept.fetches);
      return this.outputOf(results[this.card.io.out], kept);
    } catch (error) {
      throw callProblem(this.card, error);
    }
  }

  private outputOf(value: Awaited<ReturnType<Session["run"]>>[string] | undefined, kept: Feeds): Float32Array {
    const data = value?.data;
    const [N, , height, width] = kept.shape;
    const expected = N * this.fit.outChannels * height * width;
    if (data instanceof Float32Array && data.length === expected) return data;
    if (kept.wide && ArrayBuffer.isView(data) && data.byteLength === 2 * expected) {
      fromHalf(new Uint16Array(data.buffer, data.byteOffset, expected), kept.wide);
      return kept.wide;
    }
    const dims = value?.dims.join(", ") ?? "";
    throw new UserError(
      problem(
        "network-misfit",
        {
          en: `The network "${this.card.file}" gave [${dims}], expected [${N}, ${this.fit.outChannels}, ${height}, ${width}].`,
          zh: `网络“${this.card.file}”输出 [${dims}]，应为 [${N}, ${this.fit.outChannels}, ${height}, ${width}]。`,
        },
        { en: "Correct image or variance in the card.", zh: "请修正模型卡中的 image 或 variance。" },
      ),
    );
  }

  private feedsFor(shape: Shape): Feeds {
    if (String(this.kept?.shape) === String(shape) && this.kept) return this.kept;
    const { ort, card, fit } = this;
    const [N, C, H, W] = shape;
    const x = floatArray(fit.x, N * C * H * W);
    const count = fit.timestepCount ?? N;
    const timesteps = numberArray(fit.timesteps, fit.scalarTimesteps ? 1 : count);
    const label = fit.label === undefined ? undefined : numberArray(fit.label, N);
    const cotangent = fit.cotangent === undefined ? undefined : floatArray(fit.cotangent, N * C * H * W);
    const size = N * fit.outChannels * H * W;
    const out = this.writesOut ? floatArray(fit.out, size) : undefined;
    this.kept = {
      shape,
      x,
      timesteps,
      label,
      cotangent,
      wide: fit.out === "float16" ? new Float32Array(size) : undefined,
      feeds: {
        [card.io.x]: new ort.Tensor(fit.x, x, [N, C, H, W]),
        [card.io.timesteps]: new ort.Tensor(fit.timesteps, timesteps, fit.scalarTimesteps ? [] : [count]),
        ...(label && fit.label && card.io.label ? { [card.io.label]: new ort.Tensor(fit.label, label, [N]) } : {}),
        ...(cotangent && fit.cotangent && card.io.cotangent
          ? { [card.io.cotangent]: new ort.Tensor(fit.cotangent, cotangent, [N, C, H, W]) }
          : {}),
      },
      fetches: out ? { [card.io.out]: new ort.Tensor(fit.out, out, [N, fit.outChannels, H, W]) } : [card.io.out],
    };
    return this.kept;
  }
}

function put(values: Float32Array, into: Float32Array | Uint16Array): void {
  if (into instanceof Uint16Array) toHalf(values, into);
  else into.set(values);
}

function floatArray(type: FloatType, length: number): Float32Array | Uint16Array {
  return type === "float32" ? new Float32Array(length) : new Uint16Array(length);
}

/** Pixels that a network is shown at once: more would take memory, and no less time. */
const MOST_PIXELS = 2 ** 17;

/** How many of N pictures are shown at once: all, or parts as equal as can be. */
function partOf([N, , H, W]: Shape): number {
  const most = Math.max(1, Math.floor(MOST_PIXELS / (H * W)));
  return Math.ceil(N / Math.ceil(N / most));
}

function numberArray(type: NumberType, length: number): NumberArray {
  switch (type) {
    case "float32":
    case "float16":
      return floatArray(type, length);
    case "float64":
      return new Float64Array(length);
    case "int32":
      return new Int32Array(length);
    case "int64":
      return new BigInt64Array(length);
  }
}

function fill(array: NumberArray, value: number): void {
  if (array instanceof BigInt64Array) array.fill(BigInt(Math.round(value)));
  else if (array instanceof Uint16Array) toHalf(new Float32Array(array.length).fill(value), array);
  else array.fill(array instanceof Int32Array ? Math.round(value) : value);
}
