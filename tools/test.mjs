// Runs everything that has to be right: formatting, lint, types, the suites in Node and in real Chromium.
// What is skipped is listed with its reason, and the slowest files; what failed is told once more at the end. The last line counts all together: `N passed, N failed`.
// `npm test -- NAME…` runs the steps so named only.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
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
 * So many lots of test files, each in one process and each file a suite of its own there: to start a process and to load the
 * sources takes longer than most files, and of pages a browser has to be started too.
 */
function lots(name, files, count) {
  const page = JSON.stringify(pathToFileURL(join(root, "test", "ui", "page.ts")).href);
  const shared = `import { shareSite } from ${page};\nshareSite();\n`;
  mkdirSync(gathered, { recursive: true });
  return Array.from({ length: count }, (_, i) => {
    const file = join(gathered, `${name}-${count}-${i}.test.mjs`);
    const suites = files
      .filter((_, k) => k % count === i)
      .map((one) => {
        const [title, address] = [one.slice(root.length), pathToFileURL(one).href].map((text) => JSON.stringify(text));
        return `describe(${title}, async () => void (await import(${address})));\n`;
      });
    writeFileSync(file, `import { describe } from "node:test";\n${name === "page" ? shared : ""}${suites.join("")}`);
    return [node(name, [file])];
  });
}

/**
 * The cores that two things may have at once, one each; none where that cannot be said or done. Networks wait for their threads
 * by spinning, so two runs of two threads on two cores take far longer than one after the other.
 */
function coresOfTwo() {
  const asked = spawnSync("taskset", ["-cp", String(process.pid)], { encoding: "utf8" });
  if (asked.status !== 0) return [];
  const ranges = (asked.stdout.split(":").at(-1) ?? "").trim().split(",");
  const cores = ranges.flatMap((range) => {
    const [first, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
  const two = cores.slice(0, 2);
  const works = (core) => spawnSync("taskset", ["-c", String(core), process.execPath, "--version"]).status === 0;
  return two.length === 2 && two.every(works) ? two : [];
}

/** A check that passes or fails as a whole. */
const check = (name, command, ...args) => ({ name, command, args, count: (_, code) => (code === 0 ? [1, 0] : [0, 1]) });

/** Node's own report, and which files took longest. */
const reporters = ["spec", "./tools/slowest.mjs"].flatMap((name) => [
  `--test-reporter=${name}`,
  "--test-reporter-destination=stdout",
]);
/** Node's own runner; its closing lines are counted. */
const node = (name, files) => ({
  name,
  command: process.execPath,
  args: ["--import", "tsx", "--test", "--test-concurrency=1", ...reporters, ...files],
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
const named = (some, names) => some.filter((file) => names.some((name) => basename(file).startsWith(`${name}.`)));
const others = (some, ...taken) => some.filter((file) => !taken.flat().includes(file));
/** Each of these keeps one core busy: two at a time. */
const checks = [
  check("lint", "npx", "eslint", "."),
  check("types", "npx", "tsc", "-p", "."),
  check("format", "npx", "prettier", "--check", "--log-level", "warn", "."),
  check("build", "npm", "run", "-s", "build"),
  check("unused", "npx", "knip"),
  check("circles", "npx", "depcruise", "--config", ".dependency-cruiser.mjs", "src"),
];
/** The longest, which begin first so that the lanes end together; `hostile` looks at globals, and has to be alone anyway. */
const long = named(others(files, served), [
  "batch",
  "export",
  "hostile",
  "own-pictures",
  "train",
  "queue",
  "evaluate-measures",
]);
/** Pages that are to have all cores: they look at threads, or print how long something took. */
const whole = named(served, ["first-visit", "player", "run", "site"]);
const browsers = named(served, ["browser-webkit", "browser-firefox", "browser-chromium"]);
/** What goes in two lanes, one after the other: each lane takes the next job when it has done one, steps in their order. */
const phases = [
  checks.map((step) => [step]),
  [
    [check("package", process.execPath, "tools/package/check.mjs"), node("packed", packed)],
    [chromium],
    ...long.map((file) => [node("node", [file])]),
    ...lots("node", others(files, served, packed, long), 8),
  ],
  [...lots("page", browsers, browsers.length), ...lots("page", others(served, whole, browsers), 6)],
];

/** Runs one step and shows what it prints, at its end where it is `quiet`; colours and cursor movements are kept out of the count. */
function run(step, quiet, core) {
  const [command, args] =
    core === undefined ? [step.command, step.args] : ["taskset", ["-c", String(core), step.command, ...step.args]];
  return new Promise((resolve) => {
    const started = Date.now();
    const child = spawn(command, args, { cwd: root, env: { ...process.env, FORCE_COLOR: "0" } });
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
      if (result[1] > 0) {
        const pages = new Set([...plain.matchAll(/^test at (\S+\.page\.test\.ts):/gm)].map(([, file]) => file));
        wrong.push({ name: step.name, told: whatWentWrong(plain), count: result[1], pages: [...pages] });
      }
      console.log(
        `── ${step.name}: ${result[0]} right, ${result[1]} wrong, ${((Date.now() - started) / 1000).toFixed(0)} s`,
      );
      resolve(result);
    });
  });
}

/** Of what a step printed, what tells why it failed: Node's list of failing tests, or the last lines of something else. */
function whatWentWrong(plain) {
  const [, list] = plain.split(/^✖ failing tests:$/m);
  const lines = (list ?? plain).trim().split("\n");
  return (list === undefined ? lines.slice(-40) : lines.slice(0, 80)).join("\n");
}

let [passed, failed] = [0, 0];
const skipped = [];
const wrong = [];
/** What went wrong beside others, and right by itself. */
const passing = [];
const wanted = (step) => only.length === 0 || only.includes(step.name);

async function take(step, quiet, core) {
  if (!quiet) console.log(`\n── ${step.name}`);
  const [right, missed] = await run(step, quiet, core);
  passed += right;
  failed += missed;
}

/** Jobs, two at a time, each on a core of its own where there are such. */
async function inTwoLanes(jobs, cores) {
  const waiting = [...jobs];
  const lane = async (core) => {
    for (let job = waiting.shift(); job; job = waiting.shift())
      for (const step of job) if (wanted(step)) await take(step, true, core);
  };
  await Promise.all([lane(cores[0]), lane(cores[1])]);
}

/**
 * Page tests that went wrong get a second try with the machine to themselves: beside another browser a real one may be slower than
 * any patience. What was wrong before is told all the same.
 */
async function onceMore() {
  for (const one of wrong.filter(({ pages }) => pages.length > 0)) {
    const files = one.pages.map((file) => join(root, file));
    if ((await run({ ...node("page", files), name: `once more: ${one.pages.join(", ")}` }, true))[1] > 0) continue;
    passed += one.count;
    failed -= one.count;
    passing.push(...wrong.splice(wrong.indexOf(one), 1));
  }
}

const list = (some) => some.map(({ name, told }) => `── ${name}\n${told}`).join("\n\n");

if (wanted({ name: "page" })) installOthers();
for (const jobs of phases) await inTwoLanes(jobs, coresOfTwo());
if (wanted({ name: "page" })) await take(node("page", whole), false);
await onceMore();

if (skipped.length > 0) console.log(`\n${skipped.length} skipped:\n${skipped.map((line) => `  ${line}`).join("\n")}`);
if (wrong.length > 0) console.log(`\nWhat went wrong, once more:\n${list(wrong)}`);
if (passing.length > 0) console.log(`\nWrong beside others, right alone:\n${list(passing)}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
