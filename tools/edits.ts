import { parseArgs } from "node:util";
import { editBackAndForth } from "../test/helpers/random-edits.ts";

/**
 * Random edits of all kinds, in stretches of 10 000: all undone, all redone, every hundredth saved and opened again.
 * `node --import tsx tools/edits.ts [--edits 100000] [--seed 1]`; it throws at the first graph that is not what it was.
 */
const { values } = parseArgs({
  options: { edits: { type: "string", default: "100000" }, seed: { type: "string", default: "1" } },
});
const STRETCH = 10_000;
const edits = Number(values.edits);
const started = performance.now();
let changed = 0;
for (let done = 0; done < edits; done += STRETCH) {
  changed += editBackAndForth(Math.min(STRETCH, edits - done), Number(values.seed) + done / STRETCH);
}
const seconds = ((performance.now() - started) / 1000).toFixed(0);
console.log(
  `${edits} edits, of which ${changed} changed the graph: undone, redone, saved and opened the same; ${seconds} s`,
);
