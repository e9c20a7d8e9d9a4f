import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { cli, freshFolder, put } from "../helpers/cli.ts";

const configuration = new URL("../fixtures/configurations/faces-narrow.yml", import.meta.url).pathname;

test("a configuration of the official code becomes a graph in a file, and what is left out is listed", async () => {
  const folder = freshFolder();
  const { code, out, err } = await cli(["import", configuration, "--out", join(folder, "mine.json")]);
  assert.equal(code, 0, err);
  assert.equal(out.trim(), join(folder, "mine.json"));
  assert.match(err, /faces_250k\.pt.*PyTorch file/);
  assert.match(err, /mean nothing here and were left out: .*show_progress/);
  const traced = await cli(["trace", join(folder, "mine.json")]);
  assert.match(traced.out, /^4570 transitions: 2410 network calls, 2160 re-noisings/);
  assert.equal(traced.err, "");
});

test("a configuration can be traced and run as it is, without being imported first", async () => {
  const { code, out } = await cli(["trace", configuration, "--quiet"]);
  assert.equal(code, 0);
  assert.match(out, /^4570 transitions/);
  const folder = freshFolder();
  const small = put(
    folder,
    "small.yml",
    "timestep_respacing: 3\nschedule_jump_params: {t_T: 3, jump_length: 1, jump_n_sample: 2}",
  );
  const ran = await cli(["run", small, "--threads", "1", "--out", folder, "--quiet"]);
  assert.equal(ran.code, 0, ran.err);
  assert.ok(readFileSync(join(folder, "result.png")).length > 1000);
});

test("without --out the graph is printed; with --json the notes are with it", async () => {
  const { out } = await cli(["import", configuration, "--quiet"]);
  assert.equal((JSON.parse(out) as { format: string }).format, "repaint-graph");
  const { graph, notes } = JSON.parse((await cli(["import", configuration, "--json"])).out) as {
    graph: { nodes: unknown[] };
    notes: { code: string }[];
  };
  assert.ok(graph.nodes.length > 10);
  assert.ok(notes.some(({ code }) => code === "imported-unused"));
});

test("a respacing that does not fit says the next that does, in the command line's words", async () => {
  const { code, out } = await cli(["check", "repaint", "--set", "schedule.respacing=ddim37"]);
  assert.equal(code, 1);
  assert.match(out, /schedule\.respacing = ddim37 does not fit the 1000 steps of the model: .*exactly 37\./);
  assert.match(out, /Write ddim36 or ddim38\./);
});
