import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { decode, encode } from "fast-png";
import { chromium, type Browser, type Page } from "playwright-core";
import { serve } from "../../src/cli/serve.ts";
import { browser, browserArguments } from "../../tools/browser.mjs";
import { redis } from "../helpers/redis.ts";
import { Installed } from "./install.ts";

let installed: Installed;
let chrome: Browser;

before(async () => {
  installed = await Installed.make("litegraph.js", "@comfyorg/litegraph", "vite", "@types/node");
  const samples = new URL("../../models/samples/", import.meta.url);
  await cp(new URL("face-1000003.png", samples), join(installed.folder, "me.png"));
  // Another's mask: grey levels, its hole black.
  const hole = new Uint8Array(64 * 64).fill(255);
  for (let y = 20; y < 44; y++) hole.fill(0, y * 64 + 12, y * 64 + 52);
  await writeFile(join(installed.folder, "hole.png"), encode({ width: 64, height: 64, data: hole, channels: 1 }));
  chrome = await chromium.launch({ executablePath: browser(), headless: true, args: browserArguments });
});
after(async () => {
  await chrome?.close();
  await installed?.remove();
});

const quick = ["--set", "schedule.T=6", "--set", "jump.jump_n_sample=1"];

/** The pixels outside the hole are those of the picture; what is inside is new. */
async function isFilled(file: string): Promise<void> {
  const pixels = async (name: string) => {
    const { data, channels, width } = decode(await readFile(join(installed.folder, name)));
    return (x: number, y: number): readonly number[] => [...data.subarray((y * width + x) * channels).slice(0, 3)];
  };
  const [made, given] = [await pixels(file), await pixels("me.png")];
  let changed = 0;
  for (let y = 0; y < 64; y++)
    for (let x = 0; x < 64; x++) {
      const inside = y >= 20 && y < 44 && x >= 12 && x < 52;
      if (!inside) assert.deepEqual(made(x, y), given(x, y), `pixel ${x}, ${y}`);
      else if (made(x, y).join() !== given(x, y).join()) changed++;
    }
  assert.ok(changed > 480, `${changed} of 960 pixels of the hole are new`);
}

test("npx repaint fills a hole with the network in the box", async () => {
  const { code, stdout, stderr } = await installed.run(
    "npx",
    "repaint",
    "run",
    "repaint",
    "--image",
    "me.png",
    "--mask",
    "hole.png",
    ...quick,
  );
  assert.equal(code, 0, stderr);
  assert.match(stdout, /result.repaint\.png/);
  await isFilled("result/repaint.png");
});

test("npx repaint fill takes a photo of its own size with the network for photographs in the box", async () => {
  const [width, height] = [150, 97];
  const data = Uint8Array.from({ length: 3 * width * height }, (_, i) => 120 + 90 * Math.sin(i * 0.013));
  const holes = new Uint8Array(width * height);
  for (let y = 30; y < 50; y++) holes.fill(255, y * width + 70, y * width + 95);
  await writeFile(join(installed.folder, "photo.png"), encode({ width, height, data, channels: 3 }));
  await writeFile(join(installed.folder, "holes.png"), encode({ width, height, data: holes, channels: 1 }));
  const line = [
    "fill",
    "photo.png",
    "holes.png",
    "--set",
    "schedule.T=3",
    "--set",
    "jump.jump_n_sample=1",
    "--out",
    "photo",
  ];
  const { code, stderr } = await installed.run("npx", "repaint", ...line);
  assert.equal(code, 0, stderr);
  const made = decode(await readFile(join(installed.folder, "photo", "fill.png")));
  assert.deepEqual([made.width, made.height], [width, height]);
  const isNew = (p: number): boolean => [0, 1, 2].some((c) => made.data[3 * p + c] !== data[3 * p + c]);
  assert.ok(!isNew(0) && isNew(40 * width + 80));
});

test("without the native ONNX Runtime the same command runs in WebAssembly", async () => {
  const native = join(installed.folder, "node_modules", "onnxruntime-node");
  const aside = `${native}-aside`;
  const was = await rename(native, aside).then(
    () => true,
    () => false, // It is optional: where npm could not install it there is nothing to put aside.
  );
  try {
    const { code, stderr } = await installed.run(
      "npx",
      "repaint",
      "run",
      "repaint",
      "--out",
      "wasm",
      "--image",
      "me.png",
      "--mask",
      "hole.png",
      ...quick,
    );
    assert.equal(code, 0, stderr);
    assert.match(stderr, /Runs on ONNX Runtime WebAssembly/);
  } finally {
    if (was) await rename(aside, native);
  }
  await isFilled("wasm/repaint.png");
});

const tableOf = (folder: string): Promise<string> => readFile(join(installed.folder, folder, "table.csv"), "utf8");

test("npx repaint batch runs a study with the package's own workers, and repaint worker over a queue", async (context) => {
  const study = {
    format: "repaint-study",
    version: 1,
    data: [{ name: "me", from: ["me.png"] }],
    masks: ["half", "wide"],
    graphs: [{ graph: "repaint", set: { "schedule.T": 3, "jump.jump_n_sample": 1 } }],
    batch: 1,
  };
  await writeFile(join(installed.folder, "study.json"), JSON.stringify(study));
  const calm = await installed.run("npx", "repaint", "batch", "study.json", "--out", "calm");
  assert.equal(calm.code, 0, calm.stderr);
  const table = await tableOf("calm");
  assert.equal(table.trim().split("\r\n").length, 3);
  assert.match(table, /,pictures\/repaint\/wide\/me-00000-0\.png,/);

  const url = await redis(context);
  if (url === undefined) return;
  const program = join(installed.folder, "node_modules/repaint-graph/dist/cli/repaint.js");
  const worker = spawn(process.execPath, [program, "worker", "--queue", url], { stdio: "ignore" });
  context.after(() => void worker.kill("SIGKILL"));
  const queued = await installed.run("npx", "repaint", "batch", "study.json", "--out", "queued", "--queue", url);
  assert.equal(queued.code, 0, queued.stderr);
  assert.equal(await tableOf("queued"), table);
});

