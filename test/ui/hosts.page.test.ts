import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { registry } from "../../src/nodes/index.ts";
import { closeSite, openSite, type Site } from "./page.ts";

let site: Site;
before(async () => (site = await openSite()));
after(async () => await closeSite(site));

/** Opens a page and listens for what goes wrong in it; what its policy refuses is written down in the page. */
async function visit(path: string): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const page = await site.chrome.newPage({ viewport: { width: 1440, height: 900 } });
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.addInitScript(`window.refused = [];
    addEventListener("securitypolicyviolation", (event) => window.refused.push(event.violatedDirective));`);
  await page.goto(site.address + path);
  return { page, complaints };
}

const status = async (page: Page, wanted: RegExp): Promise<void> => {
  await page.locator("#status").filter({ hasText: wanted }).waitFor({ timeout: 120_000 });
};

/** Builds a graph by the host's own means from an empty canvas, changes it and sends it through a file and back. */
const wire = (text: string): string => `(() => {
  const { LiteGraph, graph } = host;
  const file = ${text};
  graph.clear();
  const nodes = new Map();
  for (const { id, type, pos, params } of file.nodes) {
    const node = LiteGraph.createNode("repaint-graph/" + type);
    node.pos = [...pos];
    graph.add(node);
    for (const [name, value] of Object.entries(params)) node.setProperty(name, value);
    if (type === "model/noise-schedule") node.setProperty("T", 8);
    nodes.set(id, node);
  }
  for (const [from, output, to, input] of file.links) {
    const [a, b] = [nodes.get(from), nodes.get(to)];
    const index = (slots, name) => slots.findIndex((slot) => slot.name === name);
    if (!a.connect(index(a.outputs, output), b, index(b.inputs, input))) throw new Error(from + " → " + to);
  }
  const saved = JSON.stringify(graph.serialize());
  graph.clear();
  graph.configure(JSON.parse(saved));
  const { graph: back, notes } = host.fromHost(JSON.parse(JSON.stringify(graph.serialize())));
  const types = Object.keys(LiteGraph.registered_node_types).filter((type) => type.startsWith("repaint-graph/"));
  return { links: back.links.length, nodes: back.nodes.length, notes, types: types.length };
})()`;

for (const name of ["stock", "comfyorg"]) {
  test(`${name}: our nodes are wired, saved and run in another page's editor, under the policy`, async () => {
    const { page, complaints } = await visit(`examples/litegraph.html?host=${name}`);
    await status(page, /double click/);
    const text = await readFile(new URL("../../graphs/repaint.json", import.meta.url), "utf8");
    const file = JSON.parse(text) as { nodes: unknown[]; links: unknown[] };
    const built = (await page.evaluate(wire(text))) as Record<string, unknown>;
    assert.deepEqual([built["nodes"], built["links"], built["notes"]], [file.nodes.length, file.links.length, []]);
    assert.equal(built["types"], registry.size);
    await page.getByRole("button", { name: "Run" }).click();
    await status(page, /^Done/);
    const colours = await page.evaluate(`(() => {
      const canvas = document.getElementById("result");
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return [canvas.hidden, canvas.width, new Set(new Uint32Array(data.buffer)).size > 50];
    })()`);
    assert.deepEqual(colours, [false, 64, true]);

    await page.evaluate(`host.graph._nodes.find((node) => node.type.endsWith("flow/loop")).disconnectInput(0)`);
    await page.getByRole("button", { name: "Run" }).click();
    await status(page, /init/);
    assert.deepEqual(await page.evaluate("window.refused"), []);
    assert.deepEqual(complaints, []);
    await page.close();
  });
}

test("every page and every answer of the server has the policy, and it allows no more than is needed", async () => {
  const { headers } = await site.chrome.newPage().then(async (page) => {
    const response = await page.goto(`${site.address}engine-worker.js`);
    await page.close();
    return { headers: response?.headers() ?? {} };
  });
  const root = new URL("../../dist/site/", import.meta.url);
  const pages = ["index.html", ...(await readdir(new URL("examples/", root))).map((name) => `examples/${name}`)];
  const html = pages.filter((name) => name.endsWith(".html"));
  assert.ok(html.length >= 3);
  const texts = await Promise.all(html.map((name) => readFile(new URL(name, root), "utf8")));
  const said = texts.map((text) => /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(text)?.[1] ?? "");
  for (const policy of [headers["content-security-policy"] ?? "", ...said]) {
    const parts = new Map(policy.split(/;\s*/).map((part) => [part.split(" ")[0], part.split(" ").slice(1)] as const));
    assert.deepEqual(parts.get("default-src"), ["'self'"]);
    assert.deepEqual(parts.get("script-src"), ["'self'", "'wasm-unsafe-eval'"]);
    const allowed = new Set(["'self'", "'none'", "blob:", "data:"]);
    for (const [name, sources] of parts) {
      if (name === "script-src") continue;
      const more = sources.filter((source) => !allowed.has(source));
      // The editor's own page may ask the hub of networks, and nobody else (decision 15).
      const hub = name === "connect-src" && more.length > 0 ? ["https://huggingface.co", "https://*.hf.co"] : [];
      assert.deepEqual(more, name === "style-src" ? ["'unsafe-inline'"] : hub, name);
    }
  }
});
