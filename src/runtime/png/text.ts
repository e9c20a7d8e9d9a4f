import { zlibSync } from "fflate";
import { PngError, readChunks, writeChunks, type Chunk } from "./chunks.ts";
import { inflateAtMost } from "./inflate.ts";

/** The keyword under which a picture carries its graph. */
export const graphKeyword = "repaint-graph";

/** Longest text that is read, in bytes: as a graph file. */
const maxText = 8 << 20;

/**
 * Puts a text into a PNG file as an iTXt chunk (UTF-8, compressed), in place of any with the same keyword.
 *
 * @throws PngError when `png` is no whole PNG file.
 */
export function writeText(png: Uint8Array, keyword: string, text: string): Uint8Array {
  const others = readChunks(png).filter((chunk) => textOf(chunk)?.keyword !== keyword);
  const head = new TextEncoder().encode(keyword);
  const body = zlibSync(new TextEncoder().encode(text), { level: 9 });
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
export function readText(png: Uint8Array, keyword: string): string | undefined {
  const found = readChunks(png)
    .map(textOf)
    .find((text) => text?.keyword === keyword);
  if (found === undefined) return undefined;
  const bytes = found.compressed ? joined(inflateAtMost([found.body], maxText)) : found.body;
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

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
