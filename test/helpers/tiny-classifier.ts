import type { ModelCard } from "../../src/runtime/model/card.ts";
import { cardOf } from "./cards.ts";
import { floatTensor, int64Tensor, node, onnxFile, value } from "../../src/runtime/model/onnx-file.ts";

const CLASSES = 4;

/** The card of `tinyClassifier`. */
export function classifierCard(name: string, size: number): ModelCard {
  const { prediction_type: _, variance: __, clip_denoised: ___, ...card } = cardOf(name, size);
  const io = { x: "x", timesteps: "timesteps", label: "label", out: "gradient" };
  return { ...card, kind: "classifier", classes: { count: CLASSES }, io };
}

/** A classifier whose gradient is known in closed form: logits z = x W + b τ / 1000. */
export interface TinyClassifier {
  readonly bytes: Uint8Array;
  readonly card: ModelCard;
  /** log p(label | x) of one picture, in float64. */
  logLikelihood(x: ArrayLike<number>, timestep: number, label: number): number;
  /** Its gradient: W (1[label] − softmax(z)). */
  gradient(x: ArrayLike<number>, timestep: number, label: number): Float64Array;
}

/** Writes the gradient of a linear classifier of pictures `3 size size` as ONNX, of the form that tools/export writes. */
export function tinyClassifier(size: number): TinyClassifier {
  const D = 3 * size * size;
  const W = Float32Array.from({ length: D * CLASSES }, (_, i) => Math.sin(i * 1.7 + Math.floor(i / 7)) / 8);
  const b = Float32Array.from({ length: CLASSES }, (_, k) => 1 - k / 2);
  const logits = (x: ArrayLike<number>, timestep: number): Float64Array =>
    Float64Array.from(b, (bias, k) => {
      let sum = (bias * timestep) / 1000;
      for (let d = 0; d < D; d++) sum += (x[d] ?? NaN) * (W[d * CLASSES + k] ?? NaN);
      return sum;
    });
  const logP = (x: ArrayLike<number>, timestep: number): Float64Array => {
    const z = logits(x, timestep);
    const most = Math.max(...z);
    const total = most + Math.log(z.reduce((sum, value) => sum + Math.exp(value - most), 0));
    return z.map((value) => value - total);
  };
  return {
    bytes: file(size, W, b),
    card: classifierCard("guide", size),
    logLikelihood: (x, timestep, label) => logP(x, timestep)[label] ?? NaN,
    gradient: (x, timestep, label) => {
      const rest = logP(x, timestep).map((value, k) => (k === label ? 1 : 0) - Math.exp(value));
      return Float64Array.from({ length: D }, (_, d) =>
        rest.reduce((sum, value, k) => sum + value * (W[d * CLASSES + k] ?? NaN), 0),
      );
    },
  };
}

function file(size: number, W: Float32Array, b: Float32Array): Uint8Array {
  const D = 3 * size * size;
  const turned = W.map((_, i) => W[(i % D) * CLASSES + Math.floor(i / D)] ?? NaN);
  return onnxFile({
    nodes: [
      node("Reshape", ["x", "flat"], "row"),
      node("MatMul", ["row", "W"], "xW"),
      node("Reshape", ["timesteps", "column"], "tau"),
      node("Mul", ["tau", "b"], "bias"),
      node("Add", ["xW", "bias"], "z"),
      node("Softmax", ["z"], "p"),
      node("Cast", ["label"], "label32", [["to", 1]]),
      node("Reshape", ["label32", "column"], "wanted"),
      node("Equal", ["wanted", "classes"], "is"),
      node("Cast", ["is"], "one", [["to", 1]]),
      node("Sub", ["one", "p"], "rest"),
      node("MatMul", ["rest", "turned"], "g"),
      node("Reshape", ["g", "picture"], "gradient"),
    ],
    weights: [
      int64Tensor("flat", [-1, D]),
      int64Tensor("column", [-1, 1]),
      int64Tensor("picture", [-1, 3, size, size]),
      floatTensor("W", [D, CLASSES], W),
      floatTensor("turned", [CLASSES, D], turned),
      floatTensor(
        "b",
        [1, CLASSES],
        b.map((value) => value / 1000),
      ),
      floatTensor(
        "classes",
        [1, CLASSES],
        b.map((_, k) => k),
      ),
    ],
    inputs: [
      value("x", "float32", ["N", 3, size, size]),
      value("timesteps", "float32", ["N"]),
      value("label", "int32", ["N"]),
    ],
    output: value("gradient", "float32", ["N", 3, size, size]),
  });
}
