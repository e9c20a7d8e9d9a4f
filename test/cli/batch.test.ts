import assert from "node:assert/strict";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { encodeImage } from "../../src/cli/images.ts";
import { registry } from "../../src/nodes/index.ts";
import { parseGraph } from "../../src/runtime/graph/parse.ts";
import { decodeLink } from "../../src/ui/share/link.ts";
import { hashesBelow, runWithKills } from "../../tools/faults/study.ts";
import { cli } from "../helpers/cli.ts";
import { someFaces, tableIn } from "../helpers/studies.ts";

test("a study that is killed again and again ends with the bytes of an undisturbed one, in groups of another size too", async () => {
  const { folder, study } = someFaces(4, { seeds: { count: 2 }, batch: 3 });
  const { study: other } = someFaces(4, { seeds: { count: 2 }, batch: 1 });
  const [calm, killed, alone] = ["calm", "killed", "alone"].map((name) => join(folder, name));
  assert.ok(calm && killed && alone);
  const { code, err } = await cli(["batch", study, "--out", calm]);
  assert.equal(code, 0, err);
  const kept = await runWithKills(study, killed, 3);
  assert.ok(kept.length >= 2, `killed ${kept.length} times`);
  assert.deepEqual([...hashesBelow(killed)], [...hashesBelow(calm)]);
  assert.equal((await cli(["batch", other, "--out", alone])).code, 0);
  assert.equal(hashesBelow(alone).get("table.csv"), hashesBelow(calm).get("table.csv"));

  const rows = tableIn(calm);
  assert.equal(rows.length, 2 * 2 * 5 * 2);
  const broken = rows.filter(({ picture }) => picture === "broken.png");
  assert.equal(broken.length, 8);
  for (const { problem, file } of broken) {
    assert.match(problem ?? "", /The image "broken\.png" cannot be read/);
    assert.equal(file, "");
  }
  for (const row of rows.filter(({ picture }) => picture !== "broken.png")) {
    assert.equal(row["identity"], "0");
    assert.ok(Number(row["psnr_filled"]) < Number(row["psnr_whole"]), JSON.stringify(row));
  }
});

test("a row's picture is what repaint run makes of its picture, its mask and its seed", async () => {
  const { folder, study } = someFaces(2, { seeds: { first: 3, count: 1 }, masks: ["narrow"] });
  const out = join(folder, "out");
  assert.equal((await cli(["batch", study, "--out", out])).code, 0);
  const row = tableIn(out).find(
    ({ picture, ...others }) => picture === "face-1.png" && others["jump.jump_n_sample"] === "2",
  );
  assert.ok(row?.["file"]);
  const settings = [
    "schedule.T=4",
    "jump.jump_length=1",
    "jump.jump_n_sample=2",
    "mask.preset=narrow",
    `mask.seed=${row["index"]}`,
  ];
  const { code, err } = await cli([
    ...[
      "run",
      "repaint",
      "--image",
      join(folder, "photos/face-1.png"),
      "--no-paste-back",
      "--seed",
      row["noise_seed"] ?? "",
    ],
    ...settings.flatMap((setting) => ["--set", setting]),
    ...["--threads", "1", "--out", join(folder, "run")],
  ]);
  assert.equal(code, 0, err);
  const pixels = async (path: string) => (await import("fast-png")).decode(readFileSync(path)).data;
  assert.deepEqual(await pixels(join(out, row["file"])), await pixels(join(folder, "run/repaint.png")));
});

test("the README's lines make a report of a folder of pictures, with graphs inside that open", async () => {
  const readme = readFileSync("README.md", "utf8");
  const lines = [...readme.matchAll(/^npm run -s repaint -- ((?:batch|report) .*?)(?: +#.*)?$/gm)].map(
    ([, line = ""]) => line.split(/\s+/),
  );
  assert.deepEqual(
    lines.map(([command]) => command),
    ["batch", "batch", "report"],
  );
  const { folder } = someFaces(1);
  renameSync(join(folder, "photos"), join(folder, "my-pictures"));
  for (const line of lines) {
    const { code, err } = await cli(line, { cwd: folder });
    assert.equal(code, 0, err);
  }
  const html = readFileSync(join(folder, "results/report.html"), "utf8");
  assert.doesNotMatch(html, /<(script|link)|src="(?!data:)/);
  const links = [...html.matchAll(/href="http[^"]*(#g=[^"]+)"/g)].map(([, hash = ""]) => hash);
  assert.equal(links.length, 2);
  const graphs = await Promise.all(links.map(async (link) => parseGraph(await decodeLink(link), registry).graph));
  assert.deepEqual(
    graphs.map(({ nodes }) => nodes.find(({ type }) => type === "repaint/jump-back")?.params["jump_n_sample"]),
    [1, 4],
  );
  const [first] = tableIn(join(folder, "results")).filter(({ mask, problem }) => mask === "half" && problem === "");
  assert.ok(html.includes(`${Number(Number(first?.["psnr_filled"]).toFixed(2))}`));
  assert.match(readFileSync(join(folder, "results/tables.tex"), "utf8"), /\\begin\{tabular\}\{lrrrrrr\}/);
});

test("a folder of photographs is filled by the network for them, a folder of drawn faces by theirs, either by another that is named", async () => {
  const { folder } = someFaces(1);
  const photos = join(folder, "holidays");
  mkdirSync(photos);
  const pixels = Float32Array.from({ length: 3 * 90 * 120 }, (_, i) => ((i * 37) % 97) / 48.5 - 1);
  writeFileSync(join(photos, "one.png"), encodeImage({ shape: [1, 3, 90, 120], data: pixels }));
  writeFileSync(join(photos, "broken.png"), "no picture");
  const calls = async (...argv: readonly string[]) => {
    const { code, out, err } = await cli(["batch", ...argv, "--dry"], { cwd: folder });
    assert.equal(code, 0, err);
    return { calls: [...out.matchAll(/× (\d+) network calls/g)].map(([, each]) => Number(each)), err };
  };
  const own = await calls(photos);
  assert.deepEqual(own.calls, [25, 73]);
  assert.match(own.err, /filled by photo64, the network for photographs/);
  assert.deepEqual((await calls(photos, "--model", "faces64")).calls, [50, 185]);
  const faces = await calls(join(folder, "photos"));
  assert.deepEqual(faces.calls, [50, 185]);
  assert.doesNotMatch(faces.err, /photo64/);
  const study = join(folder, "study.json");
  const { code, err } = await cli(["batch", study, "--model", "faces64", "--dry"], { cwd: folder });
  assert.equal(code, 1);
  assert.match(err, /--model goes with a folder/);
});
