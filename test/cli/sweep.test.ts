import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { cli, freshFolder } from "../helpers/cli.ts";
import { tableIn } from "../helpers/studies.ts";

const LINE = ["sweep", "repaint", "--set", "schedule.T=4", "--set", "jump.jump_length=1"];

test("every combination has a row and a picture, the same line again makes none anew", async () => {
  const out = join(freshFolder(), "out");
  const argv = [...LINE, "--over", "jump.jump_n_sample=1:2", "--over", "reverse.sampler=ddpm,ddim", "--out", out];
  const { code, err } = await cli(argv);
  assert.equal(code, 0, err);
  const rows = tableIn(out);
  assert.deepEqual(
    rows.map((row) => [row["jump.jump_n_sample"], row["reverse.sampler"]]),
    [
      ["1", "ddpm"],
      ["1", "ddim"],
      ["2", "ddpm"],
      ["2", "ddim"],
    ],
  );
  for (const row of rows) {
    assert.ok(existsSync(join(out, row["file"] ?? "")), JSON.stringify(row));
    assert.equal(row["identity"], "0");
    assert.ok(Number(row["psnr_filled"]) > 0);
  }
  const made = statSync(join(out, "table.csv")).mtimeMs;
  assert.ok(existsSync(join(out, "sheet.png")));
  const again = await cli(argv);
  assert.equal(again.code, 0, again.err);
  assert.match(again.err, /All 4 rows are there already/);
  assert.equal(statSync(join(out, "table.csv")).mtimeMs, made);
});

test("the Sweep nodes of a graph say what is swept, where --over does not", async () => {
  const folder = freshFolder();
  const graph = JSON.parse(readFileSync(new URL("../../graphs/repaint.json", import.meta.url), "utf8")) as GraphFile;
  const node = { id: "s", type: "view/sweep", v: 1, pos: [0, 0], params: { over: "noise.seed", values: "3:5:2" } };
  writeFileSync(join(folder, "swept.json"), JSON.stringify({ ...graph, nodes: [...graph.nodes, node] }));
  const argv = ["sweep", join(folder, "swept.json"), ...LINE.slice(2)];
  const { code, err } = await cli([...argv, "--out", join(folder, "out")]);
  assert.equal(code, 0, err);
  assert.deepEqual(
    tableIn(join(folder, "out")).map((row) => row["noise.seed"]),
    ["3", "5"],
  );
  const other = await cli([...argv, "--over", "jump.jump_n_sample=2", "--out", join(folder, "other")]);
  assert.equal(other.code, 0, other.err);
  const [row, ...more] = tableIn(join(folder, "other"));
  assert.deepEqual([row?.["jump.jump_n_sample"], more.length], ["2", 0]);
});

for (const { argv, says } of [
  { argv: LINE, says: /--over is missing.*and the graph has no Sweep node/ },
  { argv: [...LINE, "--over", "jump.teeth=1"], says: /there is no such param in the graph/ },
  { argv: [...LINE, "--over", "reverse.sampler=ddpm,euler"], says: /none that it takes/ },
  { argv: [...LINE, "--over", "jump.jump_n_sample=1:two"], says: /none that it takes/ },
  { argv: ["sweep", "unconditional", "--over", "noise.seed=1,2"], says: /has no Load image or no Mask/ },
]) {
  test(`repaint ${argv.join(" ")} is answered with a sentence`, async () => {
    const { code, err } = await cli([...argv, "--out", join(freshFolder(), "out")]);
    assert.equal(code, 1);
    assert.match(err, says);
  });
}
