/** What the little network looks like from outside. */
export interface TinyNetwork {
  readonly x?: string;
  readonly timesteps?: string;
  readonly label?: string;
  readonly out?: string;
  readonly xType?: ElementType;
  readonly timestepsType?: ElementType;
  readonly labelType?: ElementType;
  /** A number, or "N" for any batch. */
  readonly batch?: number | "N";
  readonly channels?: number;
  readonly size?: number;
  /** How often the picture is repeated along C in the output: 2 for a learned variance. */
  readonly repeats?: number;
  readonly scalarTimesteps?: boolean;
  /** Put the scale into this file of external data instead of the network. */
  readonly external?: string;
}

export type ElementType = "float32" | "int32" | "int64" | "float16";

const elementTypes = { float32: 1, int32: 6, int64: 7, float16: 10 } as const;

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
  const picture = (channels: number): (number | string)[] => [o.batch, channels, o.size, o.size];
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
  nodes.push(node("Sum", terms, "total"), node("Concat", Array(o.repeats).fill("total"), o.out, [["axis", 1]]));
  const bytes = onnxFile({
    nodes,
    weights: [int64Tensor("column", [-1, 1, 1, 1]), scaleTensor(scale, o.external)],
    inputs: [
      value(o.x, o.xType, picture(o.channels)),
      value(o.timesteps, o.timestepsType, o.scalarTimesteps === true ? [] : [o.batch]),
      ...(o.label === undefined ? [] : [value(o.label, o.labelType, [o.batch])]),
    ],
    output: value(o.out, "float32", picture(o.channels * o.repeats)),
  });
  return { bytes, external: scale };
}

/** An `.onnx` file of its parts. */
export function onnxFile(parts: {
  readonly nodes: readonly Uint8Array[];
  readonly weights: readonly Uint8Array[];
  readonly inputs: readonly Uint8Array[];
  readonly output: Uint8Array;
}): Uint8Array {
  const graph = [
    ...parts.nodes.map((bytes) => field(1, bytes)),
    field(2, text("tiny")),
    ...parts.weights.map((bytes) => field(5, bytes)),
    ...parts.inputs.map((bytes) => field(11, bytes)),
    field(12, parts.output),
  ];
  const opset = join(field(1, text("")), varint(2, 17));
  return join(varint(1, 8), field(7, join(...graph)), field(8, opset));
}

export function node(
  op: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly [string, number][] = [],
) {
  return join(
    ...inputs.map((name) => field(1, text(name))),
    field(2, text(output)),
    field(4, text(op)),
    ...attributes.map(([name, number]) => field(5, join(field(1, text(name)), varint(3, number), varint(20, 2)))),
  );
}

export function value(name: string, type: ElementType, shape: readonly (number | string)[]): Uint8Array {
  const dims = shape.map((d) => field(1, typeof d === "number" ? varint(1, d) : field(2, text(d))));
  const tensor = join(varint(1, elementTypes[type]), field(2, join(...dims)));
  return join(field(1, text(name)), field(2, field(1, tensor)));
}

export function int64Tensor(name: string, values: readonly number[]): Uint8Array {
  const raw = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return join(varint(1, values.length), varint(2, 7), field(8, text(name)), field(9, raw));
}

export function floatTensor(name: string, dims: readonly number[], values: Float32Array): Uint8Array {
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return join(...dims.map((size) => varint(1, size)), varint(2, 1), field(8, text(name)), field(9, raw));
}

function scaleTensor(raw: Uint8Array, external: string | undefined): Uint8Array {
  const entry = (key: string, content: string): Uint8Array =>
    field(13, join(field(1, text(key)), field(2, text(content))));
  const data =
    external === undefined
      ? [field(9, raw)]
      : [entry("location", external), entry("offset", "0"), entry("length", String(raw.length)), varint(14, 1)];
  return join(varint(1, 1), varint(2, 1), field(8, text("scale")), ...data);
}

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

function field(number: number, bytes: Uint8Array): Uint8Array {
  return join(Uint8Array.from([...leb((number << 3) | 2), ...leb(bytes.length)]), bytes);
}

function varint(number: number, content: number): Uint8Array {
  return Uint8Array.from([...leb(number << 3), ...leb(content)]);
}

function leb(content: number): number[] {
  const bytes: number[] = [];
  let rest = content;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
