import assert from "node:assert/strict";
import { test } from "node:test";
import { encode } from "fast-png";
import type { Locator } from "playwright-core";
import { freshPages, type PageUnderTest } from "./page.ts";

let under: PageUnderTest;
freshPages((page) => (under = page));

const [WIDTH, HEIGHT] = [200, 150];
const HOLE = { left: 90, top: 60, width: 30, height: 40 };
const isHole = (x: number, y: number, by = 0): boolean =>
  x >= HOLE.left - by && x < HOLE.left + HOLE.width + by && y >= HOLE.top - by && y < HOLE.top + HOLE.height + by;

/** A picture whose red says the column and whose green says the row. */
const photo = Uint8Array.from({ length: 3 * WIDTH * HEIGHT }, (_, i) => {
  const p = Math.floor(i / 3);
  return i % 3 === 0 ? p % WIDTH : i % 3 === 1 ? Math.floor(p / WIDTH) : 40;
});
const hole = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) =>
  isHole(i % WIDTH, Math.floor(i / WIDTH)) ? 255 : 0,
);

const base64 = (channels: 1 | 3, data: Uint8Array): string =>
  Buffer.from(encode({ width: WIDTH, height: HEIGHT, channels, data })).toString("base64");

/** Drops a picture and its mask together; what part is used is asked once, of the picture. */
async function dropBoth(answer = "Whole picture"): Promise<void> {
  await under.page.evaluate(`(() => {
    const files = ${JSON.stringify([base64(3, photo), base64(1, hole)])}.map((data, i) =>
      new File([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))], ["own.png", "own-mask.png"][i], { type: "image/png" }));
    const transfer = new DataTransfer();
    for (const file of files.reverse()) transfer.items.add(file);
    document.querySelector("repaint-studio").dispatchEvent(new DragEvent("drop", { dataTransfer: transfer }));
  })()`);
  await under.page.getByRole("application", { name: "The picture" }).waitFor();
  await under.press(answer);
}

/** Drops a picture on the canvas, or its mask on a node. */
async function drop(bytes: string, node?: string): Promise<void> {
  await under.page.evaluate(`(() => {
    const bytes = Uint8Array.from(atob("${bytes}"), (c) => c.charCodeAt(0));
    const file = new File([bytes], "own.png", { type: "image/png" });
    const studio = document.querySelector("repaint-studio").studio;
    void studio.files.open([file], ${JSON.stringify(node)});
  })()`);
  if (node !== undefined) return;
  await under.page.getByRole("application", { name: "The picture" }).waitFor();
  await under.press("Whole picture");
}

