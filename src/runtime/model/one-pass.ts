import type { Backend, Shape, Tensor } from "../backend.ts";
import { problem, UserError } from "../problem.ts";
import type { Text } from "../text.ts";
import type { ModelCard } from "./card.ts";
import { checkPicture } from "./check-picture.ts";
import { fromHalf, toHalf } from "./half.ts";
import { blanked, maskAsSeen, outOf } from "./inpainting.ts";
import type { Network } from "./network.ts";
import { inTurn, type OrtRuntime, type Session } from "./ort.ts";
import { callProblem } from "./session.ts";

export interface OpenedSession {
  readonly ort: OrtRuntime;
  readonly backend: Backend;
  readonly card: ModelCard;
  readonly session: Session;
  readonly sha256: string;
  readonly runner: string;
}

/** Pixels that a network is shown at once. */
const MOST_PIXELS = 2 ** 17;

/**
 * A network that answers in one pass, from its session: it is called through the host, whatever the backend.
 *
 * @throws UserError `network-misfit` when the session has not the inputs and output that the card names; it is released then.
 */
export async function openOnePass(opened: OpenedSession): Promise<Network> {
  const { ort, card, session, sha256, runner } = opened;
  try {
    checkNames(card, session);
  } catch (error) {
    await inTurn(ort, () => session.release());
    throw error;
  }
  return {
    card,
    sha256,
    runner,
    call: () => Promise.reject(new UserError(noDenoiser(card))),
    answer: (inputs) => answerOf(opened, inputs),
    close: () => inTurn(ort, () => session.release()),
  };
}

/** One input of the session: `N C H W`. */
interface Fed {
  readonly name: string;
  readonly data: Float32Array;
  readonly shape: Shape;
}

async function answerOf(opened: OpenedSession, inputs: readonly Tensor[]): Promise<Tensor> {
  const { backend, card } = opened;
  const [x, second] = inputs;
  if (!x) throw new Error(`${card.name} was asked about nothing`);
  checkPicture(card, x.shape);
  const N = Math.max(...inputs.map(({ shape }) => shape[0]));
  const pictures = await spread(backend, x, N);
  const other = second && (await spread(backend, second, N));
  const [, C, H, W] = x.shape;
  const fed = feedsOf(card, pictures, other, [N, C, H, W]);
  const made = await inParts(opened, fed);
  const per = made.length / N;
  if (card.kind === "distance" && per === 1) return backend.upload(made, [N, 1, 1, 1]);
  if (card.kind === "features" && Number.isInteger(per) && per > 0) return backend.upload(made, [N, per, 1, 1]);
  if (card.kind === "inpainter" && per === C * H * W) return backend.upload(outOf(made, card), [N, C, H, W]);
  const wanted = card.kind === "inpainter" ? `${N}×${C}×${H}×${W}` : `${N}`;
  throw misfit(card, { en: `${wanted} numbers`, zh: `${wanted} 个数` }, { en: `${made.length}`, zh: `${made.length}` });
}

/** As many pictures as wanted: one stands for any. */
async function spread(backend: Backend, tensor: Tensor, N: number): Promise<Float32Array> {
  const data = new Float32Array(await backend.read(tensor));
  if (tensor.shape[0] === N) return data;
  const all = new Float32Array(N * data.length);
  for (let n = 0; n < N; n++) all.set(data, n * data.length);
  return all;
}

function feedsOf(card: ModelCard, x: Float32Array, second: Float32Array | undefined, shape: Shape): readonly Fed[] {
  const { io } = card;
  if (card.kind !== "inpainter")
    return [{ name: io.x, data: x, shape }, ...(second && io.y ? [{ name: io.y, data: second, shape }] : [])];
  if (!second) throw new Error(`${card.name} was given no mask`);
  const [N, C, H, W] = shape;
  const shown = blanked(x, second, shape, card);
  const mask = maskAsSeen(second, card);
  if (io.mask !== undefined)
    return [
      { name: io.x, data: shown, shape },
      { name: io.mask, data: mask, shape: [N, 1, H, W] },
    ];
  const joined = new Float32Array(N * (C + 1) * H * W);
  const [picture, plane] = [C * H * W, H * W];
  const isFirst = card.inpainting?.mask_channel === "first";
  for (let n = 0; n < N; n++) {
    const at = n * (picture + plane);
    joined.set(shown.subarray(n * picture, (n + 1) * picture), at + (isFirst ? plane : 0));
    joined.set(mask.subarray(n * plane, (n + 1) * plane), at + (isFirst ? 0 : picture));
  }
  return [{ name: io.x, data: joined, shape: [N, C + 1, H, W] }];
}

