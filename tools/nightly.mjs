// What is too long for the test line: `npm run nightly`, or `node tools/nightly.mjs NAME…` for some of it.
// One line each at the end; the exit code is 1 when any of them failed.
import { spawnSync } from "node:child_process";

const root = new URL("..", import.meta.url).pathname;
const script = (file, ...args) => ["--import", "tsx", file, ...args];
const steps = {
  hostile: script("tools/hostile.ts", "--cases", "1000000"),
  edits: script("tools/edits.ts", "--edits", "100000"),
  faults: script("tools/faults.ts"),
  study: script("tools/study-kills.ts"),
  voters: script("tools/user-study/coverage.ts"),
  particles: script("tools/samplers/particles.ts"),
  networks: ["--import", "tsx", "--test", "test/tools/one-pass.test.ts"], // VGG and Inception too, on random weights.
  exports: ["--import", "tsx", "--test", "test/tools/pytorch.test.ts", "test/tools/export.test.ts"], // Every template as a notebook too.
  webgpu: ["node_modules/@web/test-runner/dist/bin.js", "--files", "test/web/run.test.ts"], // The whole recorded run.
  hosts: ["--import", "tsx", "--test", "tools/plain-hosts.ts"], // On a built page.
  doors: ["--import", "tsx", "--test", "test/ui/hostile.page.test.ts"], // On a built page, everything through every door.
  building: ["--import", "tsx", "--test", "test/ui/keyboard.page.test.ts", "test/ui/build-ding.page.test.ts"], // On a built page, ILVR and DInG by keys too.
  course: ["--import", "tsx", "--test", "test/ui/course.page.test.ts"], // On a built page, in both languages, axe at every step.
  axe: ["--import", "tsx", "--test", "tools/axe-teaching.ts", "test/ui/axe.page.test.ts"], // On a built page, both languages and themes.
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in steps));
if (unknown.length > 0) {
  console.error(`There is no step ${unknown.join(", ")}; there are ${Object.keys(steps).join(", ")}.`);
  process.exit(1);
}
const ended = [];
for (const [name, args] of Object.entries(steps)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n── ${name}`);
  const started = Date.now();
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, AXE: "all", BUILD: "all", COURSE: "all", DOORS: "all", EXPORT: "all", WEB: "all" },
  });
  ended.push([name, status === 0, Math.round((Date.now() - started) / 60_000)]);
}
for (const [name, isWell, minutes] of ended) console.log(`${isWell ? "passed" : "FAILED"} ${name}, ${minutes} min`);
process.exit(ended.every(([, isWell]) => isWell) ? 0 : 1);
