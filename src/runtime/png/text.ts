import { pack, TooMuch, unpack } from "../pack.ts";
import { PngError, readChunks, writeChunks, type Chunk } from "./chunks.ts";

/** The keyword under which a picture carries its graph. */
export const graphKeyword = "repaint-graph";

/** Longest text that is read, in bytes: as a graph file. */
const maxText = 8 << 20;

/**
 * Puts a text into a PNG file as an iTXt chunk (UTF-8, compressed), in place of any with the same keyword.
 *
 * @throws PngError when `png` is no whole PNG file.
 */
export async function writeText(png: Uint8Array, keyword: string, text: string): Promise<Uint8Array> {
  const others = readChunks(png).filter((chunk) => textOf(chunk)?.keyword !== keyword);
  const head = new TextEncoder().encode(keyword);
  const body = await pack(new TextEncoder().encode(text));
  // keyword, 0, compressed, method 0, no language, 0, no translated keyword, 0, text
  const data = new Uint8Array(head.length + 5 + body.length);
  data.set(head);
  data[head.length + 1] = 1;
  data.set(body, head.length + 5);
  const [header, ...rest] = others;
  if (header === undefined) throw new PngError("no header");
  return writeChunks([header, { type: "iTXt", data }, ...rest]);
}

/**
 * Reads the text that a PNG file carries under a keyword (iTXt, zTXt or tEXt).
 *
 * @throws PngError when `png` is no whole PNG file, or the text is damaged or longer than 8 MB.
 */
export async function readText(png: Uint8Array, keyword: string): Promise<string | undefined> {
  const found = readChunks(png)
    .map(textOf)
    .find((text) => text?.keyword === keyword);
  if (found === undefined) return undefined;
  const bytes = found.compressed ? await unpacked(found.body) : found.body;
  if (bytes.length > maxText) throw new PngError(`more than ${maxText} bytes of text`);
  return new TextDecoder(found.encoding).decode(bytes);
}

interface TextChunk {
  readonly keyword: string;
  readonly compressed: boolean;
  readonly encoding: "utf-8" | "latin1";
  readonly body: Uint8Array;
}

function textOf({ type, data }: Chunk): TextChunk | undefined {
  if (type !== "iTXt" && type !== "zTXt" && type !== "tEXt") return undefined;
  const end = data.indexOf(0);
  if (end < 1 || end > 79) return undefined;
  const keyword = new TextDecoder("latin1").decode(data.subarray(0, end));
  if (type === "tEXt") return { keyword, compressed: false, encoding: "latin1", body: data.subarray(end + 1) };
  if (type === "zTXt") return { keyword, compressed: true, encoding: "latin1", body: data.subarray(end + 2) };
  const language = data.indexOf(0, end + 3);
  const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
  if (translated < 0) return undefined;
  return { keyword, compressed: data[end + 1] === 1, encoding: "utf-8", body: data.subarray(translated + 1) };
}

async function unpacked(body: Uint8Array): Promise<Uint8Array> {
  try {
    return await unpack(body, "deflate", maxText);
  } catch (error) {
    if (error instanceof TooMuch) throw new PngError(`more than ${maxText} bytes of text`);
    throw new PngError("damaged or cut off in its compressed text");
  }
}
