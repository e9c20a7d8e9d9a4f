import { registry } from "../../src/nodes/index.ts";
import type { Backend, Shape } from "../../src/runtime/backend.ts";
import { execute } from "../../src/runtime/execute.ts";
import { plan } from "../../src/runtime/graph/plan.ts";
import type { ModelCard } from "../../src/runtime/model/card.ts";
import { completeCard, type WrittenCard } from "../../src/runtime/model/complete-card.ts";
import type { Network } from "../../src/runtime/model/network.ts";
import { readHeader } from "../../src/runtime/model/onnx-header.ts";
import { sourceOf } from "../../src/runtime/model/onnx-reader.ts";
import { toModel } from "../../src/runtime/model/range.ts";
import type { Picture } from "../../src/runtime/node.ts";
import { cardOf } from "./cards.ts";
import { repaintGraph } from "./graphs.ts";
import { oracleOnnx, type OracleShape } from "./oracle-onnx.ts";

/** A kind of network that people have: what it is like, and what a reader has to write about it. */
export interface NetworkKind {
  readonly title: string;
  readonly truth: Partial<ModelCard>;
  readonly shape?: OracleShape;
  /** The card as a person would write it: only what the file does not say. */
  readonly written: WrittenCard;
  readonly batch?: number;
  /** Why ONNX Runtime's WebGPU cannot read it; the page then takes WebAssembly. */
  readonly notOnGpu?: string;
}

const base = cardOf("oracle", 8);
const image = (change: Partial<ModelCard["image"]>): Pick<ModelCard, "image"> => ({
  image: { ...base.image, ...change },
});
const diffusers = { x: "sample", timesteps: "timestep", out: "out_sample" };
const standard = { range: [0, 1] as const, mean: [0.485, 0.456, 0.406], scale: [0.229, 0.224, 0.225] };

export const networkKinds: readonly NetworkKind[] = [
  { title: "guided-diffusion: ε, learned range, float32 timesteps, no card", truth: {}, written: {} },
  {
    title: "diffusers: its names, int64 timestep as a scalar, fixed variance",
    truth: { io: diffusers, variance: "fixed_small" },
    shape: { timestepsType: "int64", timestepsShape: [] },
    written: { beta_schedule: "linear", prediction_type: "epsilon", variance: "fixed_small" },
  },
  {
    title: "v_prediction, int32 timesteps, t and x",
    truth: { io: { x: "x", timesteps: "t", out: "eps" }, prediction_type: "v", variance: "fixed_large" },
    shape: { timestepsType: "int32" },
    written: { prediction_type: "v_prediction", variance: "fixed_large" },
  },
  {
    title: "sample prediction, cosine, pictures in [0, 1]",
    truth: {
      ...image({ range: [0, 1] }),
      prediction_type: "x_start",
      variance: "fixed_small",
      beta_schedule: { kind: "cosine", s: 0.008, max_beta: 0.999 },
    },
    written: { prediction_type: "sample", beta_schedule: "squaredcos_cap_v2", image: { range: [0, 1] } },
  },
  {
    title: "z-scored by channel, as torchvision does",
    truth: image(standard),
    written: { image: standard },
  },
  { title: "half precision in and out", truth: {}, shape: { xType: "float16", outType: "float16" }, written: {} },
  {
    title: "half precision everywhere, timesteps too",
    truth: { prediction_type: "v" },
    shape: { xType: "float16", outType: "float16", timestepsType: "float16" },
    written: { prediction_type: "v" },
  },
  {
    title: "float64 timesteps",
    truth: {},
    shape: { timestepsType: "float64" },
    written: {},
    notOnGpu: "it has no Cast from float64 (onnxruntime-web 1.30)",
  },
  { title: "one channel", truth: image({ channels: 1 }), written: {} },
  { title: "four channels", truth: image({ channels: 4 }), written: {} },
  { title: "seven channels, not square", truth: image({ channels: 7, height: 4, width: 12 }), written: {} },
  {
    title: "a static batch of one, asked for three",
    truth: { prediction_type: "v", variance: "fixed_small" },
    shape: { batch: 1 },
    written: { prediction_type: "v", variance: "fixed_small" },
    batch: 3,
  },
  {
    title: "one timestep for any batch",
    truth: {},
    shape: { timestepsShape: [1], timestepsType: "int64" },
    written: {},
    batch: 2,
  },
  {
    title: "free height and width",
    truth: image({ height: 12, width: 6 }),
    shape: { height: "H", width: "W" },
    written: { image: { height: 12, width: 6 } },
  },
];

/** A kind as its file and the card that its reader gets. */
export async function networkOf({
  truth,
  shape,
  written,
}: NetworkKind): Promise<{ card: ModelCard; bytes: Uint8Array; answer: Picture }> {
  const full: ModelCard = { ...base, ...truth };
  const { channels: C, height: H, width: W } = full.image;
  const answer: Picture = { shape: [1, C, H, W], data: pattern(C * H * W, 3) };
  const bytes = oracleOnnx(full, toModel(answer.data, answer.shape, full.image), shape);
  const network = await readHeader(sourceOf(bytes));
  if (!network) throw new Error("no header");
  return { card: completeCard(written, { file: "oracle.onnx", network }).card, bytes, answer };
}

/** Numbers from −1 to 1, all over. */
function pattern(length: number, seed: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => ((i * 37 + seed * 11) % 64) / 31.5 - 1);
}

/**
 * Runs the ordinary graph with the left half known.
 *
 * @returns the largest difference from the closed form: the given picture on the left, the network's on the right.
 */
export async function runKind(
  { batch = 1 }: NetworkKind,
  network: Network,
  backend: Backend,
  answer: Picture,
): Promise<number> {
  const [, C, H, W] = answer.shape;
  const given = pattern(C * H * W, 5);
  const picture: Picture = { shape: [1, C, H, W], data: given.map((v) => (v + 1) / 2) };
  const references = { model: "bundled:faces64", image: "sample:face-1000000" };
  const env = {
    cards: new Map([[references.model, network.card]]),
    images: new Map([[references.image, [H, W] as const]]),
  };
  const graph = repaintGraph({ T: 6, jumps: [{ jump_length: 2, jump_n_sample: 2 }], batch });
  let saved: Picture | undefined;
  const run = execute(plan(graph, registry, env), {
    backend,
    networks: new Map([[references.model, network]]),
    images: new Map([[references.image, picture]]),
  });
  for await (const { artifacts } of run)
    for (const artifact of artifacts) if (artifact.kind === "save") saved = artifact.picture;
  const expected: Shape = [batch, C, H, W];
  if (saved?.shape.join() !== expected.join()) throw new Error(`the result is ${saved?.shape.join()}`);
  return saved.data.reduce((most, value, i) => {
    const p = i % (C * H * W);
    const wanted = p % W < W / 2 ? given[p] : answer.data[p];
    return Math.max(most, Math.abs(value - (wanted ?? NaN)));
  }, 0);
}

/** What is asked of the difference: eleven bits of half precision, against float32. */
export const toleranceOf = ({ shape }: NetworkKind): number => (shape?.xType === "float16" ? 2e-3 : 2e-5);
