import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { registry } from "../../src/nodes/index.ts";
import { execute, type Keyframe, type RunOptions } from "../../src/runtime/execute.ts";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { plan, type PlanOptions } from "../../src/runtime/graph/plan.ts";
import type { Network } from "../../src/runtime/model/network.ts";
import type { Picture } from "../../src/runtime/node.ts";
import { problem, UserError } from "../../src/runtime/problem.ts";
import { trace } from "../../src/runtime/trace.ts";
import { repaintGraph } from "../helpers/graphs.ts";
import { littleEnv, littlePicture, littleRig, type LittleRig } from "../helpers/little-network.ts";

let rig: LittleRig;
before(async () => void (rig = await littleRig()));
after(() => assert.equal(rig.backend.live, 0, "nothing is alive after all runs"));

const planned = (graph: GraphFile, options?: PlanOptions) => plan(graph, registry, littleEnv, options);

/** Runs a graph to its end and gives what it saves. */
async function result(
  graph: GraphFile,
  options: Partial<RunOptions> = {},
  planOptions?: PlanOptions,
): Promise<Picture> {
  let saved: Picture | undefined;
  for await (const visit of execute(planned(graph, planOptions), { ...rig, ...options })) {
    for (const artifact of visit.artifacts) if (artifact.kind === "save") saved = artifact.picture;
  }
  assert.ok(saved);
  return saved;
}

const small = repaintGraph({ T: 8, jumps: [{ jump_length: 2, jump_n_sample: 3 }] });
const signed = Float32Array.from(littlePicture.data, (v) => v * 2 - 1);
const isClose = (a: number, b: number): boolean => Math.abs(a - b) < 1e-6;

describe("a run", () => {
  it("makes the visits and moves that the dry run foretold", async () => {
    const p = planned(small);
    const walked = trace(p);
    const moves: string[] = [];
    let evaluations = 0;
    for await (const { move, node, evaluations: sofar } of execute(p, rig)) {
      if (move) moves.push(`${node} ${move.from} ${move.to}`);
      evaluations = sofar;
    }
    const foretold = Array.from({ length: walked.transitions }, (_, i) => {
      return `${p.nodes[walked.node[i] ?? -1]?.id} ${walked.from[i]} ${walked.to[i]}`;
    });
    assert.deepEqual(moves, foretold);
    assert.equal(evaluations, walked.evaluations);
  });

  for (const order of ["paper", "official"] as const) {
    it(`returns the image exactly when all of it is known (${order} order)`, async () => {
      const graph = repaintGraph({
        T: 6,
        jumps: [{ jump_length: 2, jump_n_sample: 2 }],
        mask: "everything-known",
        order,
      });
      const { data } = await result(graph);
      assert.ok(
        data.every((v, i) => isClose(v, signed[i] ?? NaN)),
        "as loaded",
      );
      assert.ok(
        data.every((v, i) => Math.round(((v + 1) / 2) * 255) === Math.round((littlePicture.data[i] ?? NaN) * 255)),
      );
    });

    it(`keeps known pixels to the bit (${order} order)`, async () => {
      const graph = repaintGraph({ T: 6, jumps: [{ jump_length: 2, jump_n_sample: 2 }], order });
      const all = await result(repaintGraph({ T: 6, mask: "everything-known", order }));
      const { data } = await result(graph);
      for (let i = 0; i < data.length; i++) if (i % 16 < 8) assert.equal(data[i], all.data[i]);
      assert.ok(
        data.some((v, i) => i % 16 >= 8 && v !== all.data[i]),
        "and fills the rest",
      );
    });
  }

  it("gives the same picture with the same seed, and another with another", async () => {
    const [a, b, c] = [
      await result(small, { seed: 1 }),
      await result(small, { seed: 1 }),
      await result(small, { seed: 2 }),
    ];
    assert.deepEqual(a.data, b.data);
    assert.notDeepEqual(a.data, c.data);
  });

  it("gives bit for bit the same whether neighbours are fused or each value is watched", async () => {
    assert.ok(planned(small).groups.length < planned(small, { watch: "all" }).groups.length);
    assert.deepEqual((await result(small)).data, (await result(small, {}, { watch: "all" })).data);
    assert.deepEqual((await result(small)).data, (await result(small, {}, { maxTensors: 5 })).data);
  });

  it("lets a watched node's outputs be read after each visit, and no others", async () => {
    let seen = 0;
    for await (const visit of execute(planned(small, { watch: new Set(["composite"]) }), rig)) {
      if (visit.node === "composite") {
        const x = await visit.read("sample");
        assert.ok(typeof x === "object" && x.data.length === 768 && x.data.every(Number.isFinite));
        seen++;
      }
      if (visit.node === "reverse") assert.equal(await visit.read("sample"), undefined);
    }
    assert.equal(seen, trace(planned(small)).evaluations);
  });

  it("draws different answers for the pictures of a batch", async () => {
    const { shape, data } = await result(repaintGraph({ T: 5, jumps: [], batch: 3 }));
    assert.deepEqual(shape, [3, 3, 16, 16]);
    const answer = (i: number): Float32Array => data.slice(768 * i, 768 * (i + 1));
    assert.notDeepEqual(answer(0), answer(1));
    assert.notDeepEqual(answer(1), answer(2));
  });

  it("holds no more tensors at the end of many steps than after the first", async () => {
    const live: number[] = [];
    for await (const { node } of execute(planned(repaintGraph({ T: 40 })), rig))
      if (node === "composite") live.push(rig.backend.live);
    assert.equal(Math.max(...live.slice(1)), live[1]);
  });

  it("is paused by not pulling, and freed by returning", async () => {
    const run = execute(planned(small), rig);
    for (let i = 0; i < 20; i++) await run.next();
    assert.ok(rig.backend.live > 0);
    await run.return();
    assert.equal(rig.backend.live, 0);
    assert.equal((await run.next()).done, true);
  });

  it("ends within one visit of an abort, with nothing alive", async () => {
    const stop = new AbortController();
    let after = 0;
    const pulled = (async () => {
      for await (const { index } of execute(planned(small), { ...rig, signal: stop.signal })) {
        if (stop.signal.aborted) after++;
        if (index === 17) stop.abort();
      }
    })();
    await assert.rejects(pulled, { name: "AbortError" });
    assert.equal(after, 0);
    assert.equal(rig.backend.live, 0);
  });

  it("ends with nothing alive when it is disposed of during a network call", async () => {
    const run = execute(planned(small), rig);
    let visit = await run.next();
    while (!visit.done && visit.value.node !== "noise") visit = await run.next();
    const pending = run.next();
    await Promise.resolve();
    await Promise.resolve();
    run.dispose();
    await pending;
    assert.equal((await run.next()).done, true);
    assert.equal(rig.backend.live, 0);
  });

  it("frees everything when a network fails, and names the node", async () => {
    const [reference, good] = [...rig.networks][0] ?? [];
    assert.ok(reference !== undefined && good);
    let calls = 0;
    const words = { en: "It broke.", zh: "坏了。" };
    const failing: Network = {
      ...good,
      call: (...args) =>
        ++calls > 3 ? Promise.reject(new UserError(problem("broken", words, words))) : good.call(...args),
    };
    const run = async (): Promise<Picture> => result(small, { networks: new Map([[reference, failing]]) });
    await assert.rejects(run, (error) => error instanceof UserError && error.problems[0]?.node === "predict");
    assert.equal(rig.backend.live, 0);
  });

  it("names the node and the param when a picture or a model is not there", async () => {
    const missing = async (options: Partial<RunOptions>): Promise<UserError> => {
      const error: unknown = await result(small, options).then(
        () => undefined,
        (e: unknown) => e,
      );
      assert.ok(error instanceof UserError);
      return error;
    };
    const image = await missing({ images: new Map() });
    assert.deepEqual(
      [image.problems[0]?.code, image.problems[0]?.node, image.problems[0]?.param],
      ["missing-image", "image", "image"],
    );
    const model = await missing({ networks: new Map() });
    assert.deepEqual([model.problems[0]?.code, model.problems[0]?.node], ["missing-model", "model"]);
    assert.equal(rig.backend.live, 0);
  });

  it("takes its draws from another source when there is one", async () => {
    const asked: string[] = [];
    const quiet = await result(repaintGraph({ T: 3, jumps: [] }), {
      noise: ({ nodeId, visit, shape }) => {
        asked.push(`${nodeId}#${visit}`);
        return new Float32Array(shape[0] * shape[1] * shape[2] * shape[3]);
      },
    });
    assert.deepEqual(asked, ["noise#0", "reverse#0", "known#0", "reverse#1", "known#1", "reverse#2", "known#2"]);
    assert.ok(quiet.data.every(Number.isFinite));
  });

  it("is let go when it is over, with what was handed to it", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const handed: WeakRef<Map<string, Picture>>[] = [];
    for (let i = 0; i < 5; i++) {
      const images = new Map(rig.images);
      handed.push(new WeakRef(images));
      for await (const _ of execute(planned(repaintGraph({ T: 2, jumps: [] })), { ...rig, images }));
    }
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    // The last one may still lie on the stack.
    assert.equal(handed.slice(0, -1).filter((one) => one.deref() !== undefined).length, 0);
  });
});

