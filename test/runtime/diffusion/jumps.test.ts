import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { jumpDecision, walkTotals, type JumpSettings } from "../../../src/runtime/diffusion/jumps.ts";
import { walkByDecisions, walkByTables, type OfficialJumps } from "./official-walk.ts";

interface Recorded extends OfficialJumps {
  readonly model_evaluations: number;
  readonly undo_steps: number;
  readonly times: readonly number[];
}

const read = <A>(path: string): A =>
  JSON.parse(readFileSync(new URL(`../../fixtures/official/${path}`, import.meta.url), "utf8"));
const sha1 = (values: readonly number[]): string => createHash("sha1").update(values.join(",")).digest("hex");
const calls = (times: readonly number[]): number => times.filter((t, i) => i > 0 && t < (times[i - 1] ?? 0)).length;
const undos = (times: readonly number[]): number => times.length - 1 - calls(times);
const settingsOf = (o: OfficialJumps): JumpSettings => ({
  T: o.t_T,
  jump_length: o.jump_length,
  jump_n_sample: o.jump_n_sample,
  ...(o.start_resampling === undefined ? {} : { start_resampling: o.start_resampling }),
});
const walk = (t_T: number, jump_length: number, jump_n_sample: number, start_resampling?: number): number[] =>
  walkByDecisions({ t_T, jump_length, jump_n_sample, ...(start_resampling === undefined ? {} : { start_resampling }) });

for (const recorded of read<Recorded[]>("schedules.json")) {
  const { times, model_evaluations, undo_steps, ...settings } = recorded;
  const { t_T, jump_length, jump_n_sample, jump2_length, jump2_n_sample, start_resampling } = recorded;
  const title = `T ${t_T}, j ${jump_length}, r ${jump_n_sample}, inner ${jump2_length}×${jump2_n_sample}, start ${start_resampling}`;
  test(`the recorded schedule is reproduced: ${title}`, () => {
    assert.deepEqual(walkByDecisions(settings), times);
    assert.deepEqual(walkByTables(settings), times);
    assert.equal(calls(times), model_evaluations);
    assert.equal(undos(times), undo_steps);
  });
}

test("the walk of a recorded run is reproduced, T being the schedule's length", () => {
  const run = read<{ jump: OfficialJumps; times: number[] }>("half-r3-j4/case.json");
  assert.deepEqual(walkByDecisions(run.jump), run.times);
});

test("a walk that starts below the top of a longer schedule is limited by start_resampling", () => {
  const run = read<{ T: number; jump: OfficialJumps; times: number[] }>("lines-r2-j5-t100/case.json");
  const counts = new Map<number, number>();
  const times: number[] = [];
  let p = run.jump.t_T - 1;
  for (times.push(p); p >= 0; times.push(--p)) {
    const at = { p, T: run.T, jump_length: 5, jump_n_sample: 2, start_resampling: run.jump.t_T - 1 };
    for (let climb = jumpDecision(at, counts); climb > 0; climb--) times.push(++p);
  }
  assert.deepEqual(times, run.times);
});

test("the default schedule is the published one", () => {
  const times = walk(250, 10, 10);
  assert.equal(times.length, 4571);
  assert.equal(sha1(times), "ea61a007b174f20a1aba4d8c32b3216fc22c5fb0");
  assert.equal(
    times.reduce((sum, t) => sum + t, 0),
    549524,
  );
  assert.equal(
    times.findIndex((t, i) => t > (times[i - 1] ?? 250)),
    20,
  );
  const evaluated = new Map<number, number>();
  times.forEach((t, i) => (times[i + 1] ?? t) < t && evaluated.set(t, (evaluated.get(t) ?? 0) + 1));
  for (let p = 0; p < 250; p++) assert.equal(evaluated.get(p), p >= 241 || p === 0 ? 1 : 10);
  assert.deepEqual(walkTotals({ T: 250, jump_length: 10, jump_n_sample: 10 }), {
    jumps: 216,
    model_evaluations: 2410,
    undo_steps: 2160,
    transitions: 4570,
  });
});

const small = [
  [5, 1, 2, "4,3,4,3,2,3,2,1,2,1,0,1,0,-1"],
  [6, 2, 3, "5,4,3,2,3,4,3,2,3,4,3,2,1,0,1,2,1,0,1,2,1,0,-1"],
  [10, 3, 2, "9,8,7,6,7,8,9,8,7,6,5,4,3,4,5,6,5,4,3,2,1,0,1,2,3,2,1,0,-1"],
  [8, 4, 3, "7,6,5,4,3,2,1,0,1,2,3,4,3,2,1,0,1,2,3,4,3,2,1,0,-1"],
  [5, 5, 3, "4,3,2,1,0,-1"],
  [5, 9, 3, "4,3,2,1,0,-1"],
  [1, 1, 9, "0,-1"],
] as const;
for (const [T, j, r, expected] of small) {
  test(`T ${T}, j ${j}, r ${r} walks as published`, () => assert.equal(walk(T, j, r).join(","), expected));
}

