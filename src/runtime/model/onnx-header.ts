import { elementTypes } from "./onnx-file.ts";
import { NotProtobuf, Reader, small, type Field, type Source } from "./onnx-reader.ts";

/** One input or output of a network, as its file says. */
export interface HeaderValue {
  readonly name: string;
  /** `float32`, `float16`, `int64` …; ONNX's number where it is another. */
  readonly type: string;
  /** A string is a free dimension; undefined where the file leaves the rank open. */
  readonly shape?: readonly (number | string)[];
}

/** What can be known of a network without opening it. */
export interface NetworkHeader {
  readonly inputs: readonly HeaderValue[];
  readonly outputs: readonly HeaderValue[];
  /** Numbers in the weights. */
  readonly parameters: number;
  /** Files of external data, relative to the network. */
  readonly external: readonly string[];
  /** Shapes of the weights, by name. */
  readonly weights: ReadonlyMap<string, readonly number[]>;
}

/** ONNX's TensorProto.DataType: those that networks are called with, and others that are named in errors. */
const types = new Map<number, string>([
  ...Object.entries(elementTypes).map(([name, number]) => [number, name] as const),
  [2, "uint8"],
  [3, "int8"],
  [9, "bool"],
  [16, "bfloat16"],
]);

/**
 * Reads inputs, outputs and the shapes of the weights of an `.onnx` file (protobuf: ModelProto, GraphProto), without
 * the weights themselves, however large it is.
 *
 * @returns undefined when it is no such file.
 */
export async function readHeader(source: Source): Promise<NetworkHeader | undefined> {
  try {
    const reader = new Reader(source);
    for await (const { field, start, end } of reader.fields(0, source.size)) {
      if (field === 7) return await readGraph(reader, start, end);
    }
  } catch (error) {
    if (!(error instanceof NotProtobuf)) throw error;
  }
  return undefined;
}

async function readGraph(reader: Reader, start: number, end: number): Promise<NetworkHeader> {
  const inputs: HeaderValue[] = [];
  const outputs: HeaderValue[] = [];
  const external = new Set<string>();
  const weights = new Map<string, readonly number[]>();
  let parameters = 0;
  const isRead = ({ field, start: from, end: to }: Field): boolean =>
    field === 5 || field === 11 || field === 12 || (field === 1 && to - from >= small);
  for await (const part of reader.fields(start, end, isRead)) {
    if (part.field === 11) inputs.push(await readValue(reader, part));
    if (part.field === 12) outputs.push(await readValue(reader, part));
    if (part.field === 1) parameters += product(await constantOf(reader, part));
    if (part.field !== 5) continue;
    const { name, dims, location } = await readTensor(reader, part);
    parameters += product(dims);
    weights.set(name, dims);
    if (location !== undefined) external.add(location);
  }
  if (inputs.length === 0 && outputs.length === 0) throw new NotProtobuf();
  // Before IR version 4 weights stood among the inputs.
  return {
    inputs: inputs.filter(({ name }) => !weights.has(name)),
    outputs,
    parameters,
    external: [...external],
    weights,
  };
}

const product = (dims: readonly number[]): number => dims.reduce((all, size) => all * size, 1);

async function readValue(reader: Reader, { start, end }: Field): Promise<HeaderValue> {
  let name = "";
  let type = "";
  let shape: (number | string)[] | undefined;
  for await (const part of reader.fields(start, end)) {
    if (part.field === 1) name = await reader.text(part);
    if (part.field !== 2) continue;
    for await (const tensor of reader.fields(part.start, part.end)) {
      if (tensor.field !== 1) continue;
      for await (const item of reader.fields(tensor.start, tensor.end)) {
        if (item.field === 1) type = types.get(item.number) ?? String(item.number);
        if (item.field === 2) shape = await readShape(reader, item);
      }
    }
  }
  return { name, type, ...(shape && { shape }) };
}

async function readShape(reader: Reader, { start, end }: Field): Promise<(number | string)[]> {
  const shape: (number | string)[] = [];
  for await (const dim of reader.fields(start, end)) {
    let size: number | string = `d${shape.length}`;
    for await (const item of reader.fields(dim.start, dim.end)) {
      if (item.field === 1) size = item.number;
      if (item.field === 2) size = (await reader.text(item)) || size;
    }
    shape.push(size);
  }
  return shape;
}

async function readTensor(reader: Reader, { start, end }: Field) {
  let name = "";
  let location: string | undefined;
  const dims: number[] = [];
  for await (const part of reader.fields(start, end)) {
    if (part.field === 1) dims.push(...(await reader.numbers(part)));
    if (part.field === 8) name = await reader.text(part);
    if (part.field !== 13) continue;
    const [key, value] = await readPair(reader, part);
    if (key === "location") location = value;
  }
  return { name, dims, location };
}

async function readPair(reader: Reader, { start, end }: Field): Promise<readonly [string, string]> {
  const pair = ["", ""];
  for await (const part of reader.fields(start, end)) {
    if (part.field === 1 || part.field === 2) pair[part.field - 1] = await reader.text(part);
  }
  return [pair[0] ?? "", pair[1] ?? ""];
}

/** Shape of a Constant node's tensor, `[0]` in other nodes: some exporters keep weights there. */
async function constantOf(reader: Reader, { start, end }: Field): Promise<readonly number[]> {
  for await (const part of reader.fields(start, end)) {
    if (part.field !== 5) continue;
    for await (const item of reader.fields(part.start, part.end))
      if (item.field === 5) return (await readTensor(reader, item)).dims;
  }
  return [0];
}