const forAnywhere = `
  import { createGpuBackend, execute, openNetwork, parseGraph, registry } from "repaint-graph";
  import type { GraphFile, NodeDefinition, Run } from "repaint-graph";
  import { fromHost, registerNodes, runGraph, toHost, type HostPicture } from "repaint-graph/plugin";
  import schema from "repaint-graph/card.schema.json" with { type: "json" };
  const loop: NodeDefinition | undefined = registry.get("flow/loop");
  const graph: GraphFile = parseGraph("", registry).graph;
  const made: Promise<readonly HostPicture[]> = runGraph(graph, { signal: new AbortController().signal });
  const title: string = schema.title;
  export type R = Run;
  export { createGpuBackend, execute, fromHost, loop, made, openNetwork, registerNodes, title, toHost };
  // @ts-expect-error Nothing of this name is exported.
  import { nothing } from "repaint-graph";
`;

const forNode = `
  import { runFiles, type ResultFile } from "repaint-graph/node";
  const ran: Promise<ResultFile> = runFiles("repaint", { image: "me.png", set: { "schedule.T": 20 }, seed: 3 });
  export const calls: number = (await ran).calls;
  // @ts-expect-error A seed is no text.
  runFiles("repaint", { seed: "3" });
`;

test("every entry has its types, under both ways of resolving them, and those of the library are checked too", async () => {
  const tsc = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));
  await writeFile(join(installed.folder, "anywhere.ts"), forAnywhere);
  await writeFile(join(installed.folder, "node.ts"), forNode);
  const common = { target: "es2022", strict: true, noEmit: true, resolveJsonModule: true };
  const lib = ["es2023", "dom", "dom.iterable"];
  const ways = [
    { files: ["anywhere.ts"], lib, types: [], module: "esnext", moduleResolution: "bundler" },
    { files: ["anywhere.ts", "node.ts"], lib, types: ["node"], module: "nodenext", moduleResolution: "nodenext" },
  ];
  for (const { files, ...way } of ways) {
    const compilerOptions = { ...common, ...way };
    await writeFile(join(installed.folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
    const { code, stdout } = await installed.run(process.execPath, tsc, "-p", ".");
    assert.equal(code, 0, `${way.moduleResolution}: ${stdout}`);
  }
});

test("the example of a Node script fills a hole", async () => {
  const { code, stdout, stderr } = await installed.run(process.execPath, "node/fill.mjs", "me.png", "hole.png");
  assert.equal(code, 0, stderr);
  assert.match(stdout, /filled.repaint\.png[^]*\d+ network calls/);
  await isFilled("filled/repaint.png");
});

/** Serves a folder, opens it in Chromium and looks; the page must not complain. */
async function visit(folder: string, look: (page: Page) => Promise<void>): Promise<void> {
  const { server, address } = await serve(join(installed.folder, folder), 0);
  const page = await chrome.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
  try {
    await page.goto(address);
    await look(page);
    assert.deepEqual(complaints, []);
  } finally {
    await page.close();
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
}

/** Presses the example's button and waits for its picture. */
async function pressed(page: Page): Promise<void> {
  const status = (text: RegExp) => page.locator("#status").filter({ hasText: text }).waitFor({ timeout: 300_000 });
  await status(/^Ready$/);
  await page.locator("#run").click();
  await status(/^Done$/);
  const colours = await page.evaluate(`(() => {
    const { data } = document.getElementById("result").getContext("2d").getImageData(0, 0, 64, 64);
    return new Set(new Uint32Array(data.buffer)).size;
  })()`);
  assert.ok(Number(colours) > 50, `${String(colours)} colours`);
}

async function studioIsThere(page: Page): Promise<void> {
  await page
    .locator("repaint-studio")
    .getByRole("button", { name: "Run", exact: true })
    .first()
    .waitFor({ timeout: 120_000 });
}

test("the example of a page has an editor that runs", async () => {
  const { code, stderr } = await installed.runIn("page", "npx", "repaint", "page", "repaint");
  assert.equal(code, 0, stderr);
  await visit("page", async (page) => {
    await studioIsThere(page);
    const studio = page.locator("repaint-studio");
    await studio.getByRole("button", { name: "Run", exact: true }).first().click();
    await studio.getByRole("button", { name: "PNG" }).first().waitFor({ timeout: 300_000 }); // There is a result to save.
  });
});

test("the example of a litegraph host runs what is wired in it", async () => {
  const { code, stderr } = await installed.runIn("litegraph", "npx", "repaint", "page", "repaint");
  assert.equal(code, 0, stderr);
  const library = join("node_modules", "litegraph.js");
  await cp(join(installed.folder, library), join(installed.folder, "litegraph", library), { recursive: true });
  await visit("litegraph", pressed);
});

for (const [name, more] of [
  ["vite", studioIsThere],
  ["comfyui", undefined],
] as const) {
  test(`the example for ${name} is built by Vite, below any path, and runs`, async () => {
    const { code, stdout, stderr } = await installed.runIn(name, "npm", "run", "-s", "build", "--", "--base=./");
    assert.equal(code, 0, stdout + stderr);
    assert.doesNotMatch(stdout + stderr, /import\.meta/);
    assert.ok((await readdir(join(installed.folder, name, "dist", "repaint"))).includes("app.js"));
    await visit(join(name, "dist"), async (page) => {
      await more?.(page);
      await pressed(page);
    });
  });
}