test("nested jumps of 100, 10 and 1 cost what is published", () => {
  const nested = {
    t_T: 250,
    jump_length: 100,
    jump_n_sample: 2,
    jump2_length: 10,
    jump2_n_sample: 2,
    jump3_n_sample: 2,
  };
  const times = walkByDecisions(nested);
  assert.deepEqual([calls(times), undos(times)], [2157, 1907]);
  assert.deepEqual(times, walkByTables(nested));
});

const costs = [
  [250, 1, 5, 1246],
  [250, 10, 5, 1210],
  [250, 1, 10, 2491],
  [250, 10, 15, 3610],
  [250, 1, 15, 3736],
  [250, 10, 20, 4810],
  [250, 5, 5, 1230],
  [250, 20, 10, 2410],
  [250, 5, 10, 2455],
  [250, 10, 2, 490],
  [250, 10, 3, 730],
  [250, 10, 4, 970],
  [250, 5, 15, 3680],
  [250, 1, 2, 499],
  [250, 1, 3, 748],
  [250, 1, 4, 997],
  [100, 10, 10, 910],
  [100, 10, 2, 190],
  [100, 10, 5, 460],
  [50, 10, 10, 410],
  [50, 5, 5, 230],
  [50, 10, 5, 210],
  [25, 5, 5, 105],
  [30, 10, 3, 70],
  [20, 5, 2, 35],
  [10, 2, 2, 18],
  [250, 125, 2, 375],
] as const;
test("the published costs follow from the closed form and from the walk", () => {
  for (const [T, jump_length, jump_n_sample, expected] of costs) {
    assert.equal(walkTotals({ T, jump_length, jump_n_sample }).model_evaluations, expected);
    assert.equal(calls(walk(T, jump_length, jump_n_sample)), expected);
  }
  for (const [start, expected] of [
    [250, 2410],
    [200, 2050],
    [150, 1600],
    [100, 1150],
    [50, 700],
    [10, 340],
  ] as const) {
    const settings = { T: 250, jump_length: 10, jump_n_sample: 10, start_resampling: start };
    assert.equal(walkTotals(settings).model_evaluations, expected, `start ${start}`);
  }
  assert.equal(walkTotals({ T: 100, jump_length: 5, jump_n_sample: 9, start_resampling: 50 }).model_evaluations, 500);
});

test("decisions, tables and the closed form agree wherever one jump is set", () => {
  for (let T = 1; T <= 14; T++) {
    for (let jump_length = 1; jump_length <= T + 1; jump_length++) {
      for (const jump_n_sample of [1, 2, 4]) {
        for (const start_resampling of [undefined, 0, 3, 8, 30]) {
          const o = {
            t_T: T,
            jump_length,
            jump_n_sample,
            ...(start_resampling === undefined ? {} : { start_resampling }),
          };
          const times = walkByDecisions(o);
          assert.deepEqual(times, walkByTables(o));
          const totals = walkTotals(settingsOf(o));
          assert.deepEqual([calls(times), undos(times)], [totals.model_evaluations, totals.undo_steps]);
          assert.equal(totals.transitions, times.length - 1);
        }
      }
    }
  }
});

test("a single descent never jumps", () => {
  const counts = new Map<number, number>();
  for (let p = -1; p < 20; p++) assert.equal(jumpDecision({ p, T: 20, jump_length: 1, jump_n_sample: 1 }, counts), 0);
  assert.equal(counts.size, 0);
});

test("the phase moves the points from which jumps go", () => {
  for (const phase of [0, 3, 9, 13, -1]) {
    const settings = { T: 50, jump_length: 10, jump_n_sample: 2, phase };
    const counts = new Map<number, number>();
    const points = Array.from({ length: 50 }, (_, p) => p).filter(
      (p) => jumpDecision({ ...settings, p }, counts) === 10,
    );
    assert.ok(points.every((p) => p % 10 === (phase + 10) % 10));
    assert.equal(points.length, walkTotals(settings).jumps);
  }
});

test("a jump length that is no whole number of levels is refused", () => {
  for (const jump_length of [0, -1, 1.5, NaN]) {
    const message = new RangeError(`jump_length = ${jump_length}, expected a whole number ≥ 1`);
    assert.throws(() => jumpDecision({ p: 0, T: 5, jump_length, jump_n_sample: 2 }, new Map()), message);
    assert.throws(() => walkTotals({ T: 5, jump_length, jump_n_sample: 2 }), message);
  }
});
