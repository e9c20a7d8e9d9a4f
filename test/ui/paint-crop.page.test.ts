import assert from "node:assert/strict";
import { test } from "node:test";
import { encode } from "fast-png";
import { freshPages, type PageUnderTest } from "./page.ts";

let under: PageUnderTest;
freshPages((page) => (under = page));

/** Drops a picture whose red says the column and whose green says the row, a pixel each. */
async function drop(width: number, height: number): Promise<void> {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const p = Math.floor(i / 3);
    return i % 3 === 0 ? p % width : i % 3 === 1 ? Math.floor(p / width) : 0;
  });
  const bytes = Buffer.from(encode({ width, height, data, channels: 3 })).toString("base64");
  await under.page.evaluate(`(() => {
    const bytes = Uint8Array.from(atob("${bytes}"), (c) => c.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], "own.png", { type: "image/png" }));
    const target = document.querySelector("repaint-studio").renderRoot.querySelector("repaint-canvas");
    target.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, composed: true }));
  })()`);
}

const param = () => under.studio((s) => String(s.graph.nodes.find((n) => n.id === "image")?.params["image"]));

/** Column and row that lie in the middle of the picture as the engine has it. */
const centre = (): Promise<readonly [number, number]> =>
  under.studio((s) => {
    const { width, height, rgba } = s.runs.values.get("image")?.raster ?? { width: 0, height: 0, rgba: [] };
    const at = ((height / 2) * width + width / 2) * 4;
    return [rgba[at] ?? -1, rgba[at + 1] ?? -1] as const;
  });

test("a frame is moved and zoomed by keys and becomes the picture in one edit", async () => {
  const before = await under.studio((s) => JSON.stringify(s.graph));
  await drop(200, 100);
  await under.page.getByRole("application", { name: "The picture" }).waitFor();
  for (let i = 0; i < 30; i++) await under.page.keyboard.press("Shift+ArrowLeft");
  for (let i = 0; i < 8; i++) await under.page.keyboard.press("+");
  assert.equal(await under.studio((s) => JSON.stringify(s.graph)), before);
  await under.press("Use this part");
  await under.until((s) => (s.runs.values.get("image")?.raster.rgba[2] ?? 255) < 4);
  const [x, y] = await centre();
  assert.ok(Math.abs(x - 50) <= 2 && Math.abs(y - 50) <= 2, `${x}, ${y}`);
  await under.studio((s) => s.command("undo"));
  assert.equal(await under.studio((s) => JSON.stringify(s.graph)), before);
});

test("the pointer drags the frame, and the wheel zooms about the place under it", async () => {
  await drop(200, 100);
  const area = await under.page.getByRole("application", { name: "The picture" }).boundingBox();
  assert.ok(area);
  const at = (x: number, y: number) => ({ x: area.x + (x / 200) * area.width, y: area.y + (y / 100) * area.height });
  await under.drag(at(100, 50), at(150, 50));
  const place = at(150, 50);
  await under.page.mouse.move(place.x, place.y);
  await under.page.mouse.wheel(0, -400);
  await under.settle();
  await under.press("Use this part");
  await under.until((s) => (s.runs.values.get("image")?.raster.rgba[2] ?? 255) < 4);
  const [x, y] = await centre();
  assert.ok(Math.abs(x - 150) <= 2 && Math.abs(y - 50) <= 2, `${x}, ${y}`);
});

test("Escape leaves the graph as it was; a picture of the model's size is taken as it is", async () => {
  const sample = await param();
  await drop(90, 60);
  await under.page.getByRole("application", { name: "The picture" }).waitFor();
  await under.page.keyboard.press("Escape");
  assert.equal(await param(), sample);
  await drop(64, 64);
  await under.until((s) => (s.runs.values.get("image")?.raster.rgba[2] ?? 255) < 4);
  assert.deepEqual(await centre(), [32, 32]);
});
