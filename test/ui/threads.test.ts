import assert from "node:assert/strict";
import { test } from "node:test";
import { atOnce } from "../../src/ui/engine/threads.ts";

const cases: readonly (readonly [said: number, alone: number, together: number, threads: number, what: string])[] = [
  [4, 8, 8, 4, "four cores, all free"],
  [4, 8, 16, 2, "two cores that a browser calls four"],
  [4, 8, 32, 1, "one core that a browser calls four"],
  [4, 8, 40, 1, "less than one core is left"],
  [4, 8, 10.7, 3, "one of four cores is busy elsewhere"],
  [4, 8, 6, 4, "a clock that is too coarse to tell"],
  [4, 0, 0, 4, "no clock at all"],
];

for (const [said, alone, together, threads, what] of cases) {
  test(`${what}: ${threads} of ${said} threads`, () => assert.equal(atOnce(said, alone, together), threads));
}
