import assert from "node:assert/strict";
import { test } from "node:test";
import { encode } from "fast-png";
import { zlibSync } from "fflate";
import jpeg from "jpeg-js";
import { decodeImage, encodeImage, gridOf, toByte } from "../../src/cli/images.ts";
import { writeChunks } from "../../src/runtime/png/chunks.ts";
import { UserError } from "../../src/runtime/problem.ts";

/** A PNG from its rows as they stand in the file, filter bytes included. */
function pngOf(
  width: number,
  height: number,
  depth: number,
  colour: number,
  rows: readonly number[],
  more: [string, number[]][] = [],
) {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([depth, colour], 8);
  return writeChunks([
    { type: "IHDR", data: header },
    ...more.map(([type, data]) => ({ type, data: Uint8Array.from(data) })),
    { type: "IDAT", data: zlibSync(Uint8Array.from(rows)) },
    { type: "IEND", data: new Uint8Array() },
  ]);
}

const near = (came: Float32Array, expected: readonly number[], within = 1e-6): void => {
  assert.equal(came.length, expected.length);
  expected.forEach((value, i) =>
    assert.ok(Math.abs((came[i] ?? NaN) - value) <= within, `[${i}] ${came[i]}, expected ${value}`),
  );
};

const pngs: { name: string; bytes: Uint8Array; red: readonly number[]; blue?: readonly number[] }[] = [
  { name: "8-bit RGB", bytes: pngOf(2, 1, 8, 2, [0, 255, 0, 51, 0, 0, 102]), red: [1, 0], blue: [0.2, 0.4] },
  {
    name: "16-bit RGB",
    bytes: pngOf(1, 1, 16, 2, [0, 0x80, 0x01, 0, 0, 0xff, 0xff]),
    red: [0x8001 / 65535],
    blue: [1],
  },
  { name: "8-bit grey", bytes: pngOf(2, 1, 8, 0, [0, 0, 51]), red: [0, 0.2], blue: [0, 0.2] },
  { name: "1-bit grey", bytes: pngOf(3, 2, 1, 0, [0, 0b10100000, 0, 0b01000000]), red: [1, 0, 1, 0, 1, 0] },
  { name: "2-bit grey", bytes: pngOf(3, 1, 2, 0, [0, 0b00011000]), red: [0, 1 / 3, 2 / 3] },
  { name: "4-bit grey", bytes: pngOf(2, 1, 4, 0, [0, 0x3f]), red: [0.2, 1] },
  {
    name: "a palette of 8 bits",
    bytes: pngOf(2, 1, 8, 3, [0, 1, 0], [["PLTE", [255, 0, 0, 0, 0, 51]]]),
    red: [0, 1],
    blue: [0.2, 0],
  },
  {
    name: "a palette of 1 bit",
    bytes: pngOf(3, 1, 1, 3, [0, 0b01000000], [["PLTE", [0, 0, 0, 255, 0, 51]]]),
    red: [0, 1, 0],
    blue: [0, 0.2, 0],
  },
  {
    name: "a palette with transparency",
    bytes: pngOf(
      2,
      1,
      8,
      3,
      [0, 0, 1],
      [
        ["PLTE", [0, 0, 0, 0, 0, 0]],
        ["tRNS", [0, 255]],
      ],
    ),
    red: [1, 0],
  },
  { name: "grey with alpha, over white", bytes: pngOf(2, 1, 8, 4, [0, 0, 51, 0, 255]), red: [0.8, 0] },
  { name: "RGB with alpha, over white", bytes: pngOf(1, 1, 8, 6, [0, 255, 0, 0, 0]), red: [1], blue: [1] },
  { name: "one transparent colour", bytes: pngOf(2, 1, 8, 0, [0, 7, 8], [["tRNS", [0, 7]]]), red: [1, 8 / 255] },
];

for (const { name, bytes, red, blue } of pngs) {
  test(`a PNG of ${name} is read as RGB in [0, 1]`, () => {
    const { shape, data } = decodeImage(bytes, "a.png");
    const n = shape[2] * shape[3];
    assert.deepEqual([shape[0], shape[1]], [1, 3]);
    near(data.subarray(0, n), red);
    if (blue) near(data.subarray(2 * n), blue);
  });
}

test("every grey level comes back from a PNG as it went in", () => {
  const levels = Uint8Array.from({ length: 256 }, (_, i) => i);
  const { data } = decodeImage(encode({ width: 16, height: 16, channels: 1, data: levels }), "a.png");
  const signed = { shape: [1, 3, 16, 16] as const, data: data.map((v) => v * 2 - 1) };
  const again = decodeImage(encodeImage(signed), "b.png");
  assert.deepEqual(again.data, data);
});

test("values beyond the range are cut off, not wrapped", () => {
  assert.deepEqual([-9, -1, 0, 1, 9].map(toByte), [0, 0, 128, 255, 255]);
});