/** Chooses what the network sees: pulls a corner by the mouse, moves the frame by keys, and takes it. */
async function chooseWindow(): Promise<void> {
  const crop = await under.studio((s) => s.graph.nodes.find(({ type }) => type === "image/crop-to-mask")?.id ?? "");
  await under.page.evaluate(`document.querySelector("repaint-studio").studio.select(["${crop}"])`);
  await under.press("Choose the window on the picture …");
  const dialog = under.page.getByRole("dialog", { name: "What the network sees" });
  const frame = dialog.getByRole("application");
  const said = async (): Promise<number[]> =>
    (/(\d+) × (\d+) from \((\d+), (\d+)\)/.exec((await frame.getAttribute("aria-label")) ?? "") ?? [])
      .slice(1)
      .map(Number);
  const [width = 0, height = 0, x = 0, y = 0] = await said();
  assert.ok(x <= HOLE.left && y <= HOLE.top && x + width >= HOLE.left + HOLE.width, "it begins around the hole");
  const corner = await dialog.getByRole("button", { name: "Handle: bottom right" }).boundingBox();
  assert.ok(corner);
  const [from, scale] = [{ x: corner.x + corner.width / 2, y: corner.y + corner.height / 2 }, 1 / 4];
  await under.drag(from, { x: from.x + 40 * scale * 4, y: from.y + 40 * scale * 4 });
  const [wider = 0, taller = 0, ...corners] = await said();
  assert.ok(wider > width && wider === taller && width === height, `${wider}×${taller} keeps the network's shape`);
  assert.deepEqual(corners, [x, y]);
  await frame.focus();
  await under.page.keyboard.press("ArrowLeft");
  await under.page.keyboard.press("Shift+ArrowLeft");
  await under.page.keyboard.press("-");
  const [narrower = 0, lower = 0, ...before] = await said();
  assert.ok(narrower < wider && (before[0] ?? 0) + narrower < (corners[0] ?? 0) + wider);

  const session = await under.page.context().newCDPSession(under.page);
  await session.send("Emulation.setTouchEmulationEnabled", { enabled: true });
  const finger = async (target: Locator, dx: number, dy: number): Promise<void> => {
    const box = await target.boundingBox();
    assert.ok(box);
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const touch = (type: "touchStart" | "touchMove", touchPoints: (typeof at)[]): Promise<unknown> =>
      session.send("Input.dispatchTouchEvent", { type, touchPoints });
    await touch("touchStart", [at]);
    for (const part of [0.5, 1]) await touch("touchMove", [{ x: at.x + part * dx, y: at.y + part * dy }]);
    await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await under.settle();
  };
  await finger(frame, 24, 16);
  const moved = await said();
  assert.deepEqual(moved.slice(0, 2), [narrower, lower]);
  assert.ok(moved[2] !== before[0] || moved[3] !== before[1], "a finger moves the frame");
  await finger(dialog.getByRole("button", { name: "Handle: bottom right" }), -24, -24);
  await session.detach();
  const [w = 0, h = 0, left = 0, top = 0] = await said();
  assert.ok(w < narrower && w === h, "a finger pulls at a handle");
  assert.deepEqual([left, top], moved.slice(2));
  await dialog.getByRole("button", { name: "Use this window" }).click();
  await dialog.waitFor({ state: "detached" });
  const params = await under.studio((s) => s.graph.nodes.find(({ type }) => type === "image/crop-to-mask")?.params);
  assert.deepEqual(
    ["window", "x", "y", "width", "height"].map((name) => params?.[name]),
    ["chosen", left, top, w, h],
  );
  const seam = await under.studio((s) => s.graph.nodes.find(({ type }) => type === "image/paste-back")?.id ?? "");
  await under.page.evaluate(`document.querySelector("repaint-studio").studio.select(["${seam}"])`);
  const field = under.page.getByRole("textbox", { name: "Seam" });
  assert.deepEqual([await field.inputValue(), await field.getAttribute("placeholder")], ["", "automatic"]);
}

const opened = {
  repaint: () => under.studio((s) => s.openTemplate("repaint")),
  ddim: () => under.studio((s) => s.openTemplate("ddim")),
};

for (const [template, open] of Object.entries(opened)) {
  test(`${template}: a dropped photo and its mask come back as the photo, filled, beside what the network made`, async () => {
    await open();
    if (template === "ddim") await dropBoth();
    else {
      await drop(base64(3, photo));
      await under.until((s) => s.runs.values.get("image")?.raster.width === 200);
      await drop(base64(1, hole), "mask");
    }
    await under.until((s) => s.runs.values.get("mask")?.raster.width === 200);
    await under.until((s) => /white is the hole/.test(s.runs.notes.get("mask")?.en ?? ""));
    // The editor's own words, not those of the command line.
    assert.match(
      await under.studio((s) => s.runs.notes.get("mask")?.en ?? ""),
      /The other way round: “Invert” of the node\.$/,
    );
    if (template === "ddim") await chooseWindow();
    await under.studio((s) => {
      s.setParam("schedule", "T", 4);
      s.setParam("schedule", "respacing", "");
      if (s.graph.nodes.some(({ id }) => id === "jump")) s.setParam("jump", "jump_n_sample", 1);
      const paste = s.graph.nodes.find(({ type }) => type === "image/paste-back");
      if (paste) s.setParam(paste.id, "seam", 5);
      s.command("run");
    });
    await under.until((s) => s.runs.state === "finished" || s.runs.state === "failed");
    const results = await under.studio((s) =>
      s.runs.results.map(({ name, raster }) => ({
        name,
        width: raster.width,
        height: raster.height,
        rgba: [...raster.rgba],
      })),
    );
    assert.deepEqual(
      results.map(({ name, width, height }) => [name, width, height]),
      [
        [template, WIDTH, HEIGHT],
        [`${template}-network`, 64, 64],
      ],
    );
    const { rgba = [] } = results[0] ?? {};
    let filled = 0;
    for (let p = 0; p < WIDTH * HEIGHT; p++) {
      const [x, y] = [p % WIDTH, Math.floor(p / WIDTH)];
      const isSame = [0, 1, 2].every((c) => rgba[4 * p + c] === photo[3 * p + c]);
      if (!isHole(x, y, 5)) assert.ok(isSame, `(${x}, ${y}) is as it was`);
      else if (isHole(x, y) && !isSame) filled++;
    }
    assert.ok(filled > 0.9 * HOLE.width * HOLE.height);
    assert.equal(await under.page.locator("repaint-result repaint-raster").count(), 3);
  });
}

