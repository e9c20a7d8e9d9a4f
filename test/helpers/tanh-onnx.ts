import type { ModelCard } from "../../src/runtime/model/card.ts";
import { floatTensor, int64Tensor, node, onnxFile, value } from "../../src/runtime/model/onnx-file.ts";
import { cardOf } from "./cards.ts";

const WEIGHT = 0.8;
const LABELS = 20;

/** For `tanhOnnx`, which says the clean picture, within its range, and no variance. */
export const tanhCard = (size: number, labels = false): ModelCard => {
  const card = cardOf("tanh", size);
  return {
    ...card,
    image: { ...card.image, multiple_of: size },
    prediction_type: "x_start",
    variance: "fixed_small",
    vjp: { file: "tanh.vjp.onnx" },
    ...(labels && { io: { ...card.io, label: "y" }, classes: { count: LABELS + 1, null_label: LABELS } }),
  };
};

/**
 * A little network that is no straight line, for pictures of any size, and its vector–Jacobian product:
 *
 *     out = tanh(w x + timestep / 1000 + label / 100)        vjp = w (1 − out²) cotangent
 *
 * @param labels whether it takes a label.
 */
export function tanhOnnx(labels = false): { readonly bytes: Uint8Array; readonly vjp: Uint8Array } {
  const picture = ["N", 3, "H", "W"];
  const inputs = [
    value("x", "float32", picture),
    value("timesteps", "float32", ["N"]),
    ...(labels ? [value("y", "int64", ["N"])] : []),
  ];
  const weights = [
    int64Tensor("column", [-1, 1, 1, 1]),
    floatTensor("w", [1], Float32Array.of(WEIGHT)),
    floatTensor("scale", [1], Float32Array.of(1e-3)),
    ...(labels ? [floatTensor("step", [1], Float32Array.of(1e-2))] : []),
  ];
  const forward = (out: string): Uint8Array[] => [
    node("Reshape", ["timesteps", "column"], "t4"),
    node("Mul", ["t4", "scale"], labels ? "late" : "shift"),
    ...(labels
      ? [
          node("Cast", ["y"], "label", [["to", 1]]),
          node("Reshape", ["label", "column"], "label4"),
          node("Mul", ["label4", "step"], "kind"),
          node("Add", ["late", "kind"], "shift"),
        ]
      : []),
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
