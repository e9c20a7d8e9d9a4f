import { parseArgs } from "node:util";
import { doors } from "./hostile/doors.ts";

/**
 * Carries hostile files through every door, in stretches that can be repeated:
 * `node --import tsx tools/hostile.ts [--cases 1000000] [--seed 1] [--door graph]…`. Prints one line a door: cases, how many
 * were taken, the longest; and at the end the most memory that was held. The exit code is 1 when a case failed.
 */
const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" },
    door: { type: "string", multiple: true },
  },
});
const chosen = doors.filter(({ name }) => values.door === undefined || values.door.includes(name));
const each = Math.ceil(Number(values.cases) / chosen.length);
/** Cases in one go: their seed is printed when one of them fails. */
const STRETCH = 2000;

let [failures, all] = [0, 0];
const started = performance.now();
console.log("door | cases | taken | failures | longest, ms | s");
for (const { name, check } of chosen) {
  let [cases, taken, longest, failed] = [0, 0, 0, 0];
  const begun = performance.now();
  for (let stretch = 0; cases < each; stretch++) {
    const seed = Number(values.seed) * 1_000_003 + stretch;
    const { cases: ran, failure } = await check(Math.min(STRETCH, each - cases), seed, (told) => {
      if (told.taken) taken++;
      longest = Math.max(longest, told.ms);
    });
    cases += ran;
    if (!failure) continue;
    failed++;
    console.error(`${name}, seed ${seed}: ${failure.error.slice(0, 1500)}\n  ${failure.given.slice(0, 1500)}`);
    if (failed >= 5) break;
  }
  failures += failed;
  all += cases;
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  console.log(`${name} | ${cases} | ${taken} | ${failed} | ${longest.toFixed(0)} | ${seconds}`);
}
const memory = (process.resourceUsage().maxRSS / 1e6).toFixed(2);
const minutes = ((performance.now() - started) / 60_000).toFixed(1);
console.log(`${all} cases, ${failures} failures, at most ${memory} GB held, ${minutes} min`);
process.exit(failures > 0 ? 1 : 0);
