import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { registry } from "../../src/nodes/index.ts";
import { execute } from "../../src/runtime/execute.ts";
import { plan } from "../../src/runtime/graph/plan.ts";
import { History } from "../../src/runtime/history.ts";
import { repaintGraph } from "../helpers/graphs.ts";
import { littleEnv, littleRig, type LittleRig } from "../helpers/little-network.ts";

let rig: LittleRig;
before(async () => void (rig = await littleRig()));
after(() => assert.equal(rig.backend.live, 0));

const graph = repaintGraph({ T: 8, jumps: [{ jump_length: 2, jump_n_sample: 3 }] });
const fused = plan(graph, registry, littleEnv);
const watched = plan(graph, registry, littleEnv, { watch: "all" });

describe("a history", () => {
  it("stands at any event again, whatever was watched when it was recorded", async () => {
    const truth = new Map<number, Float32Array>();
    for await (const visit of execute(watched, rig)) {
      const x = visit.node === "reverse" || visit.node === "jump0" ? await visit.read("sample") : undefined;
      if (typeof x === "object") truth.set(visit.index, x.data);
    }
    const history = new History({ every: 12 });
    const run = execute(fused, rig);
    for await (const visit of run) await history.record(run, visit);
    assert.ok(history.moments.length > 4);
    for (const [index, data] of [...truth].filter((_, i) => i % 5 === 0)) {
      const { run: again, visit } = await history.standAt(watched, rig, index);
      const x = await visit?.read("sample");
      assert.ok(typeof x === "object");
      assert.deepEqual(x.data, data, `event ${index}`);
      again.dispose();
    }
  });

  it("keeps a bounded number of key-frames, spread over the whole run", async () => {
    const history = new History({ every: 3, most: 8 });
    const run = execute(fused, rig);
    let last = 0;
    for await (const visit of run) {
      await history.record(run, visit);
      last = visit.index;
      assert.ok(history.moments.length <= 8);
    }
    const gaps = history.moments.slice(1).map((moment, i) => moment - (history.moments[i] ?? 0));
    assert.ok(Math.max(...gaps, last - (history.moments.at(-1) ?? 0)) < last / 2);
  });

  it("says that the walk ends before an event beyond it", async () => {
    const { run, visit } = await new History().standAt(fused, rig, 1e6);
    assert.equal(visit, undefined);
    run.dispose();
  });
});
