import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { decode, encode } from "fast-png";
import type { ResultFile } from "../../src/cli/results.ts";
import { shippedNames } from "../../src/cli/package.ts";
import { cli, freshFolder, put, shippedGraph } from "../helpers/cli.ts";

/** A picture that is no flat colour: slopes of red and green, blue in stripes. */
function photo(width: number, height: number): Uint8Array {
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    data[3 * i] = (255 * x) / width;
    data[3 * i + 1] = (255 * y) / height;
    data[3 * i + 2] = (x + y) % 16 < 8 ? 60 : 190;
  }
  return encode({ width, height, channels: 3, data });
}

/** A grey mask with a rectangle of one value on another. */
function rectangle(width: number, height: number, box: readonly number[], inside = 0, outside = 255): Uint8Array {
  const [left = 0, top = 0, w = 0, h = 0] = box;
  const data = new Uint8Array(width * height).fill(outside);
  for (let y = top; y < top + h; y++) data.fill(inside, y * width + left, y * width + left + w);
  return encode({ width, height, channels: 1, data });
}

/** Settings that make a shipped graph's schedule short and its batch small, for the nodes that it has. */
function short(name: string): string[] {
  const nodes = shippedGraph(name).nodes;
  const of = (type: string, ...settings: string[]): string[] =>
    nodes.filter((node) => node.type === type).flatMap(({ id }) => settings.flatMap((s) => ["--set", `${id}.${s}`]));
  return [
    ...of("model/noise-schedule", "respacing=", "T=4"),
    ...of("repaint/jump-back", "jump_length=1", "jump_n_sample=1"),
    ...of("noise/start-at", "t=2"),
    ...nodes.filter(({ params }) => Number(params?.["batch"]) > 4).flatMap(({ id }) => ["--set", `${id}.batch=4`]),
    ...["--threads", "1", "--device", "native"],
  ];
}

const resultOf = (folder: string): ResultFile =>
  JSON.parse(readFileSync(join(folder, "result.json"), "utf8")) as ResultFile;

/** Width, height and hole of masks of one picture. */
const SIZES = [
  [200, 150, [90, 60, 30, 40]],
  [100, 75, [45, 30, 15, 20]],
  [64, 64, [20, 20, 15, 20]],
] as const;

