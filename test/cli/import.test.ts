import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { encode } from "fast-png";
import { writeText } from "../../src/runtime/png/text.ts";
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

const comfy = {
  "3": { class_type: "KSampler", inputs: {} },
  "7": { class_type: "LoadImage", inputs: { image: "a.png" } },
};

test("a workflow of ComfyUI, as JSON or in a picture, is named and not complained about", async () => {
  const folder = freshFolder();
  const json = put(folder, "workflow.json", JSON.stringify(comfy));
  const inFile = await cli(["run", json, "--out", folder]);
  assert.equal(inFile.code, 1);
  assert.match(inFile.err, /This is a ComfyUI workflow in its API format of 2 nodes \(KSampler, LoadImage…\)/);
  assert.match(inFile.err, /give a\.png itself to “Load image”/);
  const png = encode({ width: 80, height: 70, channels: 3, data: new Uint8Array(80 * 70 * 3).fill(90) });
  const picture = put(folder, "out.png", await writeText(png, "prompt", JSON.stringify(comfy)));
  assert.match((await cli(["trace", picture])).err, /carries a ComfyUI workflow of 2 nodes/);
  const asImage = await cli(["trace", "repaint", "--image", picture]);
  assert.equal(asImage.code, 0);
  assert.match(asImage.err, /Warning: .*carries a ComfyUI workflow .*the picture itself can be used/);
});
