import assert from "node:assert/strict";
import { test } from "node:test";
import { decode, encode } from "fast-png";
import { deflateSync } from "node:zlib";
import { pack, TooMuch, unpack } from "../../../src/runtime/pack.ts";
import { crc32, PngError, readChunks, readHeader, writeChunks } from "../../../src/runtime/png/chunks.ts";
import { graphKeyword, readText, writeText } from "../../../src/runtime/png/text.ts";

const pixels = Uint8Array.from({ length: 5 * 4 * 3 }, (_, i) => (i * 37) % 256);
const png = encode({ width: 5, height: 4, channels: 3, depth: 8, data: pixels });
const latin = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

test("CRC-32 of 123456789 is CBF43926", () => {
  assert.equal(crc32(latin("123456789")), 0xcbf43926);
});

test("a text comes back from the picture that carries it, and the pixels stay as they were", async () => {
  for (const text of ["", "{}", "修复 🎨 \n\u0000 end", "x".repeat(300_000)]) {
    const carrier = await writeText(png, graphKeyword, text);
    assert.equal(await readText(carrier, graphKeyword), text);
    const picture = decode(carrier, { checkCrc: true });
    assert.deepEqual([...picture.data], [...pixels]);
  }
});

test("a second text under the same keyword replaces the first", async () => {
  const twice = await writeText(await writeText(png, graphKeyword, "one"), graphKeyword, "two");
  assert.equal(await readText(twice, graphKeyword), "two");
  assert.equal(readChunks(twice).filter(({ type }) => type === "iTXt").length, 1);
});

test("a picture without the keyword has no text", async () => {
  assert.equal(await readText(png, graphKeyword), undefined);
  assert.equal(await readText(await writeText(png, "Title", "a"), graphKeyword), undefined);
});

test("tEXt, zTXt and plain iTXt chunks of other programs are read", async () => {
  const [header, ...rest] = readChunks(png);
  assert.ok(header);
  const body = deflateSync(latin("caf\u00e9"));
  const chunks: readonly [string, Uint8Array, string][] = [
    ["tEXt", latin("key\0caf\u00e9"), "café"],
    ["zTXt", Uint8Array.from([...latin("key\0\0"), ...body]), "café"],
    ["iTXt", Uint8Array.from([...latin("key\0\0\0zh\0"), ...latin("k\0"), ...new TextEncoder().encode("键")]), "键"],
  ];
  for (const [type, data, expected] of chunks) {
    assert.equal(await readText(writeChunks([header, { type, data }, ...rest]), "key"), expected);
  }
});

test("writing the chunks that were read gives the same file", () => {
  assert.deepEqual(writeChunks(readChunks(png)), png);
});

test("the header says the size before anything is unpacked", () => {
  assert.deepEqual(readHeader(png), { width: 5, height: 4, depth: 8, channels: 3, palette: false });
});

const carrier = await writeText(png, graphKeyword, "hello");
const bad: { name: string; bytes: Uint8Array; says: RegExp }[] = [
  { name: "nothing", bytes: new Uint8Array(), says: /not a PNG/ },
  { name: "a JPEG", bytes: Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), says: /not a PNG/ },
  { name: "a signature alone", bytes: png.subarray(0, 8), says: /has no end/ },
  ...[9, 20, 40, carrier.length - 5].map((n) => ({
    name: `${n} bytes of a PNG`,
    bytes: carrier.subarray(0, n),
    says: /cut off/,
  })),
  {
    name: "one changed byte",
    bytes: carrier.map((byte, i) => (i === 60 ? byte ^ 4 : byte)),
    says: /damaged in its iTXt/,
  },
  { name: "a chunk of 4 GB", bytes: carrier.map((byte, i) => (i >= 33 && i < 37 ? 255 : byte)), says: /cut off/ },
];

for (const { name, bytes, says } of bad) {
  test(`${name} is no picture to read a graph from, and the error says why`, async () => {
    await assert.rejects(
      readText(bytes, graphKeyword),
      (error: unknown) => error instanceof PngError && says.test(error.message),
    );
  });
}

test("a text that unpacks to more than 8 MB is refused without unpacking it all", async () => {
  const bomb = await writeText(png, graphKeyword, "0".repeat(9 << 20));
  assert.ok(bomb.length < 20_000);
  await assert.rejects(readText(bomb, graphKeyword), /more than 8388608 bytes/);
});

test("compressed data that ends too early is refused", async () => {
  const [header, ...rest] = readChunks(png);
  assert.ok(header);
  const whole = deflateSync(latin("abc".repeat(1000)));
  const data = Uint8Array.from([...latin("key\0\0"), ...whole.subarray(0, whole.length - 8)]);
  await assert.rejects(readText(writeChunks([header, { type: "zTXt", data }, ...rest]), "key"), PngError);
});

test("what is packed is unpacked again, and no further than to the limit", async () => {
  const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) >> 7);
  for (const packing of ["deflate", "deflate-raw"] as const) {
    const packed = await pack(bytes, packing);
    assert.deepEqual(await unpack(packed, packing, bytes.length), bytes);
    await assert.rejects(unpack(packed, packing, bytes.length - 1), TooMuch);
  }
});
