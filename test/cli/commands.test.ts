import assert from "node:assert/strict";
import { test } from "node:test";
import { cli, freshFolder, put, shippedGraph } from "../helpers/cli.ts";
import { guided } from "../helpers/graphs.ts";

interface Traced {
  readonly levels: readonly number[];
  readonly evaluations: number;
  readonly classifier_calls?: number;
  readonly renoisings: number;
  readonly transitions: number;
}

async function traced(...argv: string[]): Promise<Traced> {
  const { code, out, err } = await cli(["trace", ...argv, "--json"]);
  assert.equal(code, 0, err);
  return JSON.parse(out) as Traced;
}

const paper = ["--set", "schedule.T=250", "--set", "jump.jump_length=10", "--set", "jump.jump_n_sample=10"];

test("trace of 250/10/10 has 4570 transitions, 2410 network calls and 2160 re-noisings", async () => {
  const { levels, ...counts } = await traced("repaint", ...paper);
  assert.deepEqual(counts, { evaluations: 2410, renoisings: 2160, transitions: 4570 });
  assert.equal(levels.length, 4571);
  assert.deepEqual([levels[0], levels.at(-1)], [250, 0]);
});

test("params can be set by id, by type and by the type's short name", async () => {
  const byId = await traced("repaint", ...paper, "--set", "jump.start_resampling=50");
  const byType = await traced("repaint", ...paper, "--set", "repaint/jump-back.start_resampling=50");
  const byName = await traced("repaint", ...paper, "--set=jump-back.start_resampling=50");
  assert.equal(byId.evaluations, 700);
  assert.deepEqual(byType, byId);
  assert.deepEqual(byName, byId);
});

test("trace needs neither the model nor the picture", async () => {
  const graph = shippedGraph("repaint");
  const nodes = graph.nodes.map((node) => ({
    ...node,
    params: {
      ...node.params,
      ...(node.id === "model" && { model: "file:nowhere.onnx" }),
      ...(node.id === "image" && { image: "file:nowhere.png" }),
    },
  }));
  const path = put(freshFolder(), "graph.json", { ...graph, nodes });
  assert.equal((await traced(path)).evaluations, 185);
});

test("trace without --json gives the counts and the turning points, in both languages", async () => {
  const small = ["repaint", "--set", "schedule.T=5", "--set", "jump.jump_length=2", "--set", "jump.jump_n_sample=2"];
  const english = await cli(["trace", ...small]);
  assert.equal(english.out, "13 transitions: 9 network calls, 4 re-noisings\n5 ↓ 3 ↑ 5 ↓ 1 ↑ 3 ↓ 0\n");
  const chinese = await cli(["trace", ...small, "--lang", "zh"]);
  assert.match(chinese.out, /13 次转移：9 次网络调用，4 次重新加噪/);
  assert.equal((await cli(["trace", ...small], { env: { LANG: "zh_CN.UTF-8" } })).out, chinese.out);
});

test("trace tells a classifier's calls apart, in words and in JSON", async () => {
  const path = put(freshFolder(), "guided.json", guided(shippedGraph("repaint"), "file:not-there.onnx"));
  const small = [path, "--set", "schedule.T=20"];
  const plain = await traced("repaint", "--set", "schedule.T=20");
  const { evaluations, classifier_calls } = await traced(...small);
  assert.equal(evaluations, 2 * plain.evaluations);
  assert.equal(classifier_calls, plain.evaluations);
  const said = `${evaluations} network calls (${plain.evaluations} of them a classifier's), `;
  assert.ok((await cli(["trace", ...small])).out.includes(said));
  const chinese = `${evaluations} 次网络调用（其中分类器 ${plain.evaluations} 次），`;
  assert.ok((await cli(["trace", ...small, "--lang", "zh"])).out.includes(chinese));
});

test("trace --plan prints order and kernels", async () => {
  const { out } = await cli(["trace", "repaint", "--plan"]);
  assert.match(out, /loop: while t > 0/);
  assert.match(out, /kernels/);
});

test("check finds nothing wrong with a shipped graph", async () => {
  const { code, out } = await cli(["check", "repaint", "--json"]);
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(out), { ok: true, problems: [] });
});

test("check names a jump that cannot happen and exits with 1", async () => {
  const { code, out } = await cli(["check", "repaint", "--set", "jump.jump_length=50"]);
  assert.equal(code, 1);
  assert.match(out, /Warning: .*no jump can happen/);
  assert.match(out, /Where: node jump, param jump_length/);
  assert.match(out, /Try: /);
});

