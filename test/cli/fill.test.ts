import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { decode, encode } from "fast-png";
import { cli, freshFolder, put } from "../helpers/cli.ts";

const SIZE = { width: 301, height: 223 };
const short = ["--set", "schedule.T=3", "--set", "jump.jump_n_sample=1", "--threads", "1", "--device", "native"];

/** A picture of waves, and a mask with a scratch and two blots. */
function photo(): Uint8Array {
  const data = new Uint8Array(3 * SIZE.width * SIZE.height);
  for (let i = 0; i < data.length; i++) data[i] = 128 + 60 * Math.sin(i * 0.013) + 40 * Math.sin(i * 0.0007);
  return encode({ ...SIZE, channels: 3, data });
}

const isHole = (x: number, y: number): boolean =>
  (Math.abs(y - 20 - 0.6 * x) < 1.5 && x > 10 && x < 280) ||
  (x > 200 && x < 215 && y > 30 && y < 42) ||
  (x < 9 && y > 210);

function mask(): Uint8Array {
  const data = Uint8Array.from({ length: SIZE.width * SIZE.height }, (_, i) =>
    isHole(i % SIZE.width, Math.floor(i / SIZE.width)) ? 0 : 255,
  );
  return encode({ ...SIZE, channels: 1, data });
}

/** Whether a pixel is farther than this from every hole. */
const isFar = (x: number, y: number, away: number): boolean => {
  for (let dy = -away; dy <= away; dy++)
    for (let dx = -away; dx <= away; dx++) if (isHole(x + dx, y + dy)) return false;
  return true;
};

test("a photograph is filled through many windows, twice in one call; beyond the seam it is the same to the bit", async () => {
  const folder = freshFolder();
  const [image, hole] = [put(folder, "photo.png", photo()), put(folder, "hole.png", mask())];
  const { code, err } = await cli(["fill", image, hole, ...short, "--answers", "2", "--out", join(folder, "out")]);
  assert.equal(code, 0, err);
  const [, windows] = /sees (\d+) windows of 64/.exec(err) ?? [];
  assert.ok(Number(windows) >= 7 && Number(windows) <= 20, err);
  const files = readdirSync(join(folder, "out")).filter((file) => /^fill-\d\.png$/.test(file));
  assert.equal(files.length, 2);
  assert.ok(readdirSync(join(folder, "out")).includes("fill-grid.png"));
  const [given, ...filled] = [image, ...files.map((file) => join(folder, "out", file))].map((path) =>
    decode(readFileSync(path)),
  );
  let [changed, apart] = [0, 0];
  for (let i = 0; i < SIZE.width * SIZE.height; i++) {
    const [x, y] = [i % SIZE.width, Math.floor(i / SIZE.width)];
    const differs = filled.map(({ data }) => [0, 1, 2].some((c) => data[3 * i + c] !== given?.data[3 * i + c]));
    if (isHole(x, y)) changed += differs[0] ? 1 : 0;
    if (isHole(x, y)) apart += filled[0]?.data[3 * i] !== filled[1]?.data[3 * i] ? 1 : 0;
    if (differs.some(Boolean)) assert.ok(!isFar(x, y, 2), `${x}, ${y}`);
  }
  assert.ok(changed > 800 && apart > 800, `${changed} filled, ${apart} different from answer to answer`);
});

test("a mask that leaves nothing to fill is answered with what to do", async () => {
  const folder = freshFolder();
  const { width, height } = SIZE;
  const white = encode({ width, height, channels: 1, data: new Uint8Array(width * height).fill(255) });
  const [image, hole] = [put(folder, "photo.png", photo()), put(folder, "hole.png", white)];
  const { code, err } = await cli(["fill", image, hole, "--set", "mask.hole=black", "--out", join(folder, "out")]);
  assert.equal(code, 1);
  assert.match(err, /nothing to fill[^]*--set mask\.invert=true/);
});

test("a copy of the photo with something painted over it is its mask, also as a JPEG of another program", async () => {
  const folder = freshFolder();
  const { width, height } = SIZE;
  const given = decode(photo());
  const marked = Uint8Array.from(given.data, (value, at) => {
    const i = Math.floor(at / 3);
    return isHole(i % width, Math.floor(i / width)) ? (at % 3 === 0 ? 255 : 10) : value;
  });
  const image = put(folder, "photo.png", photo());
  const rgba = { width, height, data: Buffer.alloc(4 * width * height, 255) };
  for (let i = 0; i < width * height; i++) rgba.data.set(marked.subarray(3 * i, 3 * i + 3), 4 * i);
  const { encode: toJpeg } = await import("jpeg-js");
  for (const [name, bytes] of [
    ["marked.png", encode({ ...SIZE, channels: 3, data: marked })],
    ["marked.jpg", toJpeg(rgba, 80).data],
  ] as const) {
    const out = join(folder, `out-${name}`);
    const { code, err } = await cli(["fill", image, put(folder, name, bytes), ...short, "--out", out]);
    assert.equal(code, 0, err);
    assert.match(
      err,
      /The mask is its picture with something painted over it: what differs \([1-6]\.\d %\) is the hole/,
    );
    const filled = decode(readFileSync(join(out, "fill.png")));
    let changed = 0;
    for (let i = 0; i < width * height; i++) {
      const [x, y] = [i % width, Math.floor(i / width)];
      const differs = [0, 1, 2].some((c) => filled.data[3 * i + c] !== given.data[3 * i + c]);
      if (isHole(x, y)) changed += differs ? 1 : 0;
      else if (differs) assert.ok(!isFar(x, y, 12), `${name}: ${x}, ${y}`);
    }
    assert.ok(changed > 800, `${name}: ${changed} filled`);
  }
});

test("a photo with nothing that says what to fill is refused; a picture that is no mask is asked about", async () => {
  const folder = freshFolder();
  const image = put(folder, "photo.png", photo());
  const none = await cli(["fill", image, ...short, "--out", join(folder, "none")]);
  assert.equal(none.code, 1);
  assert.match(none.err, /nothing says what is to be filled[^]*painted over/);
  const missing = await cli(["fill", join(folder, "gone.png"), ...short, "--out", join(folder, "none")]);
  assert.match(missing.err, /gone\.png": it is not there/);
  assert.equal(
    (await cli(["fill", image, ...short, "--set", "mask.preset=narrow", "--out", join(folder, "set")])).code,
    0,
  );
  const { width, height } = SIZE;
  const other = Uint8Array.from({ length: 3 * width * height }, (_, i) => 60 + ((i * 7919) % 140));
  const wrong = put(folder, "wrong.png", encode({ ...SIZE, channels: 3, data: other }));
  const { err } = await cli(["fill", image, wrong, ...short, "--out", join(folder, "wrong")]);
  assert.match(err, /is grey, as a photograph is: is it the right file\?/);
});
