import { field, joined, text, varint } from "./onnx-file.ts";
import { NotProtobuf, Reader, type Source } from "./onnx-reader.ts";

/** Weights of at least so many bytes are left in the file. */
const large = 1 << 12;

/**
 * A network's file without its weights, which it names as external data within the file itself. ONNX Runtime then maps them
 * from the disk one by one; from the file as it is, it would hold them all until the end, beside what it makes of them.
 *
 * @param location the file's own name, which the weights are found under.
 * @returns undefined where the file is no network.
 */
export async function skeletonOf(source: Source, location: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const reader = new Reader(source);
    const pieces: Uint8Array[] = [];
    for await (const { field: number, start, end, number: content } of reader.fields(0, source.size)) {
      if (number === 7) pieces.push(field(7, await graphOf(reader, source, [start, end], location)));
      else
        pieces.push(
          Number.isNaN(content) ? field(number, await source.read(start, end - start)) : varint(number, content),
        );
    }
    return joined(...pieces);
  } catch (error) {
    if (!(error instanceof NotProtobuf)) throw error;
    return undefined;
  }
}

/** Everything between large weights is taken as it stands. */
async function graphOf(reader: Reader, source: Source, [start, end]: readonly [number, number], location: string) {
  const pieces: Uint8Array[] = [];
  let from = start;
  let to = start;
  for await (const part of reader.fields(start, end)) {
    if (part.field === 5 && part.end - part.start >= large) {
      const tensor = await tensorOf(reader, source, part, location);
      if (tensor) {
        pieces.push(await source.read(from, to - from), field(5, tensor));
        from = part.end;
      }
    }
    to = part.end;
  }
  pieces.push(await source.read(from, end - from));
  return joined(...pieces);
}

/** A tensor whose bytes are named instead of held; undefined where they are not plain bytes in one piece. */
async function tensorOf(reader: Reader, source: Source, part: { start: number; end: number }, location: string) {
  const pieces: Uint8Array[] = [];
  let raw: { readonly start: number; readonly end: number } | undefined;
  for await (const item of reader.fields(part.start, part.end)) {
    if (item.field === 9) raw = item;
    else if (!Number.isNaN(item.number)) pieces.push(varint(item.field, item.number));
    else if (item.end - item.start < large)
      pieces.push(field(item.field, await source.read(item.start, item.end - item.start)));
    else return undefined;
  }
  if (!raw || raw.end - raw.start < large) return undefined;
  const entry = (key: string, value: string): Uint8Array =>
    field(13, joined(field(1, text(key)), field(2, text(value))));
  return joined(
    ...pieces,
    entry("location", location),
    entry("offset", String(raw.start)),
    entry("length", String(raw.end - raw.start)),
    varint(14, 1),
  );
}