test("where a part of a picture is used, its mask is cut alike and unasked, and keeps every pixel of its hole", async () => {
  await dropBoth("Use this part");
  await under.until((s) => s.runs.values.get("mask")?.raster.width === 64);
  await under.until((s) => /white is the hole/.test(s.runs.notes.get("mask")?.en ?? ""));
  assert.equal(await under.page.getByRole("application", { name: "The picture" }).count(), 0);
  // The middle 150×150 from (25, 0), 64 pixels wide: one is known only where all 150 / 64 pixels that it covers are.
  const known = await under.studio((s) =>
    [...(s.runs.values.get("mask")?.raster.rgba ?? [])].filter((_, i) => i % 4 === 0),
  );
  const covers = (at: number, from: number, length: number): boolean =>
    at * (HEIGHT / 64) < from + length && (at + 1) * (HEIGHT / 64) > from;
  const expected = Array.from({ length: 64 * 64 }, (_, i) =>
    covers(i % 64, HOLE.left - 25, HOLE.width) && covers(Math.floor(i / 64), HOLE.top, HOLE.height) ? 0 : 255,
  );
  assert.deepEqual(known, expected);

  // That the faces' network is no good for it is said, and mended by a click.
  const said = under.page.locator("repaint-problems li").filter({ hasText: "has seen drawn faces and nothing else" });
  await said.getByRole("button", { name: "Set Model to photo64" }).click();
  await said.waitFor({ state: "detached" });
  assert.equal(
    await under.studio((s) => s.graph.nodes.find(({ id }) => id === "model")?.params["model"]),
    "bundled:photo64",
  );
});

test("a photo of megabytes stays outside the graph, byte for byte, and is there again after a reload", async () => {
  const [width, height] = [791, 613];
  let state = 1;
  const noise = Uint8Array.from({ length: 3 * width * height }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state >>> 24;
  });
  await drop(Buffer.from(encode({ width, height, channels: 3, data: noise })).toString("base64"));
  await under.until((s) => s.runs.values.get("image")?.raster.width === 791);
  assert.equal(
    await under.studio((s) => s.graph.nodes.find(({ id }) => id === "image")?.params["image"]),
    "file:own.png",
  );
  assert.match(
    await under.studio((s) => s.notices.map(({ message }) => message.en).join()),
    /“own\.png” \(1\.\d MB\) is kept in this browser as it is/,
  );
  assert.ok((await under.studio(async (s) => (await s.files.graph().text()).length)) < 10_000);

  await under.page.reload();
  await under.until((s) => s.runs.values.get("image")?.raster.width === 791);
  await under.studio((s) => {
    s.setParam("mask", "preset", "half");
    s.setParam("schedule", "T", 4);
    s.setParam("jump", "jump_n_sample", 1);
    s.command("run");
  });
  await under.until((s) => s.runs.state === "finished" || s.runs.state === "failed");
  const result = await under.studio((s) => {
    const { width = 0, height = 0, rgba = [] } = s.runs.results[0]?.raster ?? {};
    return { size: [width, height], row: [...rgba.slice(4 * width * 300, 4 * width * 300 + 400)] };
  });
  assert.deepEqual(result.size, [width, height]);
  const known = noise.subarray(3 * width * 300, 3 * width * 300 + 300);
  assert.deepEqual(
    result.row.filter((_, i) => i % 4 !== 3),
    [...known],
  );
});
