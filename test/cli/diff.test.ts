import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, test } from "node:test";
import { cli, freshFolder, put, shippedGraph, withParams } from "../helpers/cli.ts";

const names = readdirSync(new URL("../../graphs/", import.meta.url)).map((file) => file.replace(/\.json$/, ""));

async function diff(a: string, b: string): Promise<readonly string[]> {
  const { code, out, err } = await cli(["diff", a, b]);
  assert.equal(code, 0, err);
  return out.trim().split("\n");
}

test("a graph does the same as itself, wherever its nodes lie and whatever its defaults leave unsaid", async () => {
  const folder = freshFolder();
  for (const name of names) {
    const graph = shippedGraph(name);
    const nodes = graph.nodes.map((node) => ({
      ...node,
      pos: [node.pos[0] + 50, node.pos[1]] as const,
      title: "moved",
    }));
    assert.deepEqual(
      (await diff(name, put(folder, `${name}.json`, { ...graph, nodes })))[0],
      "Both graphs do the same.",
    );
  }
});

test("what one way adds, the other way takes: nodes, params and wires", async () => {
  const turned = (line: string): string => {
    const [, sign = "", rest = ""] = /^([-+~]) (.*)$/.exec(line) ?? [];
    if (sign !== "~") return `${sign === "+" ? "-" : "+"} ${rest}`;
    const [, what = "", before = "", after = ""] = /^(.*?): (.*) → (.*)$/.exec(rest) ?? [];
    return `~ ${what}: ${after} → ${before}`;
  };
  const [there, back] = [await diff("repaint", "repaint-official"), await diff("repaint-official", "repaint")];
  assert.deepEqual(there.slice(0, -1).map(turned).sort(), back.slice(0, -1).sort());
  assert.ok(there.includes("- composite.sample → jump.sample"));
  assert.ok(there.includes("+ reverse.sample → jump.sample"));
});

test("a changed schedule is said with the calls that it costs", async () => {
  const graph = withParams(shippedGraph("repaint"), "jump", { jump_n_sample: 10 });
  const lines = await diff("repaint", put(freshFolder(), "ten.json", graph));
  assert.deepEqual(lines, [
    "~ jump.jump_n_sample: 4 → 10",
    "walk: 185 calls, 320 transitions → 455 calls, 860 transitions",
  ]);
});

test("a graph that cannot run is compared all the same, and one graph alone is answered with a sentence", async () => {
  const graph = shippedGraph("repaint");
  const cut = { ...graph, links: graph.links.slice(1) };
  const lines = await diff("repaint", put(freshFolder(), "cut.json", cut));
  assert.match(lines.at(-1) ?? "", /→ cannot run$/);
  const { code, err } = await cli(["diff", "repaint"]);
  assert.equal(code, 1);
  assert.match(err, /two graphs are expected/);
});

describe("two runs with one seed", () => {
  const two = (T = 8): string =>
    put(freshFolder(), "two.json", withParams(shippedGraph("two-pixels"), "schedule", { T }));

  test("a graph is at no distance from itself at any level, and every level is there", async () => {
    const graph = two();
    const { code, out, err } = await cli(["diff", graph, graph, "--run", "--json"]);
    assert.equal(code, 0, err);
    const { distances, result } = JSON.parse(out) as { distances: { t: number; distance: number }[]; result: number };
    assert.deepEqual(
      distances.map(({ t }) => t),
      [7, 6, 5, 4, 3, 2, 1, 0],
    );
    assert.ok(distances.every(({ distance }) => distance === 0));
    assert.equal(result, 0);
  });

  test("what is changed at low levels moves nothing above them", async () => {
    const { code, out, err } = await cli([
      ...["diff", two(40), "--set", "jump.start_resampling=10", "--run", "--json", "--seed", "4"],
    ]);
    assert.equal(code, 0, err);
    const { params, distances } = JSON.parse(out) as {
      params: { node: string; param: string }[];
      distances: { t: number; distance: number }[];
    };
    assert.deepEqual(
      params.map(({ node, param }) => `${node}.${param}`),
      ["jump.start_resampling"],
    );
    assert.ok(
      distances.every(({ t, distance }) => t < 35 || distance === 0),
      JSON.stringify(distances),
    );
    assert.ok(distances.some(({ distance }) => distance > 0.01));
  });

  test("the table has a line a level, and the pictures are kept where a folder is named", async () => {
    const folder = freshFolder();
    const { code, out, err } = await cli(["diff", two(), "--set", "noise.seed=9", "--run", "--out", folder]);
    assert.equal(code, 0, err);
    assert.match(out, /~ noise\.seed: \d+ → 9/);
    assert.match(out, /\| {4}0 \| \d\.\d{5} \|/);
    assert.deepEqual(readdirSync(folder).sort(), ["a.png", "b.png", "difference.png"]);
  });
});
