import type { ModelCard } from "../../src/runtime/model/card.ts";
import { floatTensor, int64Tensor, node, onnxFile, value } from "../../src/runtime/model/onnx-file.ts";
import { cardOf } from "./cards.ts";

const WEIGHT = 0.8;

/** For `tanhOnnx`, which says the clean picture, within its range, and no variance. */
export const tanhCard = (size: number): ModelCard => ({
  ...cardOf("tanh", size),
  prediction_type: "x_start",
  variance: "fixed_small",
  vjp: { file: "tanh.vjp.onnx" },
});

/**
 * A little network that is no straight line, and its vector–Jacobian product:
 *
 *     out = tanh(w x + timestep / 1000)        vjp = w (1 − out²) cotangent
 */
export function tanhOnnx(size: number): { readonly bytes: Uint8Array; readonly vjp: Uint8Array } {
  const picture = ["N", 3, size, size];
  const inputs = [value("x", "float32", picture), value("timesteps", "float32", ["N"])];
  const weights = [
    int64Tensor("column", [-1, 1, 1, 1]),
    floatTensor("w", [1], Float32Array.of(WEIGHT)),
    floatTensor("scale", [1], Float32Array.of(1e-3)),
  ];
  const forward = (out: string): Uint8Array[] => [
    node("Reshape", ["timesteps", "column"], "t4"),
    node("Mul", ["t4", "scale"], "shift"),
    node("Mul", ["x", "w"], "wx"),
    node("Add", ["wx", "shift"], "sum"),
    node("Tanh", ["sum"], out),
  ];
  return {
    bytes: onnxFile({ nodes: forward("out"), weights, inputs, output: value("out", "float32", picture) }),
    vjp: onnxFile({
      nodes: [
        ...forward("said"),
        node("Mul", ["said", "said"], "square"),
        node("Sub", ["one", "square"], "slope"),
        node("Mul", ["slope", "w"], "steep"),
        node("Mul", ["steep", "cotangent"], "vjp"),
      ],
      weights: [...weights, floatTensor("one", [1], Float32Array.of(1))],
      inputs: [...inputs, value("cotangent", "float32", picture)],
      output: value("vjp", "float32", picture),
    }),
  };
}
