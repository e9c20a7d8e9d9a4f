import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { chooseRunner, type Candidate } from "../../../src/runtime/model/choose.ts";
import { parseCard } from "../../../src/runtime/model/parse-card.ts";
import { problem, UserError } from "../../../src/runtime/problem.ts";
import { arrayBackend } from "../../helpers/host-backend.ts";

const card = parseCard(readFileSync(new URL("../../../models/faces64.json", import.meta.url), "utf8"));

/** A world in which time passes only in network calls. */
function world() {
  let time = 0;
  const log: string[] = [];
  const candidate = (name: string, times: readonly number[], isSoftware = false): Candidate => ({
    name: { en: name, zh: name },
    isSoftware,
    open: async () => {
      log.push(`open ${name}`);
      const backend = arrayBackend();
      let calls = 0;
      const network = {
        card,
        sha256: "",
        runner: name,
        call: async () => {
          time += times[calls++] ?? 0;
          return backend.alloc([1, 6, 64, 64]);
        },
        close: async () => void log.push(`close ${name} after ${calls} calls, ${backend.live} live`),
      };
      return { network, backend };
    },
  });
  return { log, candidate, now: () => time };
}

const broken: Candidate = {
  name: { en: "WebGPU", zh: "WebGPU" },
  open: async () => {
    throw new UserError(problem("no-webgpu", { en: "There is no adapter.", zh: "没有适配器。" }, { en: "", zh: "" }));
  },
};

test("the fastest warmed-up call wins, the others are closed, and the sentence has the times", async () => {
  const { log, candidate, now } = world();
  const choice = await chooseRunner([candidate("A", [50, 20]), candidate("B", [90, 4]), candidate("C", [20, 15])], now);
  assert.equal(choice.network.runner, "B");
  assert.equal(choice.sentence.en, "Runs on B: 4.0 ms a call (A 20 ms; C 15 ms).");
  assert.equal(choice.backend.live, 0);
  assert.deepEqual(log, [
    "open A",
    "open B",
    "close A after 2 calls, 0 live",
    "open C",
    "close C after 2 calls, 0 live",
  ]);
});

test("a software adapter is never opened, not even when it is all there is", async () => {
  const { log, candidate, now } = world();
  const choice = await chooseRunner([candidate("GPU", [1, 1], true), candidate("wasm", [30, 30])], now);
  assert.equal(choice.network.runner, "wasm");
  assert.match(choice.sentence.en, /not GPU: a software adapter/);
  await assert.rejects(
    chooseRunner([candidate("GPU", [1, 1], true)], now),
    /Nothing here can run the network.*software/,
  );
  assert.deepEqual(log, ["open wasm"]);
});

test("a candidate that is needless beside a fast one is not opened; beside a slow one it is", async () => {
  const { log, candidate, now } = world();
  const spare = { ...candidate("wasm", [30, 30]), needless: 25 };
  const choice = await chooseRunner([candidate("GPU", [90, 25]), spare], now);
  assert.equal(choice.sentence.en, "Runs on GPU: 25 ms a call (not wasm: not needed).");
  assert.deepEqual(log, ["open GPU"]);
  const slow = await chooseRunner([candidate("GPU", [90, 40]), spare], now);
  assert.equal(slow.network.runner, "wasm");
});

test("a single candidate is taken without a call", async () => {
  const { log, candidate, now } = world();
  const choice = await chooseRunner([candidate("A", [9])], now);
  await choice.network.close();
  assert.equal(choice.sentence.zh, "运行于A。");
  assert.deepEqual(log, ["open A", "close A after 0 calls, 0 live"]);
});

test("a candidate that cannot be opened is passed over with its reason", async () => {
  const { candidate, now } = world();
  const choice = await chooseRunner([broken, candidate("A", [9, 8])], now);
  assert.equal(choice.sentence.en, "Runs on A: 8.0 ms a call (not WebGPU: There is no adapter).");
  await assert.rejects(chooseRunner([broken], now), /There is no adapter/);
});

test("a candidate whose first call is hopeless is not called again", async () => {
  const { log, candidate, now } = world();
  await chooseRunner([candidate("A", [5, 5]), candidate("B", [500, 1])], now);
  assert.equal(log.at(-1), "close B after 1 calls, 0 live");
});
