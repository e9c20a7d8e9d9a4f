import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readCsv } from "../../src/cli/study/csv.ts";
import { decodeImage } from "../../src/cli/images.ts";
import { parseGraph } from "../../src/runtime/graph/parse.ts";
import { registry } from "../../src/nodes/index.ts";
import { frechetDistance } from "../../src/runtime/measure/distribution.ts";
import { matrixOf } from "../../src/runtime/measure/matrix.ts";
import { cli, put } from "../helpers/cli.ts";
import { onePassOnnx } from "../helpers/one-pass-onnx.ts";
import { someFaces, tableIn } from "../helpers/studies.ts";

/** A graph that fills by a rule, or by a network of its own. */
const baseline = (kind: string, model?: string): string => {
  const { graph } = parseGraph(readFileSync(`tools/baselines/graphs/${kind}.json`, "utf8"), registry);
  const nodes = graph.nodes.map((node) => (node.id === "model" ? { ...node, params: { model } } : node));
  return JSON.stringify({ ...graph, nodes });
};

test("a study of baselines is measured by networks, and says how many pictures the next one needs", async () => {
  const { folder, study } = someFaces(3, {
    masks: ["half"],
    graphs: [
      { name: "mean", graph: "mean.json" },
      { name: "feed-forward", graph: "forward.json" },
    ],
    measures: ["psnr", "lpips", "identity", "fid", "kid"],
    networks: { lpips: "distance.onnx", features: "features.onnx" },
  });
  put(folder, "mean.json", baseline("mean"));
  put(folder, "forward.json", baseline("feed-forward", "file:tiny.onnx"));
  put(folder, "tiny.onnx", onePassOnnx({ kind: "inpainter", size: 64 }));
  put(folder, "distance.onnx", onePassOnnx({ kind: "distance", size: 64 }));
  put(folder, "features.onnx", onePassOnnx({ kind: "features", size: 64 }));
  const out = join(folder, "out");
  const { code, err } = await cli(["batch", study, "--out", out, "--workers", "1"]);
  assert.equal(code, 0, err);

  const rows = tableIn(out).filter(({ problem }) => problem === "");
  assert.equal(rows.length, 6);
  for (const row of rows) {
    assert.equal(row["identity"], "0");
    // The tiny distance is the mean squared difference of whole pictures; the known half agrees.
    const psnr = 10 * Math.log10(4 / Number(row["lpips_whole"]));
    assert.ok(Math.abs(psnr - Number(row["psnr_whole"])) < 0.01, `${psnr} ${row["psnr_whole"]}`);
    assert.equal(row["lpips_filled"], row["lpips_whole"]);
  }

  // The tiny features are the means of the channels.
  const means = (file: string): number[] => {
    const { data } = decodeImage(readFileSync(join(out, file)), file);
    return [0, 1, 2].map((c) => data.subarray(c * 4096, (c + 1) * 4096).reduce((sum, v) => sum + 2 * v - 1, 0) / 4096);
  };
  const own = rows.filter(({ graph }) => graph === "mean");
  const fills = matrixOf(own.map(({ file = "" }) => means(file)));
  const truths = matrixOf(own.map(({ data, index = "" }) => means(`truth/${data}-${index.padStart(5, "0")}.png`)));
  const [head = [], ...groups] = readCsv(readFileSync(join(out, "groups.csv"), "utf8"));
  const wanted = frechetDistance(fills, truths);
  // The known half is the truth's in these fills, so both are of the same pictures.
  for (const column of ["fid_filled", "fid_whole"]) {
    const fid = Number(groups[0]?.[head.indexOf(column)]);
    assert.ok(Math.abs(fid - wanted) < 1e-3 * wanted, `${column} ${fid}, expected ${wanted}`);
  }

  const power = await cli(["power", out, "--effect", "psnr_filled=1", "--json"]);
  assert.equal(power.code, 0, power.err);
  const [line] = (JSON.parse(power.out) as { lines: { spread: number; find: number; bound: number; a: string }[] })
    .lines;
  assert.ok(line);
  // (1.96 + 0.8416)² and (1.96 + 1.2816)².
  assert.equal(line.find, Math.max(2, Math.ceil(7.8489 * line.spread ** 2)));
  assert.equal(line.bound, Math.max(2, Math.ceil(10.5074 * line.spread ** 2)));
  const unknown = await cli(["power", out, "--effect", "beauty=1"]);
  assert.equal(unknown.code, 1);
  assert.match(unknown.err, /expected MEASURE=SIZE.*psnr_filled/);
});

test("a measure whose network has to be downloaded says so, and what to do", async () => {
  const { study } = someFaces(1, { measures: ["lpips", "fid"] });
  const { code, err } = await cli(["batch", study, "--dry"]);
  assert.equal(code, 1);
  assert.match(err, /measures LPIPS and names no network for it: networks\.lpips is missing/);
  assert.match(err, /not in the box: docs\/networks\.md .* what to download/);
  assert.match(err, /networks\.features is missing/);
});
