import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { encode } from "fast-png";
import { writeText } from "../../src/runtime/png/text.ts";
import { freshPages, type PageUnderTest } from "./page.ts";

let under: PageUnderTest;
freshPages((page) => (under = page));

interface Dropped {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** Drops a file on the page. */
async function drop({ name, type, bytes }: Dropped): Promise<void> {
  const data = Buffer.from(bytes).toString("base64");
  await under.page.evaluate(`(() => {
    const bytes = Uint8Array.from(atob("${data}"), (c) => c.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], ${JSON.stringify(name)}, { type: ${JSON.stringify(type)} }));
    const target = document.querySelector("repaint-studio").renderRoot.querySelector("repaint-canvas").renderRoot.querySelector("canvas");
    target.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, composed: true, clientX: 900, clientY: 300 }));
  })()`);
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const json = (value: string): Dropped => ({ name: "graph.json", type: "application/json", bytes: text(value) });

test("a graph with a node of unknown type opens, keeps it, and saves it again", async () => {
  const strange = '<img src=x onerror="window.ran = true">';
  const graph = {
    format: "repaint-graph",
    version: 1,
    nodes: [
      { id: "strange", type: strange, v: 3, pos: [0, 0], params: { a: 1 }, title: strange },
      { id: "save", type: "image/save", v: 1, pos: [300, 0], params: {} },
    ],
    links: [["strange", "out", "save", "image"]],
  };
  await drop(json(JSON.stringify(graph)));
  await under.press("Open this graph");
  await under.until((s) => s.graph.nodes.length === 2 && s.checks.problems.some((p) => p.code === "unknown-type"));
  const at = await under.where("strange");
  await under.page.mouse.click(at.x, at.y);
  await under.settle();
  const saved = JSON.parse(await under.studio((s) => s.files.graph().text())) as typeof graph;
  assert.deepEqual(saved.nodes[0], graph.nodes[0]);
  assert.deepEqual(saved.links, graph.links);
  assert.equal(await under.page.evaluate("window.ran"), undefined);
});

test("an own picture is cut to the model's size and takes the place of the sample", async () => {
  const [width, height] = [90, 60];
  const data = new Uint8Array(width * height * 3);
  for (let p = 0; p < width * height; p++) data[p * 3] = (p % width) * 2;
  await drop({ name: "own.png", type: "image/png", bytes: encode({ width, height, data, channels: 3 }) });
  await under.press("Use this part");
  await under.until((s) =>
    String(s.graph.nodes.find((n) => n.id === "image")?.params["image"]).startsWith("data:image/png"),
  );
  await under.until((s) => {
    const raster = s.runs.values.get("image")?.raster;
    return raster !== undefined && raster.width === 64 && (raster.rgba[2] ?? 255) < 8;
  });
});

test("every shipped graph opens without a problem", async () => {
  const names = await under.studio((s) => s.assets.templates.map((t) => t.name));
  assert.ok(names.length >= 14);
  for (const name of names) {
    await under.page.evaluate(`document.querySelector("repaint-studio").studio.openTemplate("${name}")`);
    await under.until((s) => s.checks.walk !== undefined && s.checks.problems.length === 0);
    assert.deepEqual(await under.studio((s) => s.notices), [], name);
  }
});

test("a sample is chosen with its mask, and both are seen", async () => {
  await under.studio((s) => s.select(["image"]));
  const list = under.page.locator("repaint-inspector").getByRole("combobox", { name: "Image" });
  await list.selectOption("face-1000001 with the mask: mouth");
  await under.until((s) => {
    const mask = s.runs.values.get("mask")?.raster;
    return (
      mask !== undefined &&
      mask.rgba[(45 * 64 + 31) * 4] === 0 &&
      mask.rgba[0] === 255 &&
      s.checks.problems.length === 0
    );
  });
  await under.studio((s) => s.select(["mask"]));
  const masks = under.page.locator("repaint-inspector").getByRole("combobox", { name: "Painted mask" });
  await masks.selectOption("eyes");
  await under.until((s) => s.runs.values.get("mask")?.raster.rgba[(35 * 64 + 31) * 4] === 0);
});

test("a configuration of the official code, dropped, is a graph with its schedule; what is left out is told", async () => {
  const bytes = new Uint8Array(readFileSync(new URL("../fixtures/configurations/faces-narrow.yml", import.meta.url)));
  await drop({ name: "faces-narrow.yml", type: "application/yaml", bytes });
  await under.press("Open this graph");
  await under.until((s) => s.checks.walk !== undefined && s.graph.nodes.some((n) => n.id === "jump"));
  const [T, notes] = await under.studio((s) => [
    s.graph.nodes.find((n) => n.id === "schedule")?.params["T"],
    s.notices.map((n) => n.code),
  ]);
  assert.equal(T, 250);
  assert.ok(notes.includes("imported-card") && notes.includes("imported-unused"), notes.join());
});

test("a workflow of ComfyUI, dropped, pasted or inside a picture, is answered with a sentence", async () => {
  const workflow = JSON.stringify({ "7": { class_type: "LoadImage", inputs: { image: "a.png" } } });
  const answered = (s: { notices: readonly { code: string }[] }): boolean => s.notices[0]?.code === "foreign-graph";
  await drop({ name: "workflow.json", type: "application/json", bytes: text(workflow) });
  await under.until(answered);
  await under.studio((s) => s.tell([]));
  await under.page.evaluate(`(() => {
    const data = new DataTransfer();
    data.setData("text/plain", ${JSON.stringify(workflow)});
    const studio = document.querySelector("repaint-studio");
    studio.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  })()`);
  await under.until(answered);
  await under.studio((s) => s.tell([]));
  const plain = encode({ width: 90, height: 60, data: new Uint8Array(90 * 60 * 3).fill(99), channels: 3 });
  await drop({ name: "out.png", type: "image/png", bytes: await writeText(plain, "prompt", workflow) });
  await under.press("Use this part");
  await under.until(answered);
});
