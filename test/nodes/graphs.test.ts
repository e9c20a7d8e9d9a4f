import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { decodeImage } from "../../src/cli/images.ts";
import { registry } from "../../src/nodes/index.ts";
import { padded } from "../../src/runtime/diffusion/filters.ts";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { POINTS } from "../../src/runtime/laboratory/clouds.ts";
import { modelOfPoints } from "../../src/runtime/laboratory/point-model.ts";
import { parseGraph, serializeGraph } from "../../src/runtime/graph/parse.ts";
import { resourcesOf } from "../../src/runtime/graph/resources.ts";
import type { ModelCard } from "../../src/runtime/model/card.ts";
import { plan } from "../../src/runtime/graph/plan.ts";
import { validate } from "../../src/runtime/graph/validate.ts";
import type { Picture } from "../../src/runtime/node.ts";
import { trace } from "../../src/runtime/trace.ts";
import { CARD, ramp, runBench, saved } from "./stand-in.ts";

const FOLDER = new URL("../../graphs/", import.meta.url);

interface Shipped {
  /** Transitions, network calls, re-noisings. */
  readonly walk: readonly [number, number, number];
  readonly saves: readonly string[];
  /** Share of the pixels that are known; absent where nothing is. */
  readonly known?: number;
  /** Of the known pixels, in [−1, 1]; absent where the known picture is the ramp. */
  readonly value?: number;
  /** Pixels of room that it lays on both sides of the known picture. */
  readonly room?: number;
}

const SHIPPED: Readonly<Record<string, Shipped>> = {
  repaint: { walk: [320, 185, 135], saves: ["repaint"], known: 1 / 2 },
  "repaint-250": { walk: [4570, 2410, 2160], saves: ["repaint-250"], known: 1 / 2 },
  "repaint-official": { walk: [320, 185, 135], saves: ["repaint-official"], known: 1 / 2 },
  "no-resampling": { walk: [50, 50, 0], saves: ["no-resampling"], known: 1 / 2 },
  "slow-down": { walk: [210, 210, 0], saves: ["slow-down"], known: 1 / 2 },
  resample: { walk: [370, 210, 160], saves: ["resample"], known: 1 / 2 },
  "jump-grid": { walk: [352, 216, 136], saves: ["j1-r2", "j5-r2", "j1-r4", "j5-r4"], known: 1 / 2 },
  sdedit: { walk: [400, 225, 175], saves: ["sdedit"], known: 1 / 2 },
  "two-pixels": { walk: [730, 490, 240], saves: ["two-pixels"], known: 1 / 2, value: Math.fround(0.3) },
  unconditional: { walk: [50, 50, 0], saves: ["unconditional"] },
  diversity: { walk: [230, 140, 90], saves: ["diversity"], known: 1 / 16 },
  "nested-jumps": { walk: [306, 178, 128], saves: ["nested-jumps"], known: 1 / 2 },
  "super-resolve": { walk: [410, 230, 180], saves: ["super-resolve"], known: 1 / 4 },
  ddim: { walk: [185, 105, 80], saves: ["ddim"], known: 1 / 2 },
  ddnm: { walk: [230, 140, 90], saves: ["ddnm"], known: 1 / 2 },
  // At 8×8 three rows of its band of 20 of 64 touch it, and one lies wholly inside.
  "class-label": { walk: [410, 460, 180], saves: ["class-label"], known: 1 / 8 },
  ilvr: { walk: [50, 50, 0], saves: ["ilvr"] },
  "predictor-corrector": { walk: [50, 150, 0], saves: ["predictor-corrector"], known: 1 / 2 },
  lanpaint: { walk: [50, 300, 0], saves: ["lanpaint"], known: 1 / 2 },
  ddrm: { walk: [50, 50, 0], saves: ["ddrm"], known: 1 / 2 },
  particles: { walk: [100, 50, 0], saves: ["particles"], known: 1 / 2 },
  twisted: { walk: [50, 148, 0], saves: ["twisted"], known: 1 / 2 },
  ding: { walk: [99, 99, 0], saves: ["ding"] },
  "guidance-curve": { walk: [50, 100, 0], saves: ["guidance-curve"], known: 1 / 8 },
  dps: { walk: [50, 100, 0], saves: ["dps"] },
  mcg: { walk: [50, 100, 0], saves: ["mcg"], known: 1 / 2 },
  copaint: { walk: [140, 475, 45], saves: ["copaint"] },
  "own-nodes": { walk: [410, 230, 180], saves: ["own-nodes"] },
  outpainting: { walk: [230, 140, 90], saves: ["outpainting"], known: 1 / 9, room: 32 },
  fill: { walk: [121, 73, 48], saves: ["fill"], known: 5 / 8 },
  "fill-coarse-to-fine": { walk: [167, 101, 66], saves: ["coarse-to-fine"], known: 5 / 8 },
  "custom-equation": { walk: [230, 140, 90], saves: ["custom-equation"], known: 1 / 2 },
};

