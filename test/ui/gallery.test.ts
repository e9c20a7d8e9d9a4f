import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { registry } from "../../src/nodes/index.ts";
import { parseGraph } from "../../src/runtime/graph/parse.ts";
import type { Raster } from "../../src/ui/engine/messages.ts";
import { setParam } from "../../src/ui/edits.ts";
import { everyNth, figuresOf, spread, type GalleryEntry } from "../../src/ui/gallery/entries.ts";
import { bounded, GalleryStore } from "../../src/ui/gallery/gallery-store.ts";
import { GalleryKeeper } from "../../src/ui/gallery/gallery-keeper.ts";
import { difference, itemsOf, strip, tiled, withSeedsOf } from "../../src/ui/gallery/looking.ts";

const graphOf = async (name: string) =>
  parseGraph(await readFile(new URL(`../../graphs/${name}.json`, import.meta.url), "utf8"), registry).graph;
const plain = (value: number, width = 2, height = 2): Raster => ({
  width,
  height,
  rgba: new Uint8ClampedArray(width * height * 4).map((_, i) => (i % 4 === 3 ? 255 : value)),
});

test("seed and schedule are read off the graph, several where there are several", async () => {
  assert.deepEqual(figuresOf(await graphOf("repaint-250"), registry, 2410, 60), {
    seeds: [1],
    T: [250],
    j: [10],
    r: [10],
    calls: 2410,
    seconds: 60,
  });
  assert.ok(figuresOf(await graphOf("nested-jumps"), registry, 0, 0).j.length > 1);
});

test("a seed is used again where the other graph has the same node, and nothing else changes", async () => {
  const graph = await graphOf("repaint");
  const other = setParam("noise", "seed", 77)(setParam("jump", "jump_length", 9)(graph));
  assert.deepEqual(withSeedsOf(other, registry)(graph), setParam("noise", "seed", 77)(graph));
  assert.equal(withSeedsOf(graph, registry)(graph), graph);
});

test("equal pictures do not differ, and the difference says by how much", () => {
  assert.equal(difference(plain(9), plain(9)).mean, 0);
  const { raster, mean } = difference(plain(10), plain(30));
  assert.equal(mean, 20);
  assert.deepEqual([...raster.rgba.subarray(0, 4)], [80, 80, 80, 255]);
  assert.throws(() => difference(plain(0), plain(0, 3)), RangeError);
});

test("a strip puts pictures side by side, in rows", () => {
  const { width, height, rgba } = strip([plain(1), plain(2), plain(3)], 2, 1);
  assert.deepEqual([width, height], [5, 5]);
  const at = (x: number, y: number): number => rgba[(y * width + x) * 4] ?? -1;
  assert.deepEqual([at(0, 0), at(2, 0), at(4, 1), at(1, 4), at(4, 4)], [1, 255, 2, 3, 255]);
});

test("what is spread keeps first and last", () => {
  assert.deepEqual(spread([...Array(100).keys()], 4), [0, 33, 66, 99]);
  assert.deepEqual(spread([1, 2], 4), [1, 2]);
});

test("each finished run is kept with its graph as it began and the pictures on the way; a stopped one is not", async () => {
  const graph = await graphOf("repaint");
  const source = Object.assign(new EventTarget(), {
    graph,
    runs: {
      state: "idle",
      results: [{ node: "save", name: "repaint", raster: plain(5) }],
      given: plain(7),
      progress: {
        node: "jump",
        t: 0,
        transition: 9,
        evaluations: 230,
        evaluationsTotal: 230,
        rate: 1,
        secondsLeft: 0,
        seconds: 4,
      },
      steps: { every: 3, frames: Array.from({ length: 100 }, (_, i) => ({ raster: plain(i), t: 99 - i })) },
    },
  });
  const keeper = new GalleryKeeper(source, registry);
  const become = (state: string): boolean => {
    source.runs.state = state;
    return source.dispatchEvent(new Event("change"));
  };
  become("running");
  source.graph = setParam("noise", "seed", 2)(graph);
  become("paused");
  become("finished");
  become("finished");
  become("running");
  become("cancelled");
  assert.equal(keeper.entries.length, 1);
  const [entry] = keeper.entries;
  assert.equal(entry?.graph, graph);
  assert.equal(entry?.figures.calls, 230);
  assert.deepEqual([entry?.every, entry?.frames.length], [3, 100]);
});

