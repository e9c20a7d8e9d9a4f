import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { Validator } from "@cfworker/json-schema";
import { serializeGraph } from "../../src/runtime/graph/parse.ts";
import { cli, freshFolder, put } from "../helpers/cli.ts";
import { example, folded, softly, unbrought } from "../helpers/own-graphs.ts";

const schema = JSON.parse(
  readFileSync(new URL("../../src/runtime/own/node-type.schema.json", import.meta.url), "utf8"),
) as object;

const folder = freshFolder();
mkdirSync(join(folder, "nodes"));
mkdirSync(join(folder, "else"));
put(join(folder, "nodes"), "soft-composite.json", example);
const soft = put(folder, "soft.json", unbrought);
const foldedFile = put(folder, "folded.json", serializeGraph(folded));
const openFile = put(folder, "open.json", serializeGraph(softly));

async function told(...argv: readonly string[]): Promise<string> {
  const { code, out, err } = await cli(argv);
  assert.equal(code, 0, err + out);
  return out;
}

describe("node types of the reader's own on the command line", () => {
  test("the example of the documentation is what its schema says, and a wrong one is not", () => {
    const validator = new Validator(schema, "2020-12");
    assert.deepEqual(validator.validate(JSON.parse(example)).errors, []);
    assert.equal(validator.validate(JSON.parse(example.replace('"mask"', '"model"'))).valid, false);
    assert.equal(validator.validate(JSON.parse(example.replace("soft-composite", "Soft"))).valid, false);
  });

  test("they come from the folder beside the graph, or the one that is named", async () => {
    assert.equal(await told("trace", soft, "--json"), await told("trace", "repaint", "--json"));
    const { code, err } = await cli(["trace", soft, "--nodes", join(folder, "else")]);
    assert.equal(code, 1);
    assert.match(err, /own\/soft-composite.*does not bring along/s);
    const other = await cli(["trace", soft, "--nodes", join(folder, "nowhere")]);
    assert.match(other.err, /--nodes .*: there is no such folder/);
  });

  test("the plan, the pseudocode and the check know them, and the check finds nothing", async () => {
    assert.match(await told("trace", soft, "--plan"), /composite = own\/soft-composite@[0-9a-f]{32}\(/);
    assert.match(await told("explain", soft), /trust|1 · m/);
    assert.match(await told("check", foldedFile), /No problems/);
  });

  test("a node of nodes walks and is written as PyTorch as if it were open", async () => {
    assert.equal(await told("trace", foldedFile, "--json"), await told("trace", openFile, "--json"));
    const [a, b] = [
      await told("export", foldedFile, "--to", "pytorch"),
      await told("export", openFile, "--to", "pytorch"),
    ];
    const plain = (code: string): string => code.replaceAll("folded", "open").replace(/(pass_)/g, "");
    assert.deepEqual(plain(a).split("\n").toSorted(), plain(b).split("\n").toSorted());
    assert.doesNotMatch(a, /pass\//);
  });

  test("what is inside is set by its path", async () => {
    const set = ["--set", "pass/jump.jump_n_sample=2", "--set", "pass/composite.trust=0.5"];
    const inside = await told("trace", foldedFile, "--json", ...set);
    assert.equal(inside, await told("trace", openFile, "--json", "--set", "jump.jump_n_sample=2"));
    const wrong = await cli(["trace", foldedFile, "--set", "pass/nothing.x=2"]);
    assert.match(wrong.err, /there is no node "pass\/nothing"/);
  });
});
