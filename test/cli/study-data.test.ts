import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { decode, encode } from "fast-png";
import { cli, freshFolder, put } from "../helpers/cli.ts";
import { npyOf, tableIn, tinyGraph, zipOf } from "../helpers/studies.ts";

const size = 16;
/** Colours that no two pictures share. */
const pixelsOf = (picture: number): Uint8Array =>
  Uint8Array.from({ length: 3 * size * size }, (_, i) => (i * (picture + 3) * 7 + 40 * picture) % 256);
const pngOf = (data: Uint8Array, channels: 1 | 3 = 3): Uint8Array =>
  encode({ width: size, height: size, data, channels });

/** A study of tiny pictures in a folder of its own. */
async function studied(lay: (folder: string) => object) {
  const folder = freshFolder();
  const study = { format: "repaint-study", version: 1, graphs: [tinyGraph(folder, size)], ...lay(folder) };
  const path = put(folder, "study.json", JSON.stringify(study));
  const out = join(folder, "out");
  const { code, err } = await cli(["batch", path, "--out", out, "--workers", "1"]);
  assert.equal(code, 0, err);
  return { folder, out, rows: tableIn(out) };
}

test("the same pictures come out the same from a folder, globs, lists, zip, npy and npz; one that is broken is a row", async () => {
  const pixels = [0, 1, 2].map(pixelsOf);
  const stack = npyOf([3, size, size, 3], Buffer.concat(pixels));
  const doors = {
    folder: ["photos"],
    glob: ["ph*/**/?.png"],
    list: ["list.txt"],
    zip: ["all.zip"],
    npy: ["stack.npy"],
    npz: ["stacks.npz"],
    files: ["photos/a.png", "photos/deep/b.png", "photos/deep/c.png"],
  };
  const { out, rows } = await studied((folder) => {
    mkdirSync(join(folder, "photos/deep"), { recursive: true });
    const files = Object.fromEntries(
      ["a.png", "deep/b.png", "deep/c.png"].map((name, i) => [name, pngOf(pixelsOf(i))]),
    );
    for (const [name, bytes] of Object.entries(files)) put(folder, `photos/${name}`, bytes);
    put(folder, "photos/notes.md", "no picture, and not taken for one");
    put(folder, "list.txt", "# three\nphotos/a.png\r\n\nphotos/deep/b.png\nphotos/deep/c.png\nphotos/gone.png\n");
    put(
      folder,
      "all.zip",
      zipOf({ ...files, "z-broken.png": new Uint8Array([1, 2, 3]), "readme.txt": new Uint8Array(1) }),
    );
    put(folder, "stack.npy", stack);
    put(folder, "stacks.npz", zipOf({ "faces.npy": stack }));
    return { data: Object.entries(doors).map(([name, from]) => ({ name, from })), masks: ["half"] };
  });
  const filesOf = (door: string) =>
    rows
      .filter(({ data, problem }) => data === door && problem === "")
      .map(({ file }) => readFileSync(join(out, file ?? "")).toString("base64"));
  const wanted = filesOf("folder");
  assert.equal(new Set(wanted).size, 3);
  for (const door of Object.keys(doors)) assert.deepEqual(filesOf(door), wanted, door);
  assert.deepEqual(
    rows.filter(({ data }) => data === "npz").map(({ picture }) => picture),
    ["faces.npy[0]", "faces.npy[1]", "faces.npy[2]"],
  );
  const broken = rows.filter(({ problem }) => problem !== "");
  assert.deepEqual(
    broken.map(({ data, picture, file, psnr_filled }) => [data, picture, file, psnr_filled]),
    [
      ["list", "photos/gone.png", "", ""],
      ["zip", "z-broken.png", "", ""],
    ],
  );
  assert.match(broken[0]?.["problem"] ?? "", /gone\.png": it is not there/);
  assert.match(broken[1]?.["problem"] ?? "", /The image "z-broken\.png" cannot be read/);
});

test("mask files are paired by name, where one is missing with a sentence, or are taken in turn", async () => {
  // 1 = known: the first so many rows.
  const maskOf = (rows: number): Uint8Array =>
    Uint8Array.from({ length: size * size }, (_, i) => (i < rows * size ? 255 : 0));
  const known = { a: 3, c: 5, other: 7 };
  const { out, rows } = await studied((folder) => {
    for (const name of ["photos", "own", "turn"]) mkdirSync(join(folder, name));
    for (const [i, name] of ["a", "b", "c"].entries()) put(folder, `photos/${name}.png`, pngOf(pixelsOf(i)));
    for (const [name, count] of Object.entries(known)) put(folder, `own/${name}.png`, pngOf(maskOf(count), 1));
    for (const count of [2, 9]) put(folder, `turn/${count}.png`, pngOf(maskOf(count), 1));
    return {
      data: [{ name: "faces", from: ["photos"] }],
      masks: [
        { name: "own", from: ["own"], pair: "name", hole: "black" },
        { name: "turn", from: ["turn"], hole: "black" },
      ],
    };
  });
  const rowsKnown = (mask: string, index: string): number => {
    const { data, channels } = decode(readFileSync(join(out, `masks/${mask}/faces-0000${index}.png`)));
    return data.filter((v, i) => i % channels === 0 && v === 255).length / size;
  };
  const made = rows.map(({ mask = "", index = "", problem = "" }) => [
    mask,
    index,
    problem === "" ? rowsKnown(mask, index) : problem,
  ]);
  assert.deepEqual(made, [
    ["own", "0", 3],
    ["own", "1", 'There is no mask for "b.png" among the 3 files of "own".'],
    ["own", "2", 5],
    ["turn", "0", 2],
    ["turn", "1", 9],
    ["turn", "2", 2],
  ]);
});
