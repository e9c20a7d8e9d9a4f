import { fromHalf } from "./half.ts";
import { before, elementTypes, field, joined, text, varint } from "./onnx-file.ts";
import { NotProtobuf, Reader, sourceOf } from "./onnx-reader.ts";

/** A field with the key before it. */
interface Part {
  readonly field: number;
  readonly begin: number;
  readonly start: number;
  readonly end: number;
}

/** A weight kept in half precision. */
interface Half {
  readonly part: Part;
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: Uint16Array;
}

/** A node that makes float32 of something. */
interface Cast {
  readonly part: Part;
  readonly input: string;
  readonly output: string;
}

/** What is read within the graphs that these hold is not looked at. */
const ofGraphs = new Set(["If", "Loop", "Scan"]);

/**
 * A network's file in which weights that it keeps in float16 stand in float32, without the nodes that cast them. ONNX Runtime
 * would work those out when it opens the network, in WebAssembly that has just been compiled and is slow yet.
 *
 * @returns the file as it is where it casts no weights, or is no network.
 */
export async function widened(file: Uint8Array): Promise<Uint8Array> {
  try {
    const reader = new Reader(sourceOf(file));
    const pieces: Uint8Array[] = [];
    let isOther = false;
    for (const part of await partsOf(reader, 0, file.length)) {
      const graph = part.field === 7 ? await widenedGraph(reader, file, part) : undefined;
      pieces.push(...(graph ? [before(7, lengthOf(graph)), ...graph] : [file.subarray(part.begin, part.end)]));
      isOther ||= graph !== undefined;
    }
    return isOther ? joined(...pieces) : file;
  } catch (error) {
    if (!(error instanceof NotProtobuf)) throw error;
    return file;
  }
}

/** The graph in pieces, which are joined once. */
async function widenedGraph(reader: Reader, file: Uint8Array, graph: Part): Promise<Uint8Array[] | undefined> {
  const parts = await partsOf(reader, graph.start, graph.end);
  const halves = new Map<string, Half>();
  const casts: Cast[] = [];
  /** How many read each value. */
  const readers = new Map<string, number>();
  for (const part of parts) {
    if (part.field === 5) await readHalf(reader, file, part).then((half) => half && halves.set(half.name, half));
    if (part.field !== 1) continue;
    const { op, inputs, output, toFloat } = await readNode(reader, part);
    if (ofGraphs.has(op)) return undefined;
    for (const input of inputs) readers.set(input, (readers.get(input) ?? 0) + 1);
    if (toFloat && inputs[0] !== undefined) casts.push({ part, input: inputs[0], output });
  }
  const gone = new Set<Part>();
  const weights: Uint8Array[] = [];
  for (const { part, input, output } of casts) {
    const half = halves.get(input);
    if (!half || readers.get(input) !== 1 || !readers.has(output)) continue;
    const floats = new Float32Array(half.values.length);
    fromHalf(half.values, floats);
    weights.push(...tensorOf(output, half.dims, floats));
    gone.add(part).add(half.part);
  }
  if (gone.size === 0) return undefined;
  return [...parts.filter((part) => !gone.has(part)).map(({ begin, end }) => file.subarray(begin, end)), ...weights];
}

const lengthOf = (pieces: readonly Uint8Array[]): number => pieces.reduce((sum, { length }) => sum + length, 0);

/** A weight as a field of its graph. */
function tensorOf(name: string, dims: readonly number[], floats: Float32Array): Uint8Array[] {
  const raw = new Uint8Array(floats.buffer);
  const head = joined(
    ...dims.map((size) => varint(1, size)),
    varint(2, elementTypes.float32),
    field(8, text(name)),
    before(9, raw.length),
  );
  return [before(5, head.length + raw.length), head, raw];
}

async function partsOf(reader: Reader, start: number, end: number): Promise<Part[]> {
  const parts: Part[] = [];
  for await (const part of reader.fields(start, end)) {
    parts.push({ field: part.field, begin: parts.at(-1)?.end ?? start, start: part.start, end: part.end });
  }
  return parts;
}

async function readNode(reader: Reader, { start, end }: Part) {
  const inputs: string[] = [];
  let [output, op, to] = ["", "", 0];
  for await (const item of reader.fields(start, end)) {
    if (item.field === 1) inputs.push(await reader.text(item));
    if (item.field === 2) output = await reader.text(item);
    if (item.field === 4) op = await reader.text(item);
    if (item.field !== 5 || op !== "Cast") continue;
    for await (const attribute of reader.fields(item.start, item.end)) if (attribute.field === 3) to = attribute.number;
  }
  return { op, inputs, output, toFloat: op === "Cast" && to === elementTypes.float32 };
}

/** A tensor of halves whose bytes lie in the file in one piece. */
async function readHalf(reader: Reader, file: Uint8Array, part: Part): Promise<Half | undefined> {
  const dims: number[] = [];
  let name = "";
  let isHalf = false;
  let raw: { readonly start: number; readonly end: number } | undefined;
  for await (const item of reader.fields(part.start, part.end)) {
    if (item.field === 1) dims.push(...(await reader.numbers(item)));
    if (item.field === 2) isHalf = item.number === elementTypes.float16;
    if (item.field === 8) name = await reader.text(item);
    if (item.field === 9) raw = item;
  }
  const count = dims.reduce((all, size) => all * size, 1);
  if (!isHalf || !raw || raw.end - raw.start !== 2 * count) return undefined;
  const values = new Uint16Array(count);
  new Uint8Array(values.buffer).set(file.subarray(raw.start, raw.end));
  return { part, name, dims, values };
}
