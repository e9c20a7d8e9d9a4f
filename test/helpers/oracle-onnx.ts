import { betasOf } from "../../src/runtime/diffusion/betas.ts";
import type { ModelCard } from "../../src/runtime/model/card.ts";
import {
  elementTypes,
  floatTensor,
  int64Tensor,
  node,
  onnxFile,
  value,
  type ElementType,
} from "../../src/runtime/model/onnx-file.ts";

/** What an oracle looks like from outside. */
export interface OracleShape {
  readonly xType?: ElementType;
  readonly timestepsType?: ElementType;
  readonly outType?: ElementType;
  /** A number, or a name where any will do. */
  readonly batch?: number | string;
  readonly height?: number | string;
  readonly width?: number | string;
  /** Dimensions of the timesteps; `["N"]` where nothing is said. */
  readonly timestepsShape?: readonly (number | string)[];
}

/**
 * A network that knows the clean picture x_0 and answers as a perfect denoiser would, in closed form:
 *
 *     out = a[t] x_t + b[t] x_0
 *     epsilon   a = 1 / √(1 − ᾱ)        b = −√ᾱ / √(1 − ᾱ)
 *     v         a = √ᾱ / √(1 − ᾱ)       b = −1 / √(1 − ᾱ)
 *     x_start   a = 0                    b = 1
 *
 * So every run ends with x_0. A learned variance is said to be in the middle of its range (v = 0).
 *
 * @param x_start `C H W`, in the values that the network sees.
 */
export function oracleOnnx(card: ModelCard, x_start: Float32Array, shape: OracleShape = {}): Uint8Array {
  const { xType = "float32", timestepsType = "float32", outType = "float32", batch = "N" } = shape;
  const { channels: C, height: H, width: W } = card.image;
  const [a, b] = tables(card);
  const outChannels = card.variance === "learned_range" ? 2 * C : C;
  const size = (channels: number) => [batch, channels, shape.height ?? H, shape.width ?? W];
  const nodes = [
    node("Cast", [card.io.x], "x32", [["to", elementTypes.float32]]),
    node("Cast", [card.io.timesteps], "index", [["to", elementTypes.int64]]),
    node("Reshape", ["index", "row"], "flat"),
    ...["a", "b"].flatMap((name) => [
      node("Gather", [name, "flat"], `${name}t`),
      node("Reshape", [`${name}t`, "column"], `${name}4`),
    ]),
    node("Mul", ["x32", "a4"], "ax"),
    node("Mul", ["x_start", "b4"], "bx"),
    node("Add", ["ax", "bx"], "said"),
    node("Sub", ["said", "said"], "nothing"),
    node("Concat", card.variance === "learned_range" ? ["said", "nothing"] : ["said"], "all", [["axis", 1]]),
    node("Cast", ["all"], card.io.out, [["to", elementTypes[outType]]]),
  ];
  return onnxFile({
    nodes,
    weights: [
      floatTensor("a", [a.length], a),
      floatTensor("b", [b.length], b),
      floatTensor("x_start", [1, C, H, W], x_start),
      int64Tensor("column", [-1, 1, 1, 1]),
      int64Tensor("row", [-1]),
    ],
    inputs: [
      value(card.io.x, xType, size(C)),
      value(card.io.timesteps, timestepsType, shape.timestepsShape ?? [batch]),
    ],
    output: value(card.io.out, outType, size(outChannels)),
  });
}

function tables({
  prediction_type,
  beta_schedule,
  num_train_timesteps,
}: ModelCard): readonly [Float32Array, Float32Array] {
  let product = 1;
  const alphas_cumprod = betasOf(beta_schedule, num_train_timesteps).map((beta) => (product *= 1 - beta));
  const table = (of: (A: number) => number): Float32Array => Float32Array.from(alphas_cumprod, of);
  if (prediction_type === "x_start") return [table(() => 0), table(() => 1)];
  if (prediction_type === "v") return [table((A) => Math.sqrt(A / (1 - A))), table((A) => -1 / Math.sqrt(1 - A))];
  return [table((A) => 1 / Math.sqrt(1 - A)), table((A) => -Math.sqrt(A / (1 - A)))];
}