for (const [i, name] of (await shippedNames("graphs")).entries()) {
  const takes = (type: string): boolean => shippedGraph(name).nodes.some((node) => node.type === type);
  if (!takes("image/load") || !takes("image/mask")) continue;
  // The two that people use with pictures of their own meet all sizes, each other template one, in turn.
  const sizes = SIZES.filter((_, at) => name === "repaint" || name === "fill" || at === i % SIZES.length);
  test(`${name} takes a picture of 200×150 and a mask of ${sizes.map(([w, h]) => `${w}×${h}`).join(", ")}`, async () => {
    const folder = freshFolder();
    const image = put(folder, "photo.png", photo(200, 150));
    for (const [width, height, box] of sizes) {
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

/** Where two pictures of one size differ: how far each such pixel is from the rectangle at least, and at most. */
function changed(came: Uint8Array, given: Uint8Array, [left, top, w, h]: readonly [number, number, number, number]) {
  const [a, b] = [decode(came), decode(given)];
  assert.deepEqual([a.width, a.height, a.channels], [b.width, b.height, b.channels]);
  let inside = 0;
  let farthest = 0;
  for (let i = 0; i < a.width * a.height; i++) {
    const at = 3 * i;
    if (a.data[at] === b.data[at] && a.data[at + 1] === b.data[at + 1] && a.data[at + 2] === b.data[at + 2]) continue;
    const [x, y] = [i % a.width, Math.floor(i / a.width)];
    const [dx, dy] = [Math.max(left - x, 0, x - left - w + 1), Math.max(top - y, 0, y - top - h + 1)];
    if (dx === 0 && dy === 0) inside++;
    farthest = Math.max(farthest, Math.hypot(dx, dy));
  }
  return { inside, farthest };
}

for (const { width, height, box, seam, name } of [
  { width: 200, height: 150, box: [90, 60, 30, 40], seam: 0, name: "repaint" },
  { width: 333, height: 500, box: [0, 300, 120, 160], seam: 8, name: "repaint" },
  { width: 500, height: 333, box: [200, 100, 90, 20], seam: 20, name: "ddim" },
  { width: 50, height: 40, box: [20, 10, 9, 9], seam: 2, name: "repaint-official" },
] as const) {
  test(`${name} gives a picture of ${width}×${height} back, to the byte beyond a seam of ${seam} pixels`, async () => {
    const folder = freshFolder();
    const given = photo(width, height);
    const image = put(folder, "photo.png", given);
    const mask = put(folder, "mask.png", rectangle(width, height, box));
    const argv = ["run", name, ...short(name), "--image", image, "--mask", mask, "--set", `paste.seam=${seam}`];
    const { code, err } = await cli([...argv, "--out", join(folder, "out")]);
    assert.equal(code, 0, err);
    assert.match(err, new RegExp(`Of the picture of ${width}×${height} the network sees .*, at 64×64`));
    const { files } = resultOf(join(folder, "out"));
    assert.deepEqual(files, [`${name}.png`, `${name}-network.png`, "result.json"]);
    const { inside, farthest } = changed(readFileSync(join(folder, "out", `${name}.png`)), given, box);
    assert.ok(inside > 0.9 * box[2] * box[3], `${inside} pixels of the hole are new`);
    assert.ok(farthest <= seam && farthest >= seam - 1.5, `${farthest} pixels from the hole one is new`);
    const { width: w, height: h } = decode(readFileSync(join(folder, "out", `${name}-network.png`)));
    assert.deepEqual([w, h], [64, 64]);
  });
}

test("without pasting back, the network's picture alone comes out, and a picture of its size comes out once", async () => {
  const folder = freshFolder();
  const argv = ["run", "repaint", ...short("repaint")];
  const image = put(folder, "photo.png", photo(200, 150));
  const { code, err } = await cli([...argv, "--image", image, "--no-paste-back", "--out", join(folder, "a")]);
  assert.equal(code, 0, err);
  assert.deepEqual(resultOf(join(folder, "a")).files, ["repaint.png", "result.json"]);
  assert.equal(decode(readFileSync(join(folder, "a", "repaint.png"))).width, 64);
  const small = put(folder, "small.png", photo(64, 64));
  await cli([...argv, "--image", small, "--out", join(folder, "b")]);
  assert.deepEqual(resultOf(join(folder, "b")).files, ["repaint.png", "result.json"]);
});

test("that the network of drawn faces is no good for a photograph is said, and only there", async () => {
  const folder = freshFolder();
  const [large, small] = [put(folder, "large.png", photo(200, 150)), put(folder, "small.png", photo(64, 64))];
  for (const [argv, isSaid] of [
    [["repaint", "--image", large], true],
    [["repaint", "--image", small], false],
    [["repaint", "--image", large, "--model", "photo64"], false],
    [["fill", "--image", large], false],
    [["repaint"], false],
  ] as const) {
    const { err, out } = await cli(["check", ...argv]);
    assert.equal(
      /drawn faces and nothing else.*\n.*\n.*repaint fill PHOTO MASK/.test(err + out),
      isSaid,
      argv.join(" "),
    );
  }
});

test("what is transparent in a picture is its hole where no mask is given", async () => {
  const folder = freshFolder();
  const data = Uint8Array.from({ length: 4 * 200 * 150 }, (_, i) => {
    const [x, y] = [Math.floor(i / 4) % 200, Math.floor(i / 800)];
    return i % 4 === 3 ? (x >= 50 && x < 90 && y >= 40 && y < 70 ? 0 : 255) : (x * 3 + y * (i % 4)) % 256;
  });
  const image = put(folder, "cut.png", encode({ width: 200, height: 150, channels: 4, data }));
  const { code, err } = await cli(["run", "ddim", ...short("ddim"), "--image", image, "--out", join(folder, "out")]);
  assert.equal(code, 0, err);
  assert.match(err, /In the mask transparent is the hole \(4\.0 % of the picture\)/);
  const came = decode(readFileSync(join(folder, "out", "ddim.png")));
  const far = [0, 100 * 200, 149 * 200 + 199];
  for (const i of far) for (const c of [0, 1, 2]) assert.equal(came.data[3 * i + c], data[4 * i + c]);
});

test("a picture of 4000×3000 comes back within 1 GB, and how far it is is shown", async () => {
  const folder = freshFolder();
  const [width, height, box] = [4000, 3000, [1500, 1200, 800, 600]] as const;
  const given = photo(width, height);
  const image = put(folder, "photo.png", given);
  const mask = put(folder, "hole.png", rectangle(width, height, box));
  const out = join(folder, "out");
  const argv = ["run", "repaint", ...short("repaint"), "--image", image, "--mask", mask, "--out", out];
  const program = fileURLToPath(new URL("../../src/cli/repaint.ts", import.meta.url));
  const watch = `process.on("exit", () => console.error("peak " + process.resourceUsage().maxRSS));`;
  const watching = put(folder, "watch.mjs", watch);
  const { stderr } = await promisify(execFile)(process.execPath, [
    "--import",
    "tsx",
    "--import",
    watching,
    program,
    ...argv,
  ]);
  const peak = Number(/^peak (\d+)$/m.exec(stderr)?.[1]);
  assert.ok(peak < 1e9 / 1024, `${Math.round(peak / 1024)} MiB at most`);
  assert.match(stderr, /4 network calls/);
  const { inside, farthest } = changed(readFileSync(join(out, "repaint.png")), given, box);
  assert.ok(inside > 0.9 * 800 * 600 && farthest <= 26, `${inside} new in the hole, ${farthest} away`);
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
