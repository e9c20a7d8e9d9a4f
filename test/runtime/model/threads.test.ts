import assert from "node:assert/strict";
import { test } from "node:test";
import * as native from "onnxruntime-node";
import { chooseThreads, guessedCallMs } from "../../../src/runtime/model/threads.ts";
import type { OrtRuntime } from "../../../src/runtime/model/ort.ts";

/** The native runtime in a world in which time passes only in calls, so many milliseconds for each number of threads. */
function world(times: Readonly<Record<number, number>>) {
  let time = 0;
  const log: string[] = [];
  const create = async (bytes: Uint8Array, options: { intraOpNumThreads?: number } = {}) => {
    const threads = options.intraOpNumThreads ?? 0;
    const session = await native.InferenceSession.create(bytes, options);
    log.push(`open ${threads}`);
    return {
      run: async (feeds: Parameters<typeof session.run>[0]) => {
        time += times[threads] ?? 0;
        return await session.run(feeds);
      },
      release: async () => {
        log.push(`close ${threads}`);
        await session.release();
      },
    };
  };
  const ort = { Tensor: native.Tensor, InferenceSession: { create } } as Partial<OrtRuntime> as OrtRuntime;
  return { ort, log, now: () => time };
}

test("the faster number of threads is taken, after calls of a stand-in that are closed again", async () => {
  const { ort, log, now } = world({ 4: 1, 1: 3 });
  const choice = await chooseThreads(ort, [4, 1], 100, now);
  assert.deepEqual(choice, {
    threads: 4,
    trials: [
      { threads: 4, ms: 1 },
      { threads: 1, ms: 3 },
    ],
    ms: 16,
  });
  assert.deepEqual(log, ["open 4", "open 1", "close 4", "close 1"]);
  const busy = world({ 4: 3, 1: 1 });
  assert.equal((await chooseThreads(busy.ort, [4, 1], 100, busy.now)).threads, 1);
});

test("a trial stays within its budget: a short run is given none, a busy machine's is broken off for one thread", async () => {
  const short = world({ 4: 1, 1: 1 });
  assert.deepEqual(await chooseThreads(short.ort, [4, 1], 5, short.now), { threads: 4, trials: [], ms: 0 });
  assert.deepEqual(short.log, []);
  const busy = world({ 4: 60, 1: 60 });
  const choice = await chooseThreads(busy.ort, [4, 1], 100, busy.now);
  assert.deepEqual(choice, { threads: 1, trials: [], ms: 60 });
  assert.deepEqual(busy.log, ["open 4", "close 4"]);
  const slow = world({ 4: 20, 1: 20 });
  const some = await chooseThreads(slow.ort, [4, 1], 100, slow.now);
  assert.equal(some.trials.length, 2);
  assert.ok(some.ms <= 100, String(some.ms));
  const one = world({ 2: 1 });
  assert.deepEqual(await chooseThreads(one.ort, [2], 1000, one.now), { threads: 2, trials: [], ms: 0 });
});

test("a call of the bundled network is guessed within a factor of four of what it takes, and a large one from its weights", () => {
  assert.ok(guessedCallMs(11_587_607, { height: 64, width: 64 }) > 2);
  assert.ok(guessedCallMs(11_587_607, { height: 64, width: 64 }) < 8);
  assert.ok(guessedCallMs(2.2e9, { height: 256, width: 256 }) > 5000);
});
