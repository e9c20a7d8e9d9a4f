/**
 * A study of 200 pictures × 6 masks × 2 settings, stopped 20 times at random moments, against an undisturbed one:
 * `node --import tsx tools/study-kills.ts [--pictures 200] [--kills 20] [--T 10]`. The exit code is 1 when a byte differs.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ended, hashesBelow, repaint, runWithKills } from "./faults/study.ts";

/** Pictures of a job. */
const BATCH = 4;
const { values } = parseArgs({
  options: {
    pictures: { type: "string", default: "200" },
    kills: { type: "string", default: "20" },
    T: { type: "string", default: "10" },
  },
});
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "repaint-study-"));
const sample = (i: number): string => join(root, `models/samples/face-${1_000_000 + (i % 16)}.png`);
writeFileSync(
  join(folder, "list.txt"),
  Array.from({ length: Number(values.pictures) }, (_, i) => sample(i)).join("\n"),
);
const study = join(folder, "study.json");
writeFileSync(
  study,
  JSON.stringify({
    format: "repaint-study",
    version: 1,
    data: [{ name: "faces", from: ["list.txt"] }],
    masks: ["wide", "narrow", "half", "expand", "every-second-line", "super-resolve"],
    batch: BATCH,
    graphs: [
      {
        graph: "repaint",
        set: { "schedule.T": Number(values.T), "jump.jump_length": 2 },
        sweep: { "jump.jump_n_sample": [1, 2] },
      },
    ],
  }),
);

// So that they lie all over the study: of three, two come forward by half of this on average.
const jobs = (12 * Number(values.pictures)) / BATCH;
const forward = Math.max(3, Math.floor((1.8 * jobs) / Number(values.kills)));

const [calm, killed] = [join(folder, "calm"), join(folder, "killed")];
const began = performance.now();
const { code, err } = await ended(repaint("batch", study, "--out", calm));
if (code !== 0) throw new Error(err);
const minutes = (performance.now() - began) / 60_000;
const kept = await runWithKills(study, killed, Number(values.kills), Date.now() % 1e6, forward);
const [a, b] = [hashesBelow(calm), hashesBelow(killed)];
const differ = [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name));
console.log(
  `${a.size} files, undisturbed in ${minutes.toFixed(1)} min; stopped ${kept.length} times, with ${kept.join(", ")} of ${jobs} jobs kept: ${differ.length} files differ${differ.length > 0 ? ` (${differ.slice(0, 5).join(", ")})` : ""}`,
);
rmSync(folder, { recursive: true, force: true });
process.exit(differ.length === 0 && kept.length === Number(values.kills) ? 0 : 1);