/** Shows a session as many pictures at once as it takes; the last part is filled up with its first picture. */
async function inParts({ ort, card, session }: OpenedSession, fed: readonly Fed[]): Promise<Float32Array> {
  const [N, , H, W] = fed[0]?.shape ?? [0, 0, 1, 1];
  const metadata = session.inputMetadata.find(({ name }) => name === card.io.x);
  const own = metadata?.isTensor === true ? metadata.shape[0] : undefined;
  const fixed = typeof own === "number" && own > 0 ? own : undefined;
  const size = fixed ?? Math.max(1, Math.min(N, Math.floor(MOST_PIXELS / (H * W))));
  const parts: Float32Array[] = [];
  for (let first = 0; first < N; first += size) {
    const count = fixed ?? Math.min(size, N - first);
    const real = Math.min(count, N - first);
    const feeds = fed.map(({ name, data, shape: [, C, h, w] }): Fed => {
      const one = C * h * w;
      const part = new Float32Array(count * one);
      for (let i = 0; i < count; i++) {
        const from = (i < real ? first + i : first) * one;
        part.set(data.subarray(from, from + one), i * one);
      }
      return { name, data: part, shape: [count, C, h, w] };
    });
    const made = await inTurn(ort, () => run(ort, session, card, feeds));
    parts.push(made.subarray(0, (made.length / count) * real));
  }
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

async function run(ort: OrtRuntime, session: Session, card: ModelCard, feeds: readonly Fed[]): Promise<Float32Array> {
  const half = (name: string): boolean =>
    session.inputMetadata.some((one) => one.name === name && one.isTensor && one.type === "float16");
  const given = Object.fromEntries(
    feeds.map(({ name, data, shape }) => {
      if (!half(name)) return [name, new ort.Tensor("float32", data, shape)];
      const bits = new Uint16Array(data.length);
      toHalf(data, bits);
      return [name, new ort.Tensor("float16", bits, shape)];
    }),
  );
  try {
    const results = await session.run(given);
    const data = results[card.io.out]?.data;
    if (data instanceof Float32Array) return new Float32Array(data);
    if (ArrayBuffer.isView(data) && results[card.io.out]?.type === "float16") {
      const wide = new Float32Array(data.byteLength / 2);
      fromHalf(new Uint16Array(data.buffer, data.byteOffset, wide.length), wide);
      return wide;
    }
    const came = results[card.io.out]?.type ?? "nothing";
    throw misfit(card, { en: "float32 or float16", zh: "float32 或 float16" }, { en: came, zh: came });
  } catch (error) {
    throw callProblem(card, error);
  }
}

function checkNames(card: ModelCard, { inputMetadata, outputMetadata }: Session): void {
  const { x, mask, y, out } = card.io;
  const wanted = [
    x,
    ...(card.kind === "inpainter" && mask ? [mask] : []),
    ...(card.kind === "distance" ? [y ?? "y"] : []),
  ];
  const list = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(", ");
  const names = inputMetadata.map(({ name }) => name);
  if (names.length !== wanted.length || wanted.some((name) => !names.includes(name)))
    throw misfit(
      card,
      { en: `inputs ${list(wanted)}`, zh: `输入 ${list(wanted)}` },
      { en: `inputs ${list(names)}`, zh: `输入 ${list(names)}` },
    );
  const outs = outputMetadata.map(({ name }) => name);
  if (!outs.includes(out))
    throw misfit(
      card,
      { en: `an output "${out}"`, zh: `输出“${out}”` },
      { en: `outputs ${list(outs)}`, zh: `输出 ${list(outs)}` },
    );
}

function misfit(card: ModelCard, want: Text, got: Text): UserError {
  return new UserError(
    problem(
      "network-misfit",
      {
        en: `The network "${card.file}" does not fit its card: expected ${want.en}, found ${got.en}.`,
        zh: `网络“${card.file}”与模型卡不符：应为${want.zh}，实为${got.zh}。`,
      },
      {
        en: "Correct kind, io, image or inpainting in the card, or choose the network that belongs to it.",
        zh: "请修正模型卡中的 kind、io、image 或 inpainting，或选择与之匹配的网络。",
      },
    ),
  );
}

function noDenoiser(card: ModelCard) {
  return problem(
    "not-a-denoiser",
    {
      en: `The network "${card.name}" is asked to remove noise, and its kind is "${card.kind ?? "denoiser"}".`,
      zh: `要求网络“${card.name}”去噪，而其 kind 为“${card.kind ?? "denoiser"}”。`,
    },
    { en: "Load a denoiser in its place.", zh: "请改为加载去噪网络。" },
  );
}