test("parity replays a case, or every case of a folder, within 1e-5", async () => {
  const all = await cli(["parity", "test/fixtures/official", "--json"]);
  assert.equal(all.code, 0);
  const { cases } = JSON.parse(all.out) as { cases: { name: string; events: number; largest_difference: number }[] };
  assert.deepEqual(
    cases.map(({ name, events }) => [name, events]),
    [
      ["half-r3-j4", 85],
      ["lines-r2-j5-t100", 81],
    ],
  );
  for (const { largest_difference } of cases) assert.ok(largest_difference <= 1e-5);
  const one = await cli(["parity", "test/fixtures/official/half-r3-j4"]);
  assert.match(one.out, /^half-r3-j4: 85 events, largest difference \d\.\d+e-\d+ /);
});

test("parity exits with 1 when a case is further off than allowed", async () => {
  const { code, out } = await cli(["parity", "test/fixtures/official/half-r3-j4", "--tolerance", "1e-9"]);
  assert.equal(code, 1);
  assert.match(out, />/);
});

test("every command and every param has help in both languages", async () => {
  for (const lang of ["en", "zh"]) {
    const general = await cli(["--help", "--lang", lang]);
    for (const command of ["run", "trace", "check", "parity"]) {
      assert.match(general.out, new RegExp(`  ${command} `));
      assert.match((await cli([command, "--help", "--lang", lang])).out, /--json/);
    }
    const { out } = await cli(["help", "params", "--lang", lang]);
    assert.match(out, /repaint\/jump-back\.jump_n_sample +1…1000 \(10\)/);
    assert.match(out, /model\/noise-schedule\.T /);
  }
  assert.match((await cli(["--version"])).out, /^\d+\.\d+\.\d+/);
});

const mistakes: { name: string; argv: string[]; says: RegExp }[] = [
  { name: "no such command", argv: ["paint"], says: /There is no command "paint"/ },
  { name: "no graph", argv: ["trace"], says: /GRAPH is missing/ },
  { name: "two graphs", argv: ["trace", "a", "b"], says: /came also b/ },
  { name: "no folder for the page", argv: ["page"], says: /one DIR is expected/ },
  { name: "two folders for the page", argv: ["page", "a", "b"], says: /one DIR is expected/ },
  { name: "an unknown option", argv: ["run", "repaint", "--colour", "red"], says: /Unknown option '--colour'/ },
  { name: "an unknown graph", argv: ["trace", "mona-lisa"], says: /no graph "mona-lisa".*Shipped graphs: .*repaint/s },
  {
    name: "a seed below 0",
    argv: ["run", "repaint", "--out", "x", "--seed=-1"],
    says: /--seed -1: expected a whole number/,
  },
  { name: "no threads", argv: ["run", "repaint", "--out", "x", "--threads", "0"], says: /--threads 0/ },
  {
    name: "an unknown device",
    argv: ["run", "repaint", "--out", "x", "--device", "abacus"],
    says: /--device abacus: expected one of auto/,
  },
  {
    name: "a setting without a value",
    argv: ["trace", "repaint", "--set", "jump"],
    says: /expected NODE\.PARAM=VALUE/,
  },
  {
    name: "a setting of no node",
    argv: ["trace", "repaint", "--set", "hop.x=1"],
    says: /no node "hop"; there are model, schedule/,
  },
  {
    name: "a setting of no param",
    argv: ["trace", "repaint", "--set", "jump.x=1"],
    says: /no param "x"; its params are jump_length/,
  },
  {
    name: "a setting that is no number",
    argv: ["trace", "repaint", "--set", "jump.jump_length=two"],
    says: /"two" is not a number/,
  },
  {
    name: "a setting out of range",
    argv: ["trace", "repaint", "--set", "jump.jump_n_sample=0"],
    says: /jump_n_sample = 0, expected a whole number from 1/,
  },
  {
    name: "an own picture for a graph that takes none",
    argv: ["check", "unconditional", "--image", "a.png"],
    says: /no node that takes your image/,
  },
  { name: "a folder without recordings", argv: ["parity", "models"], says: /no recording in/ },
  { name: "a folder that is not there", argv: ["parity", "nowhere"], says: /nowhere": it is not there/ },
];

for (const { name, argv, says } of mistakes) {
  test(`${name}: a sentence and exit code 1, in both languages and as JSON`, async () => {
    const english = await cli(argv);
    assert.equal(english.code, 1, english.err);
    assert.match(english.err + english.out, says);
    const chinese = await cli([...argv, "--lang", "zh"]);
    assert.equal(chinese.code, 1);
    assert.match(chinese.err + chinese.out, /[\u4e00-\u9fff]/);
    const json = JSON.parse((await cli([...argv, "--json"])).out) as {
      ok: boolean;
      problems: { message: string; remedy: string }[];
    };
    assert.equal(json.ok, false);
    assert.ok(json.problems[0]?.message && json.problems[0].remedy);
  });
}
