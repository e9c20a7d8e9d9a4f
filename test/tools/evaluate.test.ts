import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { decodeImage, encodeImage } from "../../src/cli/images.ts";
import { registry } from "../../src/nodes/index.ts";
import { execute } from "../../src/runtime/execute.ts";
import { plan } from "../../src/runtime/graph/plan.ts";
import { trace } from "../../src/runtime/trace.ts";
import { faceOf, fillFaces } from "../../tools/evaluate/fill.ts";
import { graphOf, MODEL } from "../../tools/evaluate/graph.ts";
import { facesOf, jobsLeft, workOf, type Job } from "../../tools/evaluate/jobs.ts";
import { maskOf } from "../../tools/evaluate/mask.ts";
import { openModel, type Opened } from "../../tools/evaluate/model.ts";
import { runJobs } from "../../tools/evaluate/pool.ts";
import { Results, type Filled } from "../../tools/evaluate/results.ts";
import { callsOf, EXPERIMENTS, keyOf, setting, slowed, type Setting } from "../../tools/evaluate/settings.ts";
import { withParam } from "../helpers/graphs.ts";

const card = new URL("../../models/faces64.json", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "evaluate-"));
after(() => rmSync(folder, { recursive: true }));

/** A run so short that it only has to work. */
const brief = (other: Partial<Setting> = {}): Setting => setting("wide", 2, { T: 4, jump_length: 1, ...other });
const bytesOf = (png: Uint8Array): number[] => [...decodeImage(png, "fill").data].map((v) => Math.round(255 * v));

/** One face by the graph as it is shipped: no batch, no nodes of the evaluation, the seed in the graph. */
async function filledAlone(one: Setting, face: number, { network, backend }: Opened): Promise<Uint8Array> {
  const { seed, picture } = faceOf(face, one.answer);
  const graph = withParam(withParam(graphOf(one, 1), "mask", "seed", face), "noise", "seed", seed);
  const planned = plan(graph, registry, { cards: new Map([[MODEL, network.card]]), images: new Map() });
  const run = execute(planned, {
    backend,
    networks: new Map([[MODEL, network]]),
    images: new Map([["sample:face-1000000", picture]]),
  });
  for await (const { artifacts } of run)
    for (const artifact of artifacts) if (artifact.kind === "save") return encodeImage(artifact.picture);
  throw new Error("nothing was saved");
}

describe("fills", () => {
  test("a face filled among others is the face filled alone by the shipped graph", async () => {
    const opened = await openModel(card);
    const one = brief({ answer: 1 });
    const faces = [1_000_003, 1_000_000];
    const together = await fillFaces(one, faces, opened);
    for (const [i, face] of faces.entries()) {
      const alone = bytesOf(await filledAlone(one, face, opened));
      const far = bytesOf(together[i] ?? new Uint8Array()).map((v, k) => Math.abs(v - (alone[k] ?? NaN)));
      assert.ok(Math.max(...far) <= 1, `face ${face} differs by ${Math.max(...far)} levels`);
    }
    assert.equal(opened.backend.live, 0);
    await opened.network.close();
  });

  test("known pixels come out as they went in, and another answer differs elsewhere", async () => {
    const opened = await openModel(card);
    const [face] = [1_000_001];
    const [first, second] = await Promise.all([0, 1].map((answer) => fillFaces(brief({ answer }), [face], opened)));
    const [a, b] = [bytesOf(first?.[0] ?? new Uint8Array()), bytesOf(second?.[0] ?? new Uint8Array())];
    const keep_mask = maskOf("wide", face);
    const truth = faceOf(face, 0).picture.data;
    let differing = 0;
    for (const [i, v] of a.entries()) {
      if (keep_mask[i % keep_mask.length] === 1) assert.equal(v, Math.round(255 * (truth[i] ?? NaN)));
      else if (v !== b[i]) differing++;
    }
    assert.ok(differing > 100);
    await opened.network.close();
  });
});

test("network calls are what the walk of the graph counts", () => {
  const settings = new Map(EXPERIMENTS.flatMap((e) => e.settings).map((one) => [keyOf(one), one]));
  for (const [key, one] of settings) {
    assert.equal(trace(plan(graphOf(one, 1), registry)).evaluations, callsOf(one), key);
  }
  assert.equal(callsOf(slowed("half", 4)), callsOf(setting("half", 4)));
});

describe("results", () => {
  const filled = (key: string, face: number): Filled => ({ key, face, calls: 1, ms: 1, png: "" });

  test("a line that a kill cut off is left out, and what follows it is kept", () => {
    const path = join(folder, "cut", "fills.jsonl");
    new Results(path).append([filled("a", 1), filled("a", 2)]);
    appendFileSync(path, '{"key":"a","face":3,"ca');
    const again = new Results(path);
    assert.deepEqual([again.has("a", 2), again.has("a", 3)], [true, false]);
    again.append([filled("a", 3)]);
    assert.deepEqual([...new Results(path).of("a").keys()], [1, 2, 3]);
  });

  test("jobs are what is missing, each setting once although experiments share it", () => {
    const results = new Results(join(folder, "none.jsonl"));
    const jobs = jobsLeft(EXPERIMENTS, 16, 8, results);
    const all = jobs.flatMap(({ setting: one, faces }) => faces.map((face) => `${keyOf(one)} ${face}`));
    assert.equal(new Set(all).size, all.length);
    const asked = new Set(EXPERIMENTS.flatMap((e) => e.settings.flatMap((s) => `${keyOf(s)} ${facesOf(e, 16)}`)));
    assert.ok(all.length > asked.size);
    results.append(jobs.slice(1).flatMap(({ setting: one, faces }) => faces.map((face) => filled(keyOf(one), face))));
    assert.deepEqual(jobsLeft(EXPERIMENTS, 16, 8, results), jobs.slice(0, 1));
    assert.equal(workOf(jobs[0] as Job), 8 * 100);
  });
});

describe("worker processes", () => {
  const jobs: readonly Job[] = [1_000_000, 1_000_001, 1_000_002].map((face) => ({ setting: brief(), faces: [face] }));

  test("share the jobs and answer each with its pictures", async () => {
    const done: string[] = [];
    const { signal } = new AbortController();
    await runJobs(jobs, {
      model: card,
      workers: 2,
      signal,
      done: ({ faces }, pngs) => done.push(`${faces} ${pngs.length}`),
    });
    assert.deepEqual(done.toSorted(), ["1000000 1", "1000001 1", "1000002 1"]);
  });

  test("end at once when they are stopped, without an error", async () => {
    const stop = new AbortController();
    const slow: readonly Job[] = [{ setting: brief({ T: 250 }), faces: [1_000_000, 1_000_001] }];
    const done: Job[] = [];
    setTimeout(() => stop.abort(), 300);
    await runJobs(slow, { model: card, workers: 1, signal: stop.signal, done: (job) => done.push(job) });
    assert.deepEqual(done, []);
  });

  test("hand on why a job failed", async () => {
    const { signal } = new AbortController();
    const failing = runJobs(jobs, { model: join(folder, "none.json"), workers: 1, signal, done: () => {} });
    await assert.rejects(failing, /none\.json/);
  });
});

test("the graph that is evaluated is the shipped one", () => {
  const shipped: unknown = JSON.parse(readFileSync(new URL("../../graphs/repaint.json", import.meta.url), "utf8"));
  assert.ok(typeof shipped === "object" && shipped !== null && "links" in shipped);
  assert.deepEqual(graphOf(brief(), 1).links, shipped.links);
});
