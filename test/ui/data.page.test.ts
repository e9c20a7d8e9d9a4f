import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { readNpy, writeNpy } from "../../src/runtime/picture/npy.ts";
import { cardOf } from "../helpers/cards.ts";
import { tinyOnnx } from "../helpers/tiny-onnx.ts";
import { freshPages, type PageUnderTest } from "./page.ts";

let under: PageUnderTest;
freshPages((page) => (under = page));

const [C, H, W] = [4, 12, 10];
const range = [-5, 75] as const;
const data = Float32Array.from({ length: C * H * W }, (_, i) => Math.fround(3 + 70 * Math.sin(i * 0.37) ** 2));
/** Channel c is known in its columns from c on. */
const known = (c: number, x: number): boolean => x >= 2 * c;
const mask = Float32Array.from({ length: C * H * W }, (_, i) => (known(Math.floor(i / (H * W)), i % W) ? 1 : 0));
const npy = (values: Float32Array): Uint8Array => writeNpy({ shape: [1, C, H, W], data: values });

async function drop(files: readonly (readonly [name: string, bytes: Uint8Array])[], node?: string): Promise<void> {
  const packed = files.map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")]);
  await under.page.evaluate(`(() => {
    const files = ${JSON.stringify(packed)}.map(([name, data]) =>
      new File([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))], name));
    void document.querySelector("repaint-studio").studio.files.open(files, ${JSON.stringify(node)});
  })()`);
}

test("an array is dropped, seen by channel with a scale, filled with a mask for each channel, and saved unrounded", async () => {
  const card = {
    ...cardOf("field", 12),
    image: { height: H, width: W, channels: C, range },
    variance: "fixed_small",
  };
  const network = tinyOnnx({ channels: C, height: H, width: W, repeats: 1 }).bytes;
  await drop([
    ["field.json", new TextEncoder().encode(JSON.stringify(card))],
    ["field.onnx", network],
  ]);
  await under.until((s) => s.graph.nodes.some(({ params }) => params["model"] === "file:field"));
  await under.page.keyboard.press("Escape");
  await drop([
    ["rain.npy", npy(data)],
    ["rain-mask.npy", npy(mask)],
  ]);
  await under.until((s) => s.graph.nodes.find(({ id }) => id === "mask")?.params["painted"] === "file:rain-mask.npy");
  assert.equal(await under.page.getByRole("application", { name: "The picture" }).count(), 0);
  await under.until((s) => s.runs.values.get("image")?.live?.floats.shape[1] === 4);

  // Seen by channel, with the values at the ends of its colours, and the one that is pointed at.
  await under.studio((s) => s.select(["image"]));
  const view = under.page.locator("repaint-inspector repaint-value");
  const span = (c: number): string => {
    const values = data.subarray(c * H * W, (c + 1) * H * W);
    const short = (v: number): string => String(+v.toPrecision(3));
    return `Colours from ${short(Math.min(...values))} to ${short(Math.max(...values))}`;
  };
  await view.getByRole("img", { name: span(0), exact: true }).waitFor();
  await view.getByRole("combobox", { name: "Channel" }).selectOption("2");
  await view.getByRole("img", { name: span(2), exact: true }).waitFor();
  await view.getByRole("application").focus();
  await under.page.keyboard.press("ArrowRight");
  const pointed = data[2 * H * W + (H >> 1) * W + (W >> 1) + 1] ?? NaN;
  assert.equal(await view.locator("output").innerText(), String(+pointed.toPrecision(3)));

  await under.studio((s) => {
    s.setParam("schedule", "T", 3);
    s.setParam("jump", "jump_length", 1);
    s.setParam("jump", "jump_n_sample", 2);
  });
  await under.until((s) => (s.checks.walk?.evaluations ?? 99) < 10);
  await under.studio((s) => s.command("run"));
  await under.until((s) => s.runs.state === "finished" || s.runs.state === "failed");
  assert.match(await under.studio((s) => s.runs.notes.get("mask")?.en ?? ""), /It is 4 masks, one for each channel/);
  const saved = async (part: string): Promise<Uint8Array> => {
    const [download] = await Promise.all([
      under.page.waitForEvent("download"),
      under.page.locator(part).getByRole("button", { name: "NPY" }).click(),
    ]);
    assert.equal(download.suggestedFilename(), "repaint.npy");
    return new Uint8Array(await readFile(await download.path()));
  };
  const bytes = await saved("repaint-result");
  const came = readNpy(bytes, () => undefined);
  assert.deepEqual(came.shape, [1, C, H, W]);
  const same = (i: number): boolean => came.data[i] === data[i];
  const isKnown = (i: number): boolean => mask[i] === 1;
  assert.ok(
    came.data.every((_, i) => !isKnown(i) || same(i)),
    "what is known is as it was, to the bit",
  );
  for (let c = 1; c < C; c++)
    assert.ok(
      came.data.some((_, i) => Math.floor(i / (H * W)) === c && !isKnown(i) && !same(i)),
      `channel ${c} is filled where its own mask says so`,
    );
  await under.page
    .locator("repaint-result repaint-value")
    .getByRole("img", { name: /^Colours from/ })
    .waitFor();
  await under.page.evaluate(`document.querySelector("repaint-studio").gallery.written()`);
  await under.page.reload();
  await under.ready();
  await under.press("All 1");
  assert.deepEqual(await saved("repaint-gallery"), bytes, "the gallery keeps the numbers over a visit");
  assert.deepEqual(under.complaints, []);
});
