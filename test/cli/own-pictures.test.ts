import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { encode } from "fast-png";
import type { ResultFile } from "../../src/cli/results.ts";
import { shippedNames } from "../../src/cli/package.ts";
import { cli, freshFolder, put, shippedGraph } from "../helpers/cli.ts";

/** A picture that is no flat colour: slopes of red and green, blue in stripes. */
export function photo(width: number, height: number): Uint8Array {
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    data.set([(255 * x) / width, (255 * y) / height, (x + y) % 16 < 8 ? 60 : 190], 3 * i);
  }
  return encode({ width, height, channels: 3, data });
}

/** A grey mask with a rectangle of one value on another. */
function rectangle(width: number, height: number, box: readonly number[], inside = 0, outside = 255): Uint8Array {
  const [left = 0, top = 0, w = 0, h = 0] = box;
  const data = Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return x >= left && x < left + w && y >= top && y < top + h ? inside : outside;
  });
  return encode({ width, height, channels: 1, data });
}

/** Settings that make a shipped graph's schedule short, for the nodes that it has. */
function short(name: string): string[] {
  const nodes = shippedGraph(name).nodes;
  const of = (type: string, ...settings: string[]): string[] =>
    nodes.filter((node) => node.type === type).flatMap(({ id }) => settings.flatMap((s) => ["--set", `${id}.${s}`]));
  return [
    ...of("model/noise-schedule", "respacing=", "T=4"),
    ...of("repaint/jump-back", "jump_length=1", "jump_n_sample=1"),
    ...of("noise/start-at", "level=2"),
    ...["--threads", "1", "--device", "native"],
  ];
}

const resultOf = (folder: string): ResultFile =>
  JSON.parse(readFileSync(join(folder, "result.json"), "utf8")) as ResultFile;

for (const name of await shippedNames("graphs")) {
  const takes = (type: string): boolean => shippedGraph(name).nodes.some((node) => node.type === type);
  if (!takes("image/load") || !takes("image/mask")) continue;
  test(`${name} takes a picture and a mask of 200×150, and of other sizes of one shape`, async () => {
    const folder = freshFolder();
    const image = put(folder, "photo.png", photo(200, 150));
    for (const [width, height, box] of [
      [200, 150, [90, 60, 30, 40]],
      [100, 75, [45, 30, 15, 20]],
      [64, 64, [20, 20, 15, 20]],
    ] as const) {
      const mask = put(folder, "mask.png", rectangle(width, height, box));
      const out = join(folder, `out-${width}`);
      const { code, err } = await cli(["run", name, ...short(name), "--image", image, "--mask", mask, "--out", out]);
      assert.equal(code, 0, err);
      assert.match(err, /In the mask black is the hole/);
    }
  });
}

test("a mask that is neither of the picture's shape nor of the network's is refused with a sentence", async () => {
  const folder = freshFolder();
  const image = put(folder, "photo.png", photo(200, 150));
  const mask = put(folder, "mask.png", rectangle(150, 200, [0, 0, 40, 40]));
  const { code, err } = await cli(["run", "repaint", "--image", image, "--mask", mask, "--out", join(folder, "out")]);
  assert.equal(code, 1);
  assert.match(
    err,
    /The mask of mask is 150×200 \(width × height\); its picture is 200×150, the network takes 64×64\./,
  );
});

const masks: readonly { readonly name: string; readonly bytes: Uint8Array; readonly says: RegExp }[] = [
  { name: "black on white", bytes: rectangle(64, 64, [8, 8, 32, 32]), says: /black is the hole \(25 %/ },
  {
    name: "white on black",
    bytes: rectangle(64, 64, [8, 8, 16, 16], 255, 0),
    says: /white is the hole \(6\.3 %.*This is a guess: with black/,
  },
  {
    name: "zeros and ones of 8 bits",
    bytes: rectangle(64, 64, [8, 8, 32, 32], 0, 1),
    says: /black is the hole \(25 %.*Its values go from 0 to 1 of 255 and were split halfway/,
  },
  {
    name: "soft edges",
    bytes: encode({
      width: 64,
      height: 64,
      channels: 1,
      data: Uint8Array.from({ length: 4096 }, (_, i) => Math.min(255, 8 * (i % 64))),
    }),
    says: /black is the hole \(25 %.*Grey pixels \(39 %\) went to the nearer side/,
  },
  { name: "all white", bytes: rectangle(64, 64, []), says: /leaves nothing to fill: everything is known/ },
  { name: "all black", bytes: rectangle(64, 64, [0, 0, 64, 64]), says: /everything is to be filled/ },
  {
    name: "red on green",
    bytes: encode({
      width: 64,
      height: 64,
      channels: 3,
      data: Uint8Array.from({ length: 3 * 4096 }, (_, i) => (i % 3 === (i < 3072 ? 0 : 1) ? 255 : 0)),
    }),
    says: /black is the hole \(25 %/,
  },
  {
    name: "a picture with transparent pixels",
    bytes: encode({
      width: 64,
      height: 64,
      channels: 4,
      data: Uint8Array.from({ length: 4 * 4096 }, (_, i) => (i % 4 === 3 && i < 4096 ? 0 : 120)),
    }),
    says: /transparent is the hole \(25 %/,
  },
];

for (const { name, bytes, says } of masks) {
  test(`a mask of ${name} says in one sentence how it was understood, in words and in --json`, async () => {
    const folder = freshFolder();
    const mask = put(folder, "mask.png", bytes);
    const argv = ["run", "repaint", ...short("repaint"), "--mask", mask, "--out", join(folder, "out")];
    const spoken = await cli(argv);
    assert.equal(spoken.code, 0, spoken.err);
    assert.match(spoken.err, says);
    const { notes } = resultOf(join(folder, "out"));
    assert.match(notes.map(({ text }) => text.en).join(" "), says);
    assert.match(notes[0]?.text.zh ?? "", /掩码/);
  });
}
