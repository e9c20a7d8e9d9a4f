import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { runsAsHeadless } from "./headless.ts";
import { Mouse } from "./mouse.ts";
import { freshPages, type PageUnderTest } from "./page.ts";
import { shapeOf } from "./shape.ts";

let under: PageUnderTest;
freshPages((page) => (under = page));
const shot = async (name: string): Promise<unknown> =>
  process.env["SHOTS"] && (await under.page.screenshot({ path: `${process.env["SHOTS"]}/ilvr-${name}.png` }));

test("ILVR is wired on an empty canvas with the mouse alone but for its equation, and its result is that of the same graph without a page", async () => {
  const { page } = under;
  const mouse = new Mouse(under);
  await mouse.click(page.getByRole("button", { name: "Templates", exact: true }));
  await mouse.click(page.getByText("Empty graph", { exact: true }));
  assert.equal(await under.studio((s) => s.graph.nodes.length), 0);

  // Smaller, so that all of it has room; what is dropped stays where it is dropped.
  await mouse.wheel({ x: 640, y: 300 }, 450);
  await mouse.dragOut("Load model", { x: 300, y: 110 });
  const at = await under.where("load");
  assert.ok(Math.abs(at.x - 300) < 60 && Math.abs(at.y - 110) < 60, `${at.x}, ${at.y}`);
  const schedule = await mouse.wireTo("load", "model", { x: 40, y: 0 }, "Noise schedule", "model");
  const noise = await mouse.wireTo(schedule, "schedule", { x: 40, y: 0 }, "Gaussian noise", "schedule");
  await mouse.click(page.locator("repaint-inspector").getByRole("button", { name: "One more" }).first()); // Seed 1.
  const loop = await mouse.wireTo(noise, "sample", { x: -180, y: 190 }, "Loop", "start");
  const predict = await mouse.wireTo(loop, "body", { x: 40, y: 20 }, "Predict", "sample");
  await mouse.wire("load", "model", predict, "model");
  const reverse = await mouse.wireTo(predict, "prediction", { x: 40, y: 0 }, "Reverse step", "prediction");
  await mouse.dragOut("Load image", { x: 300, y: 500 });
  const image = await under.studio((s) => [...s.selected].join());
  const known = await mouse.wireTo(image, "image", { x: 330, y: -330 }, "Forward-noise known", "image");
  await mouse.wire(reverse, "sample", known, "at");
  await shot("half");
  const coarseY = await mouse.wireTo(known, "sample", { x: 40, y: 0 }, "Low-pass", "picture");
  const coarseX = await mouse.wireTo(reverse, "sample", { x: 60, y: 140 }, "Low-pass", "picture");
  const exchange = await mouse.wireTo(reverse, "sample", { x: 180, y: -20 }, "Equation", "a");
  await mouse.wire(coarseY, "y", exchange, "b");
  await mouse.wire(coarseX, "y", exchange, "c");
  await mouse.wire(exchange, "y", loop, "back");
  const result = await mouse.wireTo(loop, "done", { x: 250, y: 220 }, "Result", "picture");
  await shot("wired");

  const title = await under.where(exchange);
  await page.mouse.click(title.x, title.y);
  const equation = page.locator("repaint-inspector textarea");
  await mouse.click(equation);
  await page.keyboard.press("Control+a");
  await page.keyboard.type("y = select(t >= 5, a + b - c, a)");
  await mouse.click(page.locator("repaint-problems").first());

  const template = JSON.parse(await readFile(new URL("../../graphs/ilvr.json", import.meta.url), "utf8")) as GraphFile;
  const names: Readonly<Record<string, string>> = {
    load: "model",
    [schedule]: "schedule",
    [noise]: "noise",
    [loop]: "loop",
    [predict]: "predict",
    [reverse]: "reverse",
    [image]: "image",
    [known]: "known",
    [coarseY]: "coarse-y",
    [coarseX]: "coarse-x",
    [exchange]: "exchange",
    [result]: "result",
  };
  const unnamed = (graph: GraphFile): GraphFile => ({
    ...graph,
    nodes: graph.nodes.map((node) => ({
      ...node,
      params: { ...node.params, ...(node.type === "image/save" && { name: "" }) },
    })),
  });
  assert.deepEqual(
    shapeOf(unnamed(await under.studio((s) => s.graph)), ({ id }) => names[id] ?? id),
    shapeOf(unnamed(template), ({ id }) => id),
  );
  await under.until((s) => s.checks.walk !== undefined && s.checks.problems.length === 0);
  await mouse.click(page.getByRole("button", { name: "Run", exact: true }));
  await runsAsHeadless(under);
  await shot("ran");
});