describe("a key-frame", () => {
  /** Saves key-frames at some events, then finishes. */
  async function framed(
    graph: GraphFile,
    at: readonly number[],
    options?: PlanOptions,
  ): Promise<{ frames: Keyframe[]; last: Picture }> {
    const frames: Keyframe[] = [];
    let last: Picture | undefined;
    const run = execute(planned(graph, options), rig);
    for await (const visit of run) {
      if (at.includes(visit.index) && run.clean) frames.push(await run.keyframe());
      for (const artifact of visit.artifacts) if (artifact.kind === "save") last = artifact.picture;
    }
    assert.ok(last);
    return { frames, last };
  }

  it("lets a run go on from any moment to the same picture, bit for bit", async () => {
    const { frames, last } = await framed(small, [0, 3, 9, 10, 11, 25, 30, 41, 60], { watch: "all" });
    assert.ok(frames.length >= 8);
    for (const frame of frames) {
      const again = await result(small, { from: structuredClone(frame) }, { watch: "all" });
      assert.deepEqual(again.data, last.data, `from event ${frame.index}`);
    }
  });

  it("may lie in the middle of a jump", async () => {
    const graph = repaintGraph({ T: 8, jumps: [{ jump_length: 3, jump_n_sample: 2 }] });
    const p = planned(graph);
    const run = execute(p, rig);
    let frame: Keyframe | undefined;
    let last: Picture | undefined;
    let climbed = 0;
    for await (const { move, artifacts } of run) {
      if (move && move.to > move.from && ++climbed === 2) frame = await run.keyframe();
      for (const artifact of artifacts) if (artifact.kind === "save") last = artifact.picture;
    }
    assert.ok(frame && last);
    assert.deepEqual((await result(graph, { from: frame })).data, last.data);
  });
});