/** Left half black, right half white, the top row grey: tells all eight orientations apart. */
function corner(orientation: number): Uint8Array {
  const [w, h] = [32, 16];
  const rgba = new Uint8Array(4 * w * h).fill(255);
  for (let i = 0; i < w * h; i++)
    rgba.fill((i % w < 16 ? 0 : 128) + (Math.floor(i / w) < 8 ? 0 : 64), 4 * i, 4 * i + 3);
  const plain = jpeg.encode({ width: w, height: h, data: rgba }, 100).data;
  const exif = [
    0x45,
    0x78,
    0x69,
    0x66,
    0,
    0,
    0x4d,
    0x4d,
    0,
    42,
    0,
    0,
    0,
    8,
    0,
    1,
    0x01,
    0x12,
    0,
    3,
    0,
    0,
    0,
    1,
    0,
    orientation,
    0,
    0,
  ];
  return Uint8Array.from([0xff, 0xd8, 0xff, 0xe1, 0, exif.length + 2, ...exif, ...plain.subarray(2)]);
}

test("a JPEG is turned upright as its EXIF orientation says", () => {
  // top left, top right, bottom left, bottom right of the upright picture
  const [a, b, c, d] = [0, 128, 64, 192];
  const expected: Record<number, readonly number[]> = {
    1: [a, b, c, d],
    2: [b, a, d, c],
    3: [d, c, b, a],
    4: [c, d, a, b],
    5: [a, c, b, d],
    6: [c, a, d, b],
    7: [d, b, c, a],
    8: [b, d, a, c],
  };
  for (const [orientation, corners] of Object.entries(expected)) {
    const { shape, data } = decodeImage(corner(Number(orientation)), "a.jpg");
    const [, , H, W] = shape;
    assert.deepEqual([H, W], Number(orientation) < 5 ? [16, 32] : [32, 16]);
    const at = (y: number, x: number): number => 255 * (data[y * W + x] ?? NaN);
    near(Float32Array.of(at(2, 2), at(2, W - 3), at(H - 3, 2), at(H - 3, W - 3)), corners, 6);
  }
});

test("a batch is laid out in a grid", () => {
  const data = Float32Array.from({ length: 3 * 4 }, (_, i) => -Math.floor(i / 4) / 4);
  const grid = gridOf({ shape: [3, 1, 2, 2], data }, 1);
  assert.deepEqual(grid.shape, [1, 1, 5, 5]);
  assert.deepEqual([...grid.data.subarray(0, 5)], [-0, -0, 1, -0.25, -0.25]);
  assert.deepEqual([...grid.data.subarray(20)], [-0.5, -0.5, 1, 1, 1]);
});

const wholePng = encode({ width: 9, height: 9, channels: 3, data: new Uint8Array(243) });
const wholeJpeg = jpeg.encode({ width: 8, height: 8, data: new Uint8Array(256) }).data;
const bad: { name: string; bytes: Uint8Array; code: string; says: RegExp }[] = [
  { name: "an empty file", bytes: new Uint8Array(), code: "image-unreadable", says: /it is empty/ },
  {
    name: "a text file",
    bytes: new TextEncoder().encode("hello"),
    code: "image-unreadable",
    says: /no picture of a kind/,
  },
  { name: "a PNG of 0×0", bytes: pngOf(0, 0, 8, 2, [0]), code: "image-unreadable", says: /it is 0×0 pixels/ },
  {
    name: "a PNG of 20 000×20 000",
    bytes: pngOf(20_000, 20_000, 8, 2, [0]),
    code: "image-too-large",
    says: /20000×20000/,
  },
  {
    name: "a PNG of 10 000×10 000",
    bytes: pngOf(10_000, 10_000, 8, 2, [0]),
    code: "image-too-large",
    says: /megapixels/,
  },
  { name: "a PNG that is cut off", bytes: wholePng.subarray(0, 60), code: "image-unreadable", says: /cut off/ },
  {
    name: "a PNG with too few rows",
    bytes: pngOf(4, 4, 8, 2, [0, 1, 2]),
    code: "image-unreadable",
    says: /cannot be read/,
  },
  {
    name: "a PNG that unpacks to 50 MB",
    bytes: pngOf(1, 1, 8, 2, Array(50_000_000).fill(0)),
    code: "image-unreadable",
    says: /when unpacked/,
  },
  {
    name: "a JPEG of 20 000×20 000",
    bytes: wholeJpeg.map((b, i, all) => (all.lastIndexOf(0xc0) + 3 < i && i < all.lastIndexOf(0xc0) + 8 ? 0x4e : b)),
    code: "image-too-large",
    says: /expected at most/,
  },
  {
    name: "a JPEG that is cut off",
    bytes: wholeJpeg.subarray(0, 300),
    code: "image-unreadable",
    says: /cannot be read/,
  },
];

for (const { name, bytes, code, says } of bad) {
  test(`${name} is refused with a sentence`, () => {
    assert.throws(
      () => decodeImage(bytes, "a.png"),
      (error: unknown) => {
        assert.ok(error instanceof UserError, String(error));
        assert.equal(error.problems[0]?.code, code);
        assert.match(error.message, says);
        return true;
      },
    );
  });
}
