/** Element types of ONNX tensors that are written here, by their numbers in the format. */
export const elementTypes = { float32: 1, int32: 6, int64: 7, float16: 10, float64: 11 } as const;
export type ElementType = keyof typeof elementTypes;

/** An attribute's value: a whole number. */
export type Attribute = readonly [name: string, value: number];

/**
 * An `.onnx` file of its parts (ONNX IR 8, opset 17): a protocol buffer with a graph inside.
 *
 * @param parts each made by `node`, `value` or one of the tensors below.
 */
export function onnxFile(parts: {
  readonly nodes: readonly Uint8Array[];
  readonly weights: readonly Uint8Array[];
  readonly inputs: readonly Uint8Array[];
  readonly output: Uint8Array;
}): Uint8Array<ArrayBuffer> {
  const graph = [
    ...parts.nodes.map((bytes) => field(1, bytes)),
    field(2, text("network")),
    ...parts.weights.map((bytes) => field(5, bytes)),
    ...parts.inputs.map((bytes) => field(11, bytes)),
    field(12, parts.output),
  ];
  const opset = joined(field(1, text("")), varint(2, 17));
  return joined(varint(1, 8), field(7, joined(...graph)), field(8, opset));
}

/** One operator: its inputs and its output by name. */
export function node(op: string, inputs: readonly string[], output: string, attributes: readonly Attribute[] = []) {
  return joined(
    ...inputs.map((name) => field(1, text(name))),
    field(2, text(output)),
    field(4, text(op)),
    ...attributes.map(([name, number]) => field(5, joined(field(1, text(name)), varint(3, number), varint(20, 2)))),
  );
}

/** An input or output: its type and shape; a dimension that is free has a name. */
export function value(name: string, type: ElementType, shape: readonly (number | string)[]): Uint8Array {
  const dims = shape.map((d) => field(1, typeof d === "number" ? varint(1, d) : field(2, text(d))));
  const tensor = joined(varint(1, elementTypes[type]), field(2, joined(...dims)));
  return joined(field(1, text(name)), field(2, field(1, tensor)));
}

export function int64Tensor(name: string, values: readonly number[]): Uint8Array {
  return tensor(name, [values.length], "int64", BigInt64Array.from(values, BigInt));
}

export function floatTensor(name: string, dims: readonly number[], values: Float32Array): Uint8Array {
  return tensor(name, dims, "float32", values);
}

export function doubleTensor(name: string, dims: readonly number[], values: Float64Array): Uint8Array {
  return tensor(name, dims, "float64", values);
}

function tensor(
  name: string,
  dims: readonly number[],
  type: ElementType,
  { buffer, byteOffset, byteLength }: ArrayBufferView,
): Uint8Array {
  const raw = new Uint8Array(buffer, byteOffset, byteLength);
  return joined(
    ...dims.map((size) => varint(1, size)),
    varint(2, elementTypes[type]),
    field(8, text(name)),
    field(9, raw),
  );
}

export function text(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

/** A field of a protocol buffer that holds bytes: text, or a message. */
export function field(number: number, bytes: Uint8Array): Uint8Array {
  return joined(before(number, bytes.length), bytes);
}

/** What stands before the bytes of such a field. */
export function before(number: number, length: number): Uint8Array {
  return Uint8Array.from([...leb((number << 3) | 2), ...leb(length)]);
}

/** A field of a protocol buffer that holds a whole number. */
export function varint(number: number, content: number): Uint8Array {
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

export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