/** That of the points where a graph's model is made from points. */
const cardFor = (graph: GraphFile): ModelCard => {
  const [points] = resourcesOf(graph, registry).models.filter((model) => model.startsWith(POINTS));
  return points === undefined ? plainCardFor(graph) : modelOfPoints(points).card;
};

/** Knows labels where a graph has one and its gradient where one is taken, and takes any size where a graph asks for another. */
const plainCardFor = (graph: GraphFile): ModelCard =>
  graph.nodes.some(({ type, params }) => type === "image/crop-to-mask" && Number(params["size"] ?? 0) > 0)
    ? { ...CARD, image: { ...CARD.image, multiple_of: 8 } }
    : graph.nodes.some(({ type }) => type === "model/label")
      ? { ...CARD, io: { ...CARD.io, label: "label" }, classes: { count: 6, null_label: 5 } }
      : graph.nodes.some(({ type }) => type === "denoise/gradient")
        ? { ...CARD, vjp: { file: "small.vjp.onnx" } }
        : CARD;

/** The pictures a graph names: samples are a small ramp, painted masks are what they are. */
const picturesFor = (graph: GraphFile): Record<string, Picture> =>
  Object.fromEntries(
    resourcesOf(graph, registry).images.map((reference) => [
      reference,
      reference.startsWith("data:")
        ? decodeImage(Buffer.from(reference.slice(reference.indexOf(",") + 1), "base64"), reference)
        : ramp(3, 8, 8),
    ]),
  );

const read = (name: string): string => readFileSync(new URL(`${name}.json`, FOLDER), "utf8");
const open = (name: string): GraphFile => parseGraph(read(name), registry).graph;

test("every shipped graph is in this table", () => {
  const files = readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ""));
  assert.deepEqual(files.toSorted(), Object.keys(SHIPPED).toSorted());
});

for (const [name, { walk, saves, known, value, room = 0 }] of Object.entries(SHIPPED)) {
  describe(`graphs/${name}.json`, () => {
    test("opens with nothing dropped and is written again as it is", () => {
      const { graph, notes } = parseGraph(read(name), registry);
      assert.deepEqual(notes, []);
      assert.equal(serializeGraph(graph), read(name));
    });

    test("has a title and two lines about itself in both languages", () => {
      const { title, about } = open(name).meta ?? {};
      for (const language of ["en", "zh"] as const) {
        assert.ok((title?.[language].length ?? 0) > 3);
        assert.equal(about?.[language].split("\n").length, 2);
      }
      assert.match(`${title?.zh}${about?.zh}`, /[\u4e00-\u9fff]/);
    });

    test("has no problem, with its model or without", () => {
      const env = {
        cards: new Map(resourcesOf(open(name), registry).models.map((model) => [model, cardFor(open(name))])),
        images: new Map(
          Object.entries(picturesFor(open(name))).map(([reference, { shape }]) => [
            reference,
            [shape[2], shape[3]] as const,
          ]),
        ),
      };
      assert.deepEqual(validate(open(name), registry), []);
      assert.deepEqual(validate(open(name), registry, env), []);
    });

    test(`walks ${walk[0]} transitions with ${walk[1]} network calls`, () => {
      const { transitions, evaluations, renoisings } = trace(plan(open(name), registry));
      assert.deepEqual([transitions, evaluations, renoisings], walk);
    });

    test("runs to its end, and known pixels are exact", async () => {
      const outcome = await runBench(open(name), {
        card: cardFor(open(name)),
        images: picturesFor(open(name)),
        answer: ({ x }) => x.map((v) => v * 0.9),
      });
      assert.equal(outcome.evaluations, walk[1]);
      const given = { data: ramp(3, 8, 8).data.map((v) => v * 2 - 1), C: 3, H: 8, W: 8 };
      const gt =
        value === undefined ? padded(given, { left: room, right: room, top: 0, bottom: 0 }, NaN).data : [value];
      assert.deepEqual([...saved(outcome).keys()], saves);
      for (const { data } of saved(outcome).values()) {
        assert.ok(data.every((v) => Math.abs(v) <= 4));
        const exact = data.reduce((count, v, i) => count + (v === gt[i % gt.length] ? 1 : 0), 0) / data.length;
        assert.ok(Math.abs(exact - (known ?? 0)) < 0.02, `${exact} of the pixels are exact`);
      }
    });

    test("keeps its nodes apart", () => {
      const { nodes } = open(name);
      for (const a of nodes) {
        for (const b of nodes) {
          const near = a.id < b.id && Math.abs(a.pos[0] - b.pos[0]) < 160 && Math.abs(a.pos[1] - b.pos[1]) < 86;
          assert.ok(!near, `${a.id} and ${b.id}`);
        }
      }
    });
  });
}

test("paired graphs cost the same: slowing down and resampling", () => {
  const calls = (name: string): number => trace(plan(open(name), registry)).evaluations;
  assert.equal(calls("slow-down"), calls("resample"));
});