test("every Nth frame is counted back from the last, so that the end of a run is always there", () => {
  assert.deepEqual(everyNth([1, 2, 3, 4, 5, 6, 7], 3), [1, 4, 7]);
  assert.deepEqual(everyNth([1, 2, 3, 4], 3), [1, 4]);
  for (let n = 1; n < 9; n++) assert.equal(everyNth([1, 2, 3, 4, 5], n).at(-1), 5);
});

const entryOf = async (number: number, raster: Raster, given: Raster | undefined): Promise<GalleryEntry> => ({
  id: `id${number}`,
  made: number,
  number,
  graph: await graphOf("repaint"),
  results: [{ node: "save", name: "repaint", raster }],
  given,
  figures: { seeds: [1], T: [50], j: [5], r: [5], calls: 230, seconds: 4 },
  frames: [{ raster: given ?? raster, t: 3 }],
  every: 1,
});

test("a batch is taken apart into its pictures, and what was given is laid over all of them", async () => {
  const grid = strip([plain(1), plain(2), plain(3)], 2, 0);
  for (let p = 0; p < 16; p++) if (p % 4 >= 2 && p >= 8) grid.rgba[p * 4 + 3] = 0;
  const items = itemsOf(await entryOf(1, grid, plain(9)));
  assert.deepEqual(
    items.map(({ rgba }) => rgba[0]),
    [1, 2, 3],
  );
  assert.deepEqual(itemsOf(await entryOf(1, grid, undefined)), [grid]);
  const over = tiled(plain(9), grid)?.rgba ?? [];
  assert.deepEqual([over[0], over[4 * 15 - 1], over[4 * 10], over[4 * 10 + 3]], [9, 0, 0, 0]);
  assert.equal(tiled(plain(9, 3, 3), grid), undefined);
});

test("results outlast a visit; what is damaged is left out, and the oldest go when there are too many", async () => {
  const values = new Map<string, unknown>();
  const shelf = {
    get: (key: string) => Promise.resolve(values.get(key)),
    put: async (entries: readonly (readonly [string, unknown])[]) => {
      for (const [key, value] of entries) values.set(key, structuredClone(value));
    },
    remove: async (key: string) => void values.delete(key),
    under: async (prefix: string) => [...values].filter(([key]) => key.startsWith(prefix)).map(([, value]) => value),
  };
  const store = new GalleryStore(shelf, registry);
  const entries = await Promise.all([1, 2, 2].map((n) => entryOf(n, plain(n), plain(9))));
  const floats = { shape: [1, 1, 2, 2], data: Float32Array.of(1, 2, 3, 4), range: [1, 4] };
  Object.assign(entries[0]?.results[0] ?? {}, { values: floats });
  for (const [i, entry] of entries.entries()) await store.keep({ ...entry, id: `id${i}` });
  const whole = values.get("run:id0") as object;
  const damages: object[] = [{ results: [] }, { results: [{}] }, { frames: [null] }, { graph: "{" }, { made: "now" }];
  const [first] = entries[0]?.results ?? [];
  damages.push({ results: [{ ...first, values: { ...floats, data: Float32Array.of(1) } }] });
  for (const [i, damage] of damages.entries()) values.set(`run:damaged${i}`, { ...whole, ...damage });
  values.set("run:nothing", null);
  const found = await store.entries();
  assert.deepEqual(
    found.map(({ number }) => number),
    [3, 2, 1],
  );
  assert.deepEqual(found[2], { ...entries[0], id: "id0" });
  await store.remove("id1");
  assert.equal((await store.entries()).length, 2);
  assert.deepEqual([bounded(found, 2).kept.length, bounded(found, 9, 50).kept.length], [2, 2]);
  assert.equal(bounded(found, 9, 1).kept.length, 1);
});
