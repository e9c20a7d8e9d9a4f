import { elementTypes, floatTensor, int64Tensor, node, onnxFile, value } from "../../src/runtime/model/onnx-file.ts";

/** What a little network that answers in one pass looks like from outside. */
export interface OnePassShape {
  readonly kind: "inpainter" | "distance" | "features";
  readonly size?: number;
  /** A number, or any. */
  readonly batch?: number;
  /** The mask is a channel of x. */
  readonly joined?: "first" | "last";
  /** float16 in and out. */
  readonly half?: boolean;
}

/**
 * Writes a little ONNX network:
 *
 *     inpainter   out = image + 0.5 mask
 *     distance    out = mean (x − y)²
 *     features    out = [mean of each channel]
 */
export function onePassOnnx({ kind, size = 4, batch, joined: as, half = false }: OnePassShape): Uint8Array {
  const N = batch ?? "N";
  const type = half ? "float16" : "float32";
  const [wide, narrow] = [
    (from: string, to: string) => node("Cast", [from], to, [["to", elementTypes.float32]]),
    (from: string, to: string) => node("Cast", [from], to, [["to", elementTypes[type]]]),
  ];
  const picture = (channels: number): (number | string)[] => [N, channels, size, size];
  const factor = (name: string, number: number): Uint8Array => floatTensor(name, [1], Float32Array.of(number));
  const half_ = factor("half", 0.5);
  if (kind === "inpainter") {
    const inputs = as
      ? [value("x", type, picture(4))]
      : [value("image", type, picture(3)), value("mask", type, picture(1))];
    const [mask, image] = as === "first" ? [0, 1] : [3, 0];
    const take = (from: string, channels: readonly number[], to: string): Uint8Array[] => [
      node("Gather", [from, `at ${to}`], to, [["axis", 1]]),
    ];
    const nodes = as
      ? [wide("x", "x32"), ...take("x32", [mask], "mask32"), ...take("x32", [image, image + 1, image + 2], "image32")]
      : [wide("image", "image32"), wide("mask", "mask32")];
    const weights = as
      ? [half_, int64Tensor("at mask32", [mask]), int64Tensor("at image32", [image, image + 1, image + 2])]
      : [half_];
    return onnxFile({
      nodes: [
        ...nodes,
        node("Mul", ["mask32", "half"], "marked"),
        node("Add", ["image32", "marked"], "sum"),
        narrow("sum", "out"),
      ],
      weights,
      inputs,
      output: value("out", type, picture(3)),
    });
  }
  if (kind === "distance")
    return onnxFile({
      nodes: [
        node("Sub", ["x", "y"], "d"),
        node("Mul", ["d", "d"], "dd"),
        node("ReduceSum", ["dd", "axes"], "total"),
        node("Mul", ["total", "share"], "out"),
      ],
      weights: [int64Tensor("axes", [1, 2, 3]), factor("share", 1 / (3 * size * size))],
      inputs: [value("x", "float32", picture(3)), value("y", "float32", picture(3))],
      output: value("out", "float32", [N, 1, 1, 1]),
    });
  return onnxFile({
    nodes: [node("GlobalAveragePool", ["x"], "pooled"), node("Flatten", ["pooled"], "out")],
    weights: [],
    inputs: [value("x", "float32", picture(3))],
    output: value("out", "float32", [N, 3]),
  });
}
