import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { decode } from "fast-png";
import { registry } from "../../src/nodes/index.ts";
import { parseGraph } from "../../src/runtime/graph/parse.ts";
import { emptyGraph } from "../../src/ui/edits.ts";
import { setChoice, withMask } from "../../src/ui/paint/paintable.ts";

interface Listed {
  readonly name: string;
  readonly file: string;
  readonly mask?: string;
}

const samples = new URL("../../models/samples/", import.meta.url);
const index = JSON.parse(await readFile(new URL("index.json", samples), "utf8")) as Record<
  "samples" | "masks",
  Listed[]
>;
const { graph } = parseGraph(await readFile(new URL("../../graphs/repaint.json", import.meta.url), "utf8"), registry);

test("every listed mask is there in black and white, as large as the samples, and leaves most of them known", async () => {
  assert.ok(index.masks.length >= 4);
  for (const { name, file } of index.masks) {
    const { width, height, depth, channels, data } = decode(await readFile(new URL(file, samples)));
    assert.deepEqual([width, height, depth, channels], [64, 64, 1, 1], name);
    const known = [...data].reduce((sum, byte) => sum + byte.toString(2).replaceAll("0", "").length, 0) / (64 * 64);
    assert.ok(known > 0.5 && known < 0.98, `${name}: ${known} known`);
  }
  const named = index.samples.flatMap(({ mask }) => mask ?? []);
  assert.deepEqual(new Set(named), new Set(index.masks.map(({ name }) => name)));
});

test("a painting that is chosen is used, and a sample brings its mask along in one edit", () => {
  const params = (edited: typeof graph, id: string) => edited.nodes.find((node) => node.id === id)?.params;
  const painted = setChoice(registry, "mask", "painted", "sample:mask-eyes")(graph);
  assert.equal(params(painted, "mask")?.["preset"], "painted");
  const both = setChoice(registry, "image", "image", withMask("sample:face-1000002", "sample:mask-hair"))(graph);
  assert.equal(params(both, "image")?.["image"], "sample:face-1000002");
  assert.deepEqual(
    [params(both, "mask")?.["painted"], params(both, "mask")?.["preset"]],
    ["sample:mask-hair", "painted"],
  );
  const alone = { ...emptyGraph, nodes: graph.nodes.filter(({ id }) => id === "image") };
  const single = setChoice(registry, "image", "image", withMask("sample:face-1000002", "sample:mask-hair"))(alone);
  assert.equal(params(single, "image")?.["image"], "sample:face-1000002");
  assert.equal(params(setChoice(registry, "mask", "painted", "")(graph), "mask")?.["preset"], "half");
  assert.equal(params(setChoice(registry, "mask", "preset", "wide")(painted), "mask")?.["preset"], "wide");
});
