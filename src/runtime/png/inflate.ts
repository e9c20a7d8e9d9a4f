import { Unzlib } from "fflate";
import { PngError } from "./chunks.ts";

/**
 * Unpacks zlib data piece by piece and stops as soon as more than `limit` bytes come out: a small file may unpack to
 * gigabytes.
 *
 * @throws PngError when it is too large, damaged or cut off.
 */
export function inflateAtMost(parts: readonly Uint8Array[], limit: number): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  const unzlib = new Unzlib((piece, final) => {
    ended ||= final;
    size += piece.length;
    if (size > limit) throw new PngError(`more than ${limit} bytes when unpacked`);
    pieces.push(piece);
  });
  try {
    for (const part of parts) for (let at = 0; at < part.length; at += step) unzlib.push(part.subarray(at, at + step));
    unzlib.push(new Uint8Array(0), true);
  } catch (error) {
    if (error instanceof PngError) throw error;
    throw new PngError(`damaged: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!ended) throw new PngError("cut off in its compressed data");
  return pieces;
}

/** Bytes unpacked at a time: at most 1032 times as many come out of one step. */
const step = 1 << 14;
