import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
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
