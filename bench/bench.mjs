// `npm run bench`: every speed that this project claims, as ratios against the bare work, on this machine.
// `npm run bench -- dry`, `-- cpu`, `-- calls`, `-- study`, `-- browser` `-- canvas` or `-- scatter` (of the built page) runs one part.
import { spawnSync } from "node:child_process";
import { cpus, release, totalmem } from "node:os";

const only = process.argv.slice(2);
const root = new URL("..", import.meta.url).pathname;
const [cpu] = cpus();
console.log(
  `${cpus().length} × ${cpu?.model ?? "processor"}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${process.platform} ${release()}, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`,
);

let failed = false;
function run(name, command, args) {
  if (only.length > 0 && !only.includes(name)) return;
  console.log(`\n${name}`);
  failed = spawnSync(command, args, { cwd: root, stdio: "inherit" }).status !== 0 || failed;
}

run("dry", process.execPath, ["--import", "tsx", "bench/dry-run.ts"]);
run("cpu", process.execPath, ["--import", "tsx", "bench/cpu.ts"]);
run("calls", process.execPath, ["--import", "tsx", "bench/calls-native.ts"]);
run("study", process.execPath, ["--import", "tsx", "bench/study.ts"]);
run("browser", "npx", ["web-test-runner", "--config", "bench/web-test-runner.config.mjs"]);
run("canvas", process.execPath, ["bench/canvas.mjs"]);
run("scatter", process.execPath, ["bench/scatter.mjs"]);
process.exitCode = failed ? 1 : 0;
