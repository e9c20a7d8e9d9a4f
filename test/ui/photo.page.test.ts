import assert from "node:assert/strict";
import { test } from "node:test";
import { encode } from "fast-png";
import { freshPages, type PageUnderTest } from "./page.ts";

let under: PageUnderTest;
freshPages((page) => (under = page));

const [width, height] = [180, 131];
const photo = encode({
  width,
  height,
  channels: 3,
  data: Uint8Array.from({ length: 3 * width * height }, (_, i) => 120 + 90 * Math.sin(i * 0.011)),
});

test("a photo of one's own is offered on the first screen; its network comes when it is needed, and fills every hole", async () => {
  const asked: string[] = [];
  under.page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const chooser = under.page.waitForEvent("filechooser");
  await under.page.getByRole("button", { name: "Photo", exact: true }).click();
  await (await chooser).setFiles({ name: "photo.png", mimeType: "image/png", buffer: Buffer.from(photo) });
  await under.press("Whole picture");
  await under.until((s) => s.runs.values.get("image")?.raster.width === 180);
  assert.ok(!asked.some((path) => path.includes("photo64.onnx")), "nothing is fetched before the run");
  await under.studio((s) => {
    s.setParam("schedule", "T", 2);
    s.setParam("jump", "jump_n_sample", 1);
    s.setParam("crop", "windows", 5);
    s.command("run");
  });
  await under.until((s) => s.runs.state === "finished" || s.runs.state === "failed");
  const [result] = await under.studio((s) =>
    s.runs.results.map(({ name, raster }) => [name, raster.width, raster.height]),
  );
  assert.deepEqual(result, ["fill", width, height]);
  assert.ok(asked.some((path) => path.includes("photo64.onnx")));
  const note = await under.studio((s) => s.runs.notes.get("crop")?.en ?? "");
  assert.match(note, /windows of \d+|to be filled/);
});
