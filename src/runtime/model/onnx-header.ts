import { elementTypes } from "./onnx-file.ts";

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

/** A file that is read in parts. */
export interface Source {
  readonly size: number;
  /** At most `length` bytes from `offset`. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

export function sourceOf(bytes: Uint8Array): Source {
  return { size: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) };
}

/** ONNX's TensorProto.DataType: those that networks are called with, and others that are named in errors. */
const types = new Map<number, string>([
  ...Object.entries(elementTypes).map(([name, number]) => [number, name] as const),
  [2, "uint8"],
  [3, "int8"],
  [9, "bool"],
  [16, "bfloat16"],
]);

/** Longest name, shape or attribute that is looked at; weights are passed over. */
const small = 1 << 16;
const windowSize = 1 << 16;
/** Bytes of the longest number: seven bits in each. */
const longest = 10;

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
  for await (const part of reader.fields(start, end)) {
    if (part.field === 11) inputs.push(await readValue(reader, part));
    if (part.field === 12) outputs.push(await readValue(reader, part));
    if (part.field === 1 && part.end - part.start >= small) parameters += product(await constantOf(reader, part));
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

class NotProtobuf extends Error {}

/** One field of a message: where its content lies, or its number. */
interface Field {
  readonly field: number;
  readonly start: number;
  readonly end: number;
  readonly number: number;
}

/** Walks through protobuf messages; a window of the file is kept. */
class Reader {
  readonly #source: Source;
  #window = new Uint8Array();
  #at = 0;

  constructor(source: Source) {
    this.#source = source;
  }

  async *fields(start: number, end: number): AsyncGenerator<Field> {
    let place = start;
    while (place < end) {
      // A file may have a hundred thousand parts: only what is not in the window is waited for.
      if (!this.#holds(place, 2 * longest)) await this.#load(place, 2 * longest);
      const [key, content] = this.#varint(place);
      const [field, wire] = [Math.floor(key / 8), key % 8];
      if (field === 0) throw new NotProtobuf();
      if (wire === 0) {
        const [number, next] = this.#varint(content);
        yield { field, start: content, end: next, number };
        place = next;
      } else if (wire === 2) {
        const [length, first] = this.#varint(content);
        if (first + length > end) throw new NotProtobuf();
        yield { field, start: first, end: first + length, number: NaN };
        place = first + length;
      } else if (wire === 1 || wire === 5) place = content + (wire === 1 ? 8 : 4);
      else throw new NotProtobuf();
    }
    if (place !== end) throw new NotProtobuf();
  }

  async text({ start, end }: Field): Promise<string> {
    const length = Math.min(end - start, small);
    if (!this.#holds(start, length)) await this.#load(start, length);
    return new TextDecoder().decode(this.#bytes(start, length));
  }

  /** Repeated numbers, packed or one by one. */
  async numbers({ start, end, number }: Field): Promise<readonly number[]> {
    if (!Number.isNaN(number)) return [number];
    const all: number[] = [];
    for (let place = start; place < end && all.length < 64;) {
      if (!this.#holds(place, longest)) await this.#load(place, longest);
      const [value, next] = this.#varint(place);
      all.push(value);
      place = next;
    }
    return all;
  }

  #varint(start: number): readonly [value: number, next: number] {
    let value = 0;
    for (const [i, byte] of this.#bytes(start, longest).entries()) {
      value += (byte & 127) * 2 ** (7 * i);
      if (byte < 128) return [value, start + i + 1];
    }
    throw new NotProtobuf();
  }

  #bytes(start: number, length: number): Uint8Array {
    return this.#window.subarray(start - this.#at, start - this.#at + length);
  }

  #holds(start: number, length: number): boolean {
    const end = Math.min(start + length, this.#source.size);
    return start >= this.#at && end <= this.#at + this.#window.length;
  }

  async #load(start: number, length: number): Promise<void> {
    this.#window = new Uint8Array(await this.#source.read(start, Math.max(length, windowSize)));
    this.#at = start;
  }
}
