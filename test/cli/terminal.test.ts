import assert from "node:assert/strict";
import { test } from "node:test";
import { plain } from "../../src/cli/io.ts";
import { cli, freshFolder, put, shippedGraph } from "../helpers/cli.ts";

const escapes = "\u001b]0;owned\u0007\u001b[2J\u009b31m\r\u202e";

test("a title cannot steer the terminal that a message about it is printed on", async () => {
  const graph = shippedGraph("repaint");
  const nodes = graph.nodes.map((node) => ({ ...node, title: escapes, params: { ...node.params, [escapes]: 1 } }));
  const path = put(freshFolder(), "graph.json", { ...graph, nodes });
  for (const argv of [
    ["check", path],
    ["check", path, "--lang", "zh"],
    ["trace", path],
    ["check", escapes],
    [escapes],
  ]) {
    const { out, err } = await cli(argv);
    assert.doesNotMatch(out + err, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    assert.match(out + err, argv[0] === "trace" ? /./ : /\\u001b/);
  }
});

test("what a program reads of --json means the same", () => {
  const value = { title: escapes, lines: "a\nb\tc" };
  assert.deepEqual(JSON.parse(plain(JSON.stringify(value, null, 2))), value);
});
