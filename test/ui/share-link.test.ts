import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { encode } from "fast-png";
import { deflateRawSync } from "node:zlib";
import { registry } from "../../src/nodes/index.ts";
import { parseGraph, serializeGraph } from "../../src/runtime/graph/parse.ts";
import { graphKeyword, readText, writeText } from "../../src/runtime/png/text.ts";
import { UserError } from "../../src/runtime/problem.ts";
import { decodeLink, encodeLink, LINK_MARK } from "../../src/ui/share/link.ts";
import { hostileTexts } from "../helpers/hostile.ts";

const folder = new URL("../../graphs/", import.meta.url);
const names = (await readdir(folder)).filter((name) => name.endsWith(".json"));
const open = (text: string) => parseGraph(text, registry).graph;
const link = (text: string | Uint8Array): string => {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return LINK_MARK + Buffer.from(deflateRawSync(bytes)).toString("base64url");
};

/** Opens a link as the page does: nothing but a graph or a `UserError` may come of it, and no prototype is touched. */
async function opens(text: string): Promise<"graph" | "refused"> {
  try {
    assert.ok(open(await decodeLink(text)).nodes);
    return "graph";
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    for (const { message, remedy } of error.problems) {
      for (const words of [message, remedy]) assert.ok(words.en !== "" && words.zh !== "");
    }
    return "refused";
  } finally {
    assert.equal(Reflect.get({}, "polluted"), undefined);
    assert.deepEqual(Object.keys(Object.prototype), []);
  }
}

test("every shipped graph is the same after file, link and picture", async () => {
  const blank = encode({ width: 2, height: 2, data: new Uint8Array(12), channels: 3 });
  for (const name of names) {
    const graph = open(await readFile(new URL(name, folder), "utf8"));
    const linked = open(await decodeLink(await encodeLink(graph)));
    assert.deepEqual(linked, graph, name);
    const pictured = open(
      (await readText(await writeText(blank, graphKeyword, serializeGraph(linked)), graphKeyword)) ?? "",
    );
    assert.deepEqual(pictured, graph, name);
    assert.deepEqual(open(serializeGraph(pictured)), graph, name);
  }
});

test("a link is letters, digits, - and _ alone, and is found in a whole address", async () => {
  const graph = open(await readFile(new URL("repaint.json", folder), "utf8"));
  const made = await encodeLink(graph);
  assert.match(made, /^#g=[A-Za-z0-9_-]+$/);
  assert.deepEqual(open(await decodeLink(`https://example.org/app/?lang=zh${made}\n`)), graph);
});

for (const { name, text } of hostileTexts) {
  test(`${name}: a link to it gives a graph of plain data or a sentence`, async () => void (await opens(link(text))));
}

test("a link that unpacks to gigabytes is stopped at 8 MB", async () => {
  const bomb = link(new Uint8Array(64 << 20));
  assert.ok(bomb.length < 200_000);
  const before = process.memoryUsage().arrayBuffers;
  assert.equal(await opens(bomb), "refused");
  assert.ok(process.memoryUsage().arrayBuffers - before < 64 << 20);
});

test("a link cut anywhere is refused in a sentence", async () => {
  const whole = await encodeLink(open(await readFile(new URL("repaint.json", folder), "utf8")));
  for (let length = 0; length < whole.length; length += 7) assert.equal(await opens(whole.slice(0, length)), "refused");
});

test("random bytes as a link never give anything but a sentence", async () => {
  let seed = 12345;
  const random = (): number => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  for (let i = 0; i < 300; i++) {
    const bytes = Uint8Array.from({ length: 1 + Math.floor(random() * 400) }, () => random() * 256);
    await opens(LINK_MARK + Buffer.from(bytes).toString("base64url"));
    await opens(LINK_MARK + Buffer.from(bytes).toString("latin1"));
    await opens(link(bytes));
  }
});
