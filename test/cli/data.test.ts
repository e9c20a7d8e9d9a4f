import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readImage } from "../../src/cli/images/read.ts";
import { readNpy, writeNpy } from "../../src/runtime/picture/npy.ts";
import { UserError } from "../../src/runtime/problem.ts";
import { cli, freshFolder, put } from "../helpers/cli.ts";
import { tinyOnnx } from "../helpers/tiny-onnx.ts";

const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../fixtures/npy/${name}.npy`, import.meta.url)));
const saved = Float32Array.from({ length: 24 }, (_, i) => Math.fround(i * Math.fround(1.7)) - 3);

test("what NumPy has saved is read: float32 and float64 as they are, uint8 as a picture, bool as 0 and 1", async () => {
  const read = async (name: string) => (await readImage(fixture(name), name)).picture;
  const whole = await read("float32");
  assert.deepEqual([whole.shape, whole.own], [[1, 2, 3, 4], true]);
  assert.ok(whole.data.every((v, i) => Math.abs(v - (saved[i] ?? NaN)) < 1e-5));
  const big = await read("float64-big");
  assert.deepEqual(big.shape, [1, 1, 3, 4]);
  assert.deepEqual([...big.data], [...whole.data.subarray(0, 12)]);
  const bytes = await read("uint8");
  assert.equal(bytes.own, undefined);
  assert.equal(bytes.data[2], Math.fround(3 / 255));
  assert.deepEqual(
    [...(await read("bool")).data],
    [...whole.data.subarray(0, 12)].map((v) => (v > 4 ? 1 : 0)),
  );
});

test("what is written is what is read, to the bit", () => {
  const picture = {
    shape: [2, 3, 5, 7] as const,
    data: Float32Array.from({ length: 210 }, (_, i) => Math.sin(i) * 1e3),
  };
  const bytes = writeNpy({ shape: [1, 6, 5, 7], data: picture.data });
  assert.equal(bytes.length % 64, (4 * 210) % 64);
  const again = readNpy(bytes, () => {});
  assert.deepEqual([again.shape, again.data], [[1, 6, 5, 7], picture.data]);
  assert.match(new TextDecoder("latin1").decode(writeNpy(picture).subarray(10, 100)), /'shape': \(2, 3, 5, 7\)/);
});

for (const [name, says] of [
  ["fortran", /column by column; save np\.ascontiguousarray/],
  ["int64", /its type is '<i8', expected float32/],
  ["last", /looks like H×W×C; save np\.moveaxis/],
  ["many", /has 65 channels, at most 64/],
  ["nan", /1 of its values are no numbers/],
] as const) {
  test(`an array that is ${name} is refused with what to do`, async () => {
    await assert.rejects(readImage(fixture(name), "a.npy"), (error: unknown) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, says);
      return true;
    });
  });
}

test("an array that is cut off is refused", async () => {
  await assert.rejects(readImage(fixture("float32").subarray(0, 150), "a.npy"), /it is cut off/);
  await assert.rejects(readImage(fixture("float32").subarray(0, 30), "a.npy"), /cut off in its header/);
});

interface Field {
  readonly channels: number;
  readonly card: Readonly<Record<string, unknown>>;
  /** Largest difference of a known value, relative to the range. */
  readonly within: number;
}

const fields: readonly Field[] = [
  { channels: 1, card: { range: [0, 80] }, within: 0 },
  { channels: 4, card: { range: [-5, 5] }, within: 0 },
  { channels: 5, card: { range: [0, 80], mean: [9, 8, 7, 6, 5], scale: [20, 10, 5, 2, 1] }, within: 1e-6 },
];

/** A network and a field of data for it in a folder. */
function laid({ channels, card }: Field) {
  const folder = freshFolder();
  const model = put(folder, "field.onnx", tinyOnnx({ channels, height: 12, width: 10, repeats: 1 }).bytes);
  const written = { image: { height: 12, width: 10, channels, ...card }, variance: "fixed_small", clip_denoised: true };
  put(folder, "field.json", JSON.stringify({ format: "repaint-model", version: 1, ...written }));
  const data = Float32Array.from({ length: channels * 120 }, (_, i) => 3 + 70 * Math.abs(Math.sin(i * 0.37)));
  const image = put(folder, "field.npy", writeNpy({ shape: [1, channels, 12, 10], data }));
  return { folder, model, image, data };
}

const few = ["--set", "schedule.T=3", "--set", "jump.jump_length=1", "--set", "jump.jump_n_sample=2", "--threads", "1"];

for (const field of fields) {
  test(`data of ${field.channels} channels come out in their own units, known values as they went in`, async () => {
    const { folder, model, image, data } = laid(field);
    const out = join(folder, "out");
    const { code, err } = await cli(["run", "repaint", ...few, "--model", model, "--image", image, "--out", out]);
    assert.equal(code, 0, err);
    const names = [...(field.channels === 1 ? ["repaint.npy", "repaint.png"] : ["repaint.npy"]), "result.json"];
    assert.deepEqual(readdirSync(out).sort(), names);
    const came = readNpy(new Uint8Array(readFileSync(join(out, "repaint.npy"))), () => {});
    assert.deepEqual(came.shape, [1, field.channels, 12, 10]);
    // The left half is known.
    const worst = came.data.reduce(
      (most, v, i) => (i % 10 < 5 ? Math.max(most, Math.abs(v - (data[i] ?? NaN))) : most),
      0,
    );
    assert.ok(worst <= field.within * 80, `${worst}`);
    assert.ok(came.data.some((v, i) => i % 10 >= 5 && v !== data[i]));
  });
}

test("a mask of an array has one for each channel; of other channels it gets a sentence", async () => {
  const { folder, model, image, data } = laid({ channels: 4, card: { range: [0, 80] }, within: 0 });
  const known = (i: number): boolean => i % 10 >= 2 * Math.floor(i / 120);
  const masks = (channels: number) => {
    const values = Float32Array.from({ length: channels * 120 }, (_, i) => (known(i) ? 1 : 0));
    return put(folder, `mask-${channels}.npy`, writeNpy({ shape: [1, channels, 12, 10], data: values }));
  };
  const out = join(folder, "out");
  const argv = ["run", "repaint", ...few, "--model", model, "--image", image, "--out", out, "--mask"];
  const { code, err } = await cli([...argv, masks(4)]);
  assert.equal(code, 0, err);
  assert.match(err, /It is 4 masks, one for each channel/);
  const came = readNpy(new Uint8Array(readFileSync(join(out, "repaint.npy"))), () => {}).data;
  came.forEach((value, i) => known(i) && assert.equal(value, data[i], `${i}`));
  for (let c = 1; c < 4; c++) assert.ok(came.some((v, i) => Math.floor(i / 120) === c && !known(i) && v !== data[i]));
  assert.match((await cli([...argv, masks(3)])).err, /is an array of 3 channels; its picture has 4/);
});

test("data of another size or of too few channels get a sentence", async () => {
  const { folder, model } = laid({ channels: 4, card: { range: [0, 1] }, within: 0 });
  const argv = (name: string, shape: readonly [1, number, number, number]) => {
    const data = new Float32Array(shape[1] * shape[2] * shape[3]);
    const image = put(folder, name, writeNpy({ shape, data }));
    return ["run", "repaint", ...few, "--model", model, "--image", image, "--out", join(folder, "out")];
  };
  assert.match(
    (await cli(argv("small.npy", [1, 4, 6, 5]))).err,
    /data of 6×5 .*takes 12×10, and data are not resampled/,
  );
  assert.match((await cli(argv("thin.npy", [1, 2, 12, 10]))).err, /has 2 channels; .*takes 4/);
});

test("the ending of a result's name says what it is written as", async () => {
  for (const ending of ["png", "jpg", "webp", "npy"]) {
    const folder = freshFolder();
    const argv = ["run", "repaint", ...few, "--set", `result.name=mine.${ending}`, "--out", folder];
    const { code, err } = await cli(argv);
    assert.equal(code, 0, err);
    assert.deepEqual(readdirSync(folder).sort(), [`mine.${ending}`, "result.json"]);
    const { picture } = await readImage(new Uint8Array(readFileSync(join(folder, `mine.${ending}`))), ending);
    assert.deepEqual(picture.shape, [1, 3, 64, 64]);
  }
});

test("WebP keeps known pixels to the bit, as PNG does", async () => {
  const read = async (ending: string) => {
    const folder = freshFolder();
    await cli(["run", "repaint", ...few, "--set", `result.name=a.${ending}`, "--out", folder]);
    return (await readImage(new Uint8Array(readFileSync(join(folder, `a.${ending}`))), ending)).picture.data;
  };
  assert.deepEqual(await read("webp"), await read("png"));
});
