import {
  elementTypes,
  field,
  int64Tensor,
  joined,
  node,
  onnxFile,
  text,
  value,
  varint,
  type ElementType,
} from "../../src/runtime/model/onnx-file.ts";

/** What the little network looks like from outside. */
export interface TinyNetwork {
  readonly x?: string;
  readonly timesteps?: string;
  readonly label?: string;
  readonly out?: string;
  readonly xType?: ElementType;
  readonly timestepsType?: ElementType;
  readonly labelType?: ElementType;
  readonly outType?: ElementType;
  /** A number, or "N" for any batch. */
  readonly batch?: number | "N";
  readonly channels?: number;
  readonly size?: number;
  /** Where they differ, or are free (a name). */
  readonly height?: number | string;
  readonly width?: number | string;
  /** How often the picture is repeated along C in the output: 2 for a learned variance. */
  readonly repeats?: number;
  readonly scalarTimesteps?: boolean;
  /** Put the scale into this file of external data instead of the network. */
  readonly external?: string;
}

/**
 * Writes a little ONNX network: `out = repeat(x + scale · timesteps + label)`, with scale = 0.5.
 *
 * @returns the `.onnx` file and, for `external`, the content of the external file.
 */
export function tinyOnnx(options: TinyNetwork = {}): { bytes: Uint8Array; external: Uint8Array } {
  const o = {
    x: "x",
    timesteps: "timesteps",
    out: "out",
    xType: "float32" as ElementType,
    timestepsType: "float32" as ElementType,
    labelType: "int32" as ElementType,
    batch: "N" as number | "N",
    channels: 3,
    size: 4,
    repeats: 2,
    ...options,
  };
  const picture = (channels: number): (number | string)[] => [o.batch, channels, o.height ?? o.size, o.width ?? o.size];
  const scale = new Uint8Array(new Float32Array([0.5]).buffer);
  const terms = ["x32", "t4"];
  const nodes = [
    node("Cast", [o.x], "x32", [["to", 1]]),
    node("Cast", [o.timesteps], "t1", [["to", 1]]),
    node("Reshape", ["t1", "column"], "t2"),
    node("Mul", ["t2", "scale"], "t4"),
  ];
  if (o.label !== undefined) {
    nodes.push(node("Cast", [o.label], "l1", [["to", 1]]), node("Reshape", ["l1", "column"], "l2"));
    terms.push("l2");
  }
  const outType = o.outType ?? "float32";
  nodes.push(
    node("Sum", terms, "total"),
    node("Cast", ["total"], "typed", [["to", elementTypes[outType]]]),
    node("Concat", Array(o.repeats).fill("typed"), o.out, [["axis", 1]]),
  );
  const bytes = onnxFile({
    nodes,
    weights: [int64Tensor("column", [-1, 1, 1, 1]), scaleTensor(scale, o.external)],
    inputs: [
      value(o.x, o.xType, picture(o.channels)),
      value(o.timesteps, o.timestepsType, o.scalarTimesteps === true ? [] : [o.batch]),
      ...(o.label === undefined ? [] : [value(o.label, o.labelType, [o.batch])]),
    ],
    output: value(o.out, outType, picture(o.channels * o.repeats)),
  });
  return { bytes, external: scale };
}

function scaleTensor(raw: Uint8Array, external: string | undefined): Uint8Array {
  const entry = (key: string, content: string): Uint8Array =>
    field(13, joined(field(1, text(key)), field(2, text(content))));
  const data =
    external === undefined
      ? [field(9, raw)]
      : [entry("location", external), entry("offset", "0"), entry("length", String(raw.length)), varint(14, 1)];
  return joined(varint(1, 1), varint(2, 1), field(8, text("scale")), ...data);
}
