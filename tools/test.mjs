// Runs everything that has to be right: formatting, lint, types, the suites in Node and in real Chromium.
// What is skipped is listed with its reason, and the slowest files; the last line counts all together: `N passed, N failed`.
// `npm test -- NAME…` runs the steps so named only.
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { installOthers } from "./browser.mjs";

const root = new URL("..", import.meta.url).pathname;
const gathered = join(root, ".cache", "tests");
const only = process.argv.slice(2);

/** Test files of a folder and below, by their ending; the browser's own are left to its runner. */
function testFiles(folder, ending) {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !file.includes(join("test", "web")))
    .sort();
}

/**
 * Files of rooms without outside processes, folder by folder in one process each: starting one and loading the nodes takes longer
 * than most of them. A file with hooks of its own for all its tests stays alone.
 */
function together(files) {
  const folders = new Map();
  const alone = files.filter((file) => {
    const [, folder] = /test[/\\](runtime[/\\]\w+(?=[/\\])|runtime|nodes|ui)[/\\]/.exec(file) ?? [];
    if (folder === undefined || /^(before|after)(Each)?\(/m.test(readFileSync(file, "utf8"))) return true;
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
    return false;
  });
  mkdirSync(gathered, { recursive: true });
  const made = [...folders].map(([folder, those]) => {
    const file = join(gathered, `${folder.replaceAll(/\W/g, "-")}.test.mjs`);
    writeFileSync(file, those.map((one) => `import ${JSON.stringify(pathToFileURL(one).href)};\n`).join(""));
    return file;
  });
  return [...alone, ...made];
}

/** A check that passes or fails as a whole. */
const check = (name, command, ...args) => ({ name, command, args, count: (_, code) => (code === 0 ? [1, 0] : [0, 1]) });

/** Node's own report, and which files took longest. */
const reporters = ["spec", "./tools/slowest.mjs"].flatMap((name) => [
  `--test-reporter=${name}`,
  "--test-reporter-destination=stdout",
]);
/** Node's own runner; its closing lines are counted. */
const node = (name, files, concurrency) => ({
  name,
  command: process.execPath,
  args: ["--import", "tsx", "--test", `--test-concurrency=${concurrency}`, ...reporters, ...files],
  count: (output, code) => counted(output, /^ℹ pass (\d+)$/m, /^ℹ fail (\d+)$/m, /^ℹ cancelled (\d+)$/m, code),
});

const chromium = {
  name: "chromium",
  command: "npx",
  args: ["web-test-runner"],
  count: (output, code) => {
    const lines = [...output.matchAll(/(\d+) passed, (\d+) failed/g)];
    const last = lines.at(-1);
    if (!last || (Number(last[1]) === 0 && Number(last[2]) === 0)) return [0, 1];
    const failed = Number(last[2]);
    return [Number(last[1]), code === 0 ? failed : Math.max(1, failed)];
  },
};

function counted(output, pass, fail, cancelled, code) {
  const number = (pattern) => Number(output.match(pattern)?.[1] ?? 0);
  const [passed, failed] = [number(pass), number(fail) + number(cancelled)];
  if (passed + failed === 0) return [0, 1];
  return [passed, code === 0 ? failed : Math.max(1, failed)];
}

const files = testFiles("test", ".test.ts");
const served = files.filter((file) => file.includes(".page.test."));
/** Those of the packed and installed package. */
const packed = files.filter((file) => file.includes(".packed.test."));
/** Each of these keeps one core busy: two at a time. */
const checks = [
  check("lint", "npx", "eslint", "."),
  check("types", "npx", "tsc", "-p", "."),
  check("format", "npx", "prettier", "--check", "--log-level", "warn", "."),
  check("build", "npm", "run", "-s", "build"),
  check("unused", "npx", "knip"),
  check("circles", "npx", "depcruise", "--config", ".dependency-cruiser.mjs", "src"),
];
/** These have the machine to themselves, one after another. */
const suites = [
  node("node", together(files.filter((file) => !served.includes(file) && !packed.includes(file))), 2),
  check("package", process.execPath, "tools/package/check.mjs"),
  node("packed", packed, 2),
  chromium,
  node("page", served, 1),
];

/** Runs one step and shows what it prints, at its end where it is `quiet`; colours and cursor movements are kept out of the count. */
function run(step, quiet) {
  return new Promise((resolve) => {
    const started = Date.now();
    const child = spawn(step.command, step.args, { cwd: root, env: { ...process.env, FORCE_COLOR: "0" } });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => {
        output += data;
        if (!quiet) process.stdout.write(data);
      });
    }
    child.on("error", (error) => {
      console.error(error.message);
      resolve([0, 1]);
    });
    child.on("close", (code) => {
      const plain = output.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, "");
      const result = step.count(plain, code);
      if (quiet) process.stdout.write(output);
      for (const [, line] of plain.matchAll(/^\s*﹣ (.+ # .+)$/gm)) skipped.push(line);
      console.log(
        `── ${step.name}: ${result[0]} right, ${result[1]} wrong, ${((Date.now() - started) / 1000).toFixed(0)} s`,
      );
      resolve(result);
    });
  });
}

let [passed, failed] = [0, 0];
const skipped = [];
const wanted = (step) => only.length === 0 || only.includes(step.name);

async function take(step, quiet) {
  if (!quiet) console.log(`\n── ${step.name}`);
  const [right, wrong] = await run(step, quiet);
  passed += right;
  failed += wrong;
}

const waiting = checks.filter(wanted);
const lane = async () => {
  for (let step = waiting.shift(); step; step = waiting.shift()) await take(step, true);
};
await Promise.all([lane(), lane()]);
if (suites.some((step) => step.name === "page" && wanted(step))) installOthers();
for (const step of suites) if (wanted(step)) await take(step, false);

if (skipped.length > 0) console.log(`\n${skipped.length} skipped:\n${skipped.map((line) => `  ${line}`).join("\n")}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
