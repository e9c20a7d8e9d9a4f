/**
 * RePaint against simple fillings and feed-forward inpainters, on masks that these were trained on and on others.
 *
 *     npm run baselines [-- --report] [--workers N]
 *
 * Draws the held-out faces, runs `repaint batch tools/baselines/study.json` (which goes on where it was stopped), and writes
 * docs/baselines.md with its figure. `--report` only writes from what is there.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { encode } from "fast-png";
import { loadResults } from "../../src/cli/study/report/load.ts";
import { drawFace, FACE_SIZE, FIRST_HELD_OUT_SEED } from "../data/faces.ts";
import { pageOf } from "./page.ts";
import { figureOf } from "./figure.ts";
import study from "./study.json" with { type: "json" };

const root = fileURLToPath(new URL("../..", import.meta.url));
const faces = join(root, "runs/baselines/faces");
const folder = join(root, "runs/baselines/result");

const { values } = parseArgs({
  options: { report: { type: "boolean", default: false }, workers: { type: "string", default: "1" } },
});

if (!values.report) {
  drawFaces(study.data[0]?.first ?? 0);
  const line = ["batch", "tools/baselines/study.json", "--out", folder, "--device", "cpu", "--workers", values.workers];
  const { status } = spawnSync(process.execPath, ["--import", "tsx", "src/cli/repaint.ts", ...line], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}
const results = await loadResults(folder);
mkdirSync(join(root, "docs/figures"), { recursive: true });
writeFileSync(join(root, "docs/figures/baselines.png"), await figureOf(results));
writeFileSync(join(root, "docs/baselines.md"), await pageOf(results));
process.stderr.write("wrote docs/baselines.md\n");

/** Faces that no network was trained on, as files that sort by their number. */
function drawFaces(count: number): void {
  mkdirSync(faces, { recursive: true });
  for (let i = 0; i < count; i++) {
    const seed = FIRST_HELD_OUT_SEED + i;
    const path = join(faces, `face-${seed}.png`);
    if (existsSync(path)) continue;
    const { rgb: data } = drawFace(seed);
    writeFileSync(`${path}.part`, encode({ width: FACE_SIZE, height: FACE_SIZE, channels: 3, depth: 8, data }));
    renameSync(`${path}.part`, path);
  }
}
