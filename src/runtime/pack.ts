/** zlib data (RFC 1950), as in PNG; or deflated data without a wrapper (RFC 1951), as in links. */
export type Packing = "deflate" | "deflate-raw";

/** More came out of packed data than was to be expected. */
export class TooMuch extends Error {
  override readonly name = "TooMuch";
}

/** Packs bytes with the platform's own compressor: browsers and Node have the same one. */
export function pack(bytes: Uint8Array, packing: Packing = "deflate"): Promise<Uint8Array<ArrayBuffer>> {
  return through(bytes, new CompressionStream(packing), Infinity);
}

/**
 * Unpacks bytes piece by piece and stops as soon as more than `limit` come out: a small file may unpack to gigabytes.
 *
 * @throws TooMuch; or whatever the platform throws at data that is damaged or cut off.
 */
export function unpack(bytes: Uint8Array, packing: Packing, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  return through(bytes, new DecompressionStream(packing), limit);
}

async function through(
  bytes: Uint8Array,
  stream: CompressionStream | DecompressionStream,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(stream).getReader();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (let size = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(pieces).arrayBuffer());
    size += value.length;
    pieces.push(new Uint8Array(value));
    if (size <= limit) continue;
    void reader.cancel().catch(() => undefined);
    throw new TooMuch(`more than ${limit} bytes when unpacked`);
  }
}
