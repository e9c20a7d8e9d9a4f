import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, test } from "node:test";
import { registry } from "../../src/nodes/index.ts";
import { expand } from "../../src/runtime/own/expand.ts";
import { cli, put, freshFolder, shippedGraph } from "../helpers/cli.ts";

const names = readdirSync(new URL("../../graphs/", import.meta.url)).map((file) => file.replace(/\.json$/, ""));

interface Explained {
  readonly title: string;
  readonly lines: readonly {
    readonly node: string;
    readonly depth: number;
    readonly text: string;
    readonly tex: string;
  }[];
}

async function explained(...argv: readonly string[]): Promise<Explained> {
  const { code, out, err } = await cli(["explain", ...argv, "--json"]);
  assert.equal(code, 0, err);
  return JSON.parse(out) as Explained;
}

describe("a graph as pseudocode", () => {
  for (const name of names) {
    test(`${name}: every node that does not only look on has a line, loops hold what they repeat`, async () => {
      const { lines } = await explained(name);
      const nodes = new Set(lines.map(({ node }) => node));
      for (const { id, type } of expand(shippedGraph(name)).graph.nodes)
        if (registry.get(type)?.category !== "view") assert.ok(nodes.has(id.replace(/^.*\//, "")), `${id} has no line`);
      lines.forEach(({ depth, text }, i) => {
        if (/ (do|times)$/.test(text)) assert.equal(lines[i + 1]?.depth, depth + 1, text);
        assert.doesNotMatch(text, /undefined|NaN|\[object/);
      });
    });

    test(`${name}: its LaTeX opens and closes every brace and environment`, async () => {
      const { out } = await cli(["explain", name, "--to", "latex"]);
      let depth = 0;
      for (const [sign] of out.replaceAll(/\\[{}]/g, "").matchAll(/[{}]/g)) {
        depth += sign === "{" ? 1 : -1;
        assert.ok(depth >= 0);
      }
      assert.equal(depth, 0);
      assert.equal(out.split("$").length % 2, 1);
      assert.match(out, /^\\begin\{algorithm\}[^]*\\end\{algorithm\}\n$/);
    });
  }

  test("the default graph is Algorithm 1 of the paper, line for line", async () => {
    const { out } = await cli(["explain", "no-resampling"]);
    for (const line of [
      /x\^known ← √ᾱ_t−1 · image \+ √\(1 − ᾱ_t−1\) · z/,
      /x\^composite ← mask · x\^known \+ \(1 − mask\) · x\^reverse/,
      /while t > 0 do/,
    ])
      assert.match(out, line);
  });

  test("an equation that is changed is explained as it is now", async () => {
    const graph = shippedGraph("custom-equation");
    const nodes = graph.nodes.map((node) =>
      node.id === "reverse"
        ? { ...node, params: { ...node.params, equation: "y = b * a - sqrt(noise * noise)" } }
        : node,
    );
    const { lines } = await explained(put(freshFolder(), "mine.json", { ...graph, nodes }));
    assert.ok(
      lines.some(({ node, text }) => node === "reverse" && /temperature · x − √\(z · z\)/.test(text)),
      JSON.stringify(lines),
    );
  });

  test("another form than the three is answered with a sentence", async () => {
    const { code, err } = await cli(["explain", "repaint", "--to", "haiku"]);
    assert.equal(code, 1);
    assert.match(err, /--to haiku: expected one of text, markdown, latex/);
  });
});
