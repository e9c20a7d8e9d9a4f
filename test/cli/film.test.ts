import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { decode, decodeApng } from "fast-png";
import sharp from "sharp";
import { encodeImage, gridOf } from "../../src/cli/images.ts";
import { prepare } from "../../src/cli/prepare.ts";
import { openModels } from "../../src/cli/runners.ts";
import { registry } from "../../src/nodes/index.ts";
import { execute } from "../../src/runtime/execute.ts";
import { plan } from "../../src/runtime/graph/plan.ts";
import { cli, freshFolder } from "../helpers/cli.ts";

const short = ["schedule.T=6", "jump.jump_length=2", "jump.jump_n_sample=2"];
const argv = [...short.flatMap((text) => ["--set", text]), "--threads", "1", "--quiet"];

/** What lies on the loop's `back` at each visit of the node wired there, as the command line writes pictures. */
async function samplesOf(graph: string, node: string, set: readonly string[] = short): Promise<Uint8Array[]> {
  const prepared = await prepare(graph, registry, { set }, process.cwd());
  const opened = await openModels(prepared, { device: "auto", threads: 1 });
  const planned = plan(prepared.graph, registry, prepared.env, { watch: "all" });
  const { backend, networks } = opened;
  const seen: Uint8Array[] = [];
  for await (const visit of execute(planned, { backend, networks, images: prepared.pictures })) {
    if (visit.node !== node) continue;
    const x = await visit.read("sample");
    assert.ok(typeof x === "object");
    seen.push(new Uint8Array(decode(encodeImage(x.shape[0] === 1 ? x : gridOf(x, 0))).data));
  }
  await opened.close();
  return seen;
}

/** Red, green and blue of every fourth pixel of every fourth row. */
function quarter(data: ArrayLike<number>, width: number, channels: number): number[] {
  const values: number[] = [];
  for (let y = 0; y < data.length / channels / width; y += 4)
    for (let x = 0; x < width; x += 4)
      for (let c = 0; c < 3; c++) values.push(data[(y * width + x) * channels + c] ?? -1);
  return values;
}

for (const [graph, node] of [
  ["repaint", "jump"],
  ["repaint-official", "composite"],
] as const) {
  test(`${graph}: the frames of an animated PNG are the samples at every step, enlarged four times`, async () => {
    const folder = freshFolder();
    const { code, err } = await cli([
      "run",
      graph,
      ...argv,
      "--film",
      "walk.png",
      "--film-every",
      "1",
      "--out",
      folder,
    ]);
    assert.equal(code, 0, err);
    const film = decodeApng(readFileSync(join(folder, "walk.png")));
    const samples = await samplesOf(graph, node);
    assert.equal(film.numberOfFrames, samples.length);
    assert.equal(film.width, 256);
    for (const [i, frame] of film.frames.entries())
      assert.deepEqual(quarter(frame.data, 256, 3), [...(samples[i] ?? [])], `frame ${i}`);
    const last = film.frames.at(-1);
    assert.ok(last && last.delayNumber / last.delayDenominator === 2);
  });
}

test("a GIF has the chosen steps counted back from the last, in the nearest of 256 colours", async () => {
  const folder = freshFolder();
  const { code, err } = await cli([
    "run",
    "repaint",
    ...argv,
    "--film",
    "walk.gif",
    "--film-every",
    "3",
    "--out",
    folder,
  ]);
  assert.equal(code, 0, err);
  const file = join(folder, "walk.gif");
  const { pages = 0, delay = [], width } = await sharp(file, { animated: true }).metadata();
  const samples = await samplesOf("repaint", "jump");
  const wanted = samples.filter((_, i) => (samples.length - 1 - i) % 3 === 0);
  assert.equal(pages, wanted.length);
  assert.equal(width, 256);
  assert.deepEqual(delay, [...Array<number>(pages - 1).fill(80), 2000]);
  for (const [i, sample] of wanted.entries()) {
    const { data, info } = await sharp(file, { page: i }).raw().toBuffer({ resolveWithObject: true });
    const came = quarter(data, 256, info.channels);
    const squares = came.reduce((sum, value, at) => sum + (value - (sample[at] ?? NaN)) ** 2, 0);
    assert.ok(Math.sqrt(squares / came.length) < 14, `frame ${i}: ${Math.sqrt(squares / came.length)}`);
    assert.ok(new Set(came).size > 100);
  }
});

test("a batch is filmed as a grid, and at most 120 frames are taken unless more are asked for", async () => {
  const folder = freshFolder();
  const set = ["noise.batch=2", "schedule.T=50", "jump.jump_length=5", "jump.jump_n_sample=3"];
  const { code, err, out } = await cli([
    ...["run", "repaint", ...set.flatMap((text) => ["--set", text]), "--threads", "1", "--film", "all.png"],
    ...["--out", folder],
  ]);
  assert.equal(code, 0, err);
  const said = /all\.png shows (\d+) of (\d+) steps at "jump" \(every (\d+)/.exec(err);
  const [frames, count, every] = [1, 2, 3].map((i) => Number(said?.[i]));
  assert.ok(frames !== undefined && count !== undefined && every !== undefined && count > 120, err);
  assert.equal(every, Math.ceil(count / 120));
  assert.equal(frames, Math.ceil(count / every));
  assert.ok(out.includes(join(folder, "all.png")));
  const { numberOfFrames, width, height } = decodeApng(readFileSync(join(folder, "all.png")));
  assert.deepEqual([numberOfFrames, width, height], [frames, 256, 128]);
});

test("a film's name says its kind and leads nowhere else, and takes no result's name", async () => {
  const folder = join(freshFolder(), "out");
  const refused = async (...more: string[]): Promise<string> => {
    const { code, err } = await cli(["run", "repaint", ...argv, ...more, "--out", folder]);
    assert.equal(code, 1);
    return err;
  };
  assert.match(await refused("--film", "walk.mp4"), /--film walk\.mp4: expected a name that ends in \.gif or \.png/);
  assert.match(await refused("--film", "../walk.gif"), /without a folder/);
  assert.match(await refused("--film", ".gif"), /expected a name/);
  assert.match(await refused("--film-every", "2"), /--film-every needs --film/);
  assert.match(await refused("--film", "a.gif", "--film-every", "0"), /whole number from 1/);
  assert.throws(() => readdirSync(folder), /ENOENT/);
  await cli(["run", "repaint", ...argv, "--film", "Repaint.png", "--out", folder]);
  assert.deepEqual(readdirSync(folder).sort(), ["Repaint.png", "repaint-2.png", "result.json"]);
});
