import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { decodeImage } from "../../src/cli/images.ts";
import { kindOf } from "../../src/cli/images/kind.ts";
import { readImage } from "../../src/cli/images/read.ts";
import { UserError } from "../../src/runtime/problem.ts";

const folder = new URL("../fixtures/formats/", import.meta.url);
const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, folder)));
/** The pictures, each with what another decoder says that it shows (make.py). */
const names = readdirSync(folder).filter((name) => readdirSync(folder).includes(`${name}.png`));

/** What differs is the rounding of two colour engines; all else is the same to the bit but for alpha's rounding. */
const within = (name: string): number => (/^(adobe|swapped|alpha|420\.avif)/.test(name) ? 1.01 : 0.51);

test("every picture of every format shows what another decoder shows, within 1/255", async () => {
  assert.ok(names.length > 30, `${names.length} pictures`);
  for (const name of names) {
    const { picture } = await readImage(bytesOf(name), name);
    const expected = decodeImage(bytesOf(`${name}.png`), name);
    assert.deepEqual(picture.shape, expected.shape, name);
    const worst = picture.data.reduce((most, v, i) => Math.max(most, 255 * Math.abs(v - (expected.data[i] ?? NaN))), 0);
    assert.ok(worst <= within(name), `${name}: ${worst} of 255`);
  }
});

test("sixteen bits are not cut to eight", async () => {
  const { picture } = await readImage(bytesOf("wide.tif"), "wide.tif");
  const levels = new Set([...picture.data].map((v) => Math.round(v * 65_535) % 257));
  assert.ok(levels.size > 1 && levels.has(157), [...levels].join());
});

const noted: readonly { readonly name: string; readonly code: string; readonly says: RegExp }[] = [
  { name: "moving.gif", code: "first-frame", says: /2 frames; the first/ },
  { name: "cmyk.jpg", code: "ink-without-profile", says: /CMYK/ },
];

test("what was done to a picture that nobody expects is said, and nothing else", async () => {
  for (const name of names) {
    const { notes } = await readImage(bytesOf(name), name);
    const expected = noted.filter((note) => note.name === name.replace("tif", "jpg"));
    assert.deepEqual(
      notes.map(({ code }) => code),
      expected.map(({ code }) => code),
      name,
    );
    for (const { says } of expected) assert.match(notes[0]?.message.en ?? "", says);
  }
});

test("a name that says another format than the bytes does no harm", async () => {
  const { picture } = await readImage(bytesOf("lossless.webp"), "photo.jpg");
  assert.deepEqual(picture.shape, [1, 3, 23, 37]);
});

test("a file that is cut off, and one that says it is huge, are refused with a sentence", async () => {
  for (const name of names) {
    const bytes = bytesOf(name);
    const cut = bytes.subarray(0, Math.floor(bytes.length * 0.2));
    await assert.rejects(readImage(cut, name), (error: unknown) => {
      assert.ok(error instanceof UserError, `${name}: ${String(error)}`);
      assert.match(error.message, /cannot be read/);
      return true;
    });
  }
  const huge = bytesOf("rgb.bmp");
  new DataView(huge.buffer).setInt32(18, 100_000, true);
  await assert.rejects(readImage(huge, "huge.bmp"), /100000×23 pixels, expected at most/);
});

test("HEIC is named, since phones make it, with what to do", async () => {
  const heic = new TextEncoder().encode("\0\0\0\x18ftypheic\0\0\0\0mif1heic");
  assert.equal(kindOf(heic), "heic");
  await assert.rejects(readImage(heic, "IMG_1.HEIC"), /HEIC.*JPEG/s);
});
