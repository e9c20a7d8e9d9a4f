import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import type { Locator } from "playwright-core";
import { readImage } from "../../src/cli/images/read.ts";
import type { ModelCard } from "../../src/runtime/model/card.ts";
import { cardOf } from "../helpers/cards.ts";
import { shippedGraph } from "../helpers/cli.ts";
import { guided } from "../helpers/graphs.ts";
import { modelServer, type ModelServer, type ServedFile } from "../helpers/model-server.ts";
import { oracleOnnx } from "../helpers/oracle-onnx.ts";
import { tinyClassifier } from "../helpers/tiny-classifier.ts";
import { tinyOnnx } from "../helpers/tiny-onnx.ts";
import { closeSite, openSite, PageUnderTest, type Site } from "./page.ts";

const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
/** A network of 64×64 that works, made long by a remark (ModelProto.doc_string) so that it takes a while to come. */
const LENGTH = 9_000_000;
const tiny = tinyOnnx({ size: 64 }).bytes;
const remark = [0x32, ...[0, 7, 14, 21].map((shift) => ((LENGTH >> shift) & 127) | (shift < 21 ? 128 : 0))];
const network = Buffer.concat([tiny, Uint8Array.from(remark), Buffer.alloc(LENGTH, "x")]);
const sha256 = createHash("sha256").update(network).digest("hex");
const card: ModelCard = { ...cardOf("afar", 64), bytes: network.length, sha256 };

const files = new Map<string, ServedFile>([
  ["/models/afar.onnx", { bytes: network, ranges: true, stall: 6_000_000 }],
  ["/models/afar.json", { bytes: text(card) }],
  ["/plain/afar.onnx", { bytes: network, stall: 5_000_000 }],
  ["/plain/afar.json", { bytes: text({ ...card, name: "plain", bytes: undefined }) }],
  ["/false/afar.onnx", { bytes: tiny }],
  ["/false/afar.json", { bytes: text({ ...card, bytes: tiny.length }) }],
  ["/ann/nets/resolve/main/unet/hub.onnx", { bytes: bareNetwork() }],
  ["/huge/huge.onnx", { bytes: tiny }],
  ["/huge/huge.json", { bytes: text({ ...cardOf("huge", 64), parameters: 2e9 }) }],
]);

/** A network that its file does not describe: it predicts v. */
function bareNetwork(): Uint8Array {
  const oracle: ModelCard = {
    ...cardOf("bare", 32),
    io: { x: "sample", timesteps: "timestep", out: "out_sample" },
    prediction_type: "v",
    variance: "fixed_small",
  };
  return oracleOnnx(oracle, new Float32Array(3 * 32 * 32).fill(0.25), { timestepsType: "int64" });
}

let site: Site;
let server: ModelServer;
let under: PageUnderTest;
before(async () => {
  site = await openSite();
  server = await modelServer(site.address, files);
  under = await PageUnderTest.open({ ...site, address: server.address });
  under.page.setDefaultTimeout(120_000);
  await under.ready();
});
after(async () => {
  await server.close();
  await closeSite(site);
});

const button = (name: string | RegExp): Locator => under.page.getByRole("button", { name, exact: true });
const dialog = (): Locator => under.page.getByRole("dialog", { name: "Models" });
const setModel = (reference: string): Promise<unknown> =>
  under.page.evaluate(
    `document.querySelector("repaint-studio").studio.setParam("model", "model", ${JSON.stringify(reference)})`,
  );

/** Names a model in the graph, waits for the check and presses Run, which cannot run it yet. */
async function asksFor(reference: string): Promise<void> {
  await setModel(reference);
  await under.until((s) => s.checks.problems.some(({ code }) => code === "model-not-here"));
  await button("Run").click();
  await dialog().waitFor();
}

async function openModels(): Promise<void> {
  await under.page.evaluate(`document.querySelector("repaint-studio").studio.dispatchEvent(new Event("models"))`);
  await dialog().waitFor();
}

async function drop(dropped: readonly (readonly [name: string, bytes: Uint8Array])[]): Promise<void> {
  const data = dropped.map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")]);
  await under.page.evaluate(`(() => {
    const transfer = new DataTransfer();
    for (const [name, data] of ${JSON.stringify(data)})
      transfer.items.add(new File([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))], name));
    document.querySelector("repaint-studio").dispatchEvent(new DragEvent("drop", { dataTransfer: transfer }));
  })()`);
}

const wanted = (path: string): string => server.address + path;
const onlyOf = (path: string): string[] => server.asked.filter((line) => line.includes(path));

test("a model is fetched only when the reader agrees, goes on where it stopped, is kept, runs, and is removed", async () => {
  const url = wanted("models/afar.onnx");
  await asksFor(url);
  await dialog()
    .getByText(/from localhost:\d+, its size is not said/)
    .waitFor();
  assert.deepEqual(server.asked, []);
  await button(/^Ask localhost/).click();
  await button("Download 9.0 MB").waitFor();
  assert.deepEqual(server.asked, ["GET /models/afar.json"]);
  await button("Download 9.0 MB").click();
  await dialog()
    .getByText(/^6\.0 MB of 9\.0 MB$/)
    .waitFor();
  await button("Pause").click();
  await button("Resume").waitFor();

  await under.page.reload();
  await under.until((s) => s.checks.problems.some(({ code }) => code === "model-not-here"));
  await button("Run").click();
  await dialog()
    .getByText(/^Paused at 6\.0 MB of 9\.0 MB$/)
    .waitFor();
  await button("Resume").click();
  await dialog()
    .getByText(/SHA-256/)
    .waitFor();
  assert.deepEqual(onlyOf("afar.onnx"), ["GET /models/afar.onnx", "GET /models/afar.onnx bytes=6000000-"]);
  assert.equal(server.sent.get("/models/afar.onnx"), network.length);
  assert.match(await dialog().innerText(), new RegExp(`9\\.0 MB .* SHA-256 ${sha256.slice(0, 12)}`));
  assert.match(await dialog().innerText(), /Together 9\.0 MB · the browser offers this page [\d.]+ .B/);
  await under.page.keyboard.press("Escape");

  await under.studio((s) => s.setParam("schedule", "T", 8));
  await under.until((s) => s.checks.walk !== undefined && s.checks.problems.length === 0);
  await button("Run").click();
  await under.until((s) => s.runs.state === "finished");

  await under.page.evaluate(`document.querySelector("repaint-studio").studio.dispatchEvent(new Event("models"))`);
  await button("Remove: afar").click();
  await dialog().getByText("None yet.").waitFor();
  await under.until((s) => s.checks.problems.some(({ code }) => code === "model-not-here"));
  await under.page.keyboard.press("Escape");
  assert.deepEqual(under.complaints, []);
});

test("where a server has no ranges a broken download begins anew; a hash that differs is said and nothing is kept", async () => {
  await asksFor(wanted("plain/afar.onnx"));
  await button(/^Ask/).click();
  await button("Download 9.0 MB").click();
  await dialog()
    .getByText(/^5\.0 MB of 9\.0 MB$/)
    .waitFor();
  server.breakOff();
  await dialog()
    .getByText(/could not be fetched from localhost:\d+: the connection was lost/)
    .first()
    .waitFor();
  await button("Try again").click();
  await dialog()
    .getByText(/SHA-256/)
    .waitFor();
  assert.deepEqual(onlyOf("plain/afar.onnx").slice(-1), ["GET /plain/afar.onnx bytes=5000000-"]);
  assert.equal(server.sent.get("/plain/afar.onnx"), network.length + 5_000_000);
  await under.page.keyboard.press("Escape");

  await asksFor(wanted("false/afar.onnx"));
  await button(/^Ask/).click();
  await button(/^Download/).click();
  await dialog()
    .getByText(/not the one that its card describes: expected SHA-256/)
    .first()
    .waitFor();
  await under.page.keyboard.press("Escape");
  const broken = under.complaints.splice(0).filter((line) => !/ERR_(CONTENT_LENGTH_MISMATCH|INCOMPLETE)/.test(line));
  assert.deepEqual(broken, []);
});

test("a host that the page's policy forbids is not asked, and it is said how the file can be opened instead", async () => {
  await asksFor("https://models.example.org/deep/afar.onnx");
  await button("Ask models.example.org for its card and size").click();
  await dialog()
    .getByText(/policy of this page lets it fetch nothing from models\.example\.org/)
    .waitFor();
  const link = dialog().getByRole("link", { name: "afar.onnx" });
  assert.equal(await link.getAttribute("href"), "https://models.example.org/deep/afar.onnx");
  assert.match(under.complaints.splice(0).join(), /models\.example\.org.*Content Security Policy/);
  await under.page.keyboard.press("Escape");
});

test("from the disk: half a model waits for the other, a misfit is named, and what fits is used", async () => {
  await setModel("bundled:faces64");
  const own: ModelCard = cardOf("mine", 64);
  await drop([["mine.onnx", tiny]]);
  await under.until((s) => /without its card, “mine\.json”/.test(s.notices[0]?.message.en ?? ""));
  await drop([["mine.json", text({ ...own, image: { ...own.image, height: 32 } })]]);
  await under.until((s) =>
    /expected shape \[N, 3, 32, 64\], found \[N, 3, 64, 64\]/.test(s.notices[0]?.message.en ?? ""),
  );
  await drop([["mine.json", text({ ...own, name: "" })]]);
  await under.until((s) => s.notices[0]?.code === "card-format");
  await drop([
    ["mine.json", text(own)],
    ["mine.onnx", tiny],
  ]);
  await under.until((s) => s.graph.nodes.some(({ params }) => params["model"] === "file:mine"));
  await under.until((s) => s.notices.length === 0 && s.checks.walk !== undefined && s.checks.problems.length === 0);
  assert.ok(await under.studio((s) => s.assets.models.some(({ reference }) => reference === "file:mine")));
  assert.deepEqual(under.complaints, []);
});

test("a network without a card is asked about, and runs with the answers; a card of two lines is enough", async () => {
  await setModel("bundled:faces64");
  const kind = { prediction_type: "v", variance: "fixed_small" } as const;
  const bytes = bareNetwork();
  await drop([["bare net.onnx", bytes]]);
  await under.until((s) => /without its card/.test(s.notices[0]?.message.en ?? ""));
  await under.page.evaluate(`document.querySelector("repaint-studio").studio.dispatchEvent(new Event("models"))`);
  await dialog()
    .getByText(/3×32×32, as its file says/)
    .waitFor();
  await dialog().getByLabel("It predicts").selectOption("v");
  await button("Use it so").click();
  await under.until((s) => s.graph.nodes.some(({ params }) => params["model"] === "file:bare-net"));
  await under.page.keyboard.press("Escape");
  await under.studio((s) => s.setParam("schedule", "T", 4));
  await under.studio((s) => s.setParam("jump", "jump_n_sample", 1));
  await under.until((s) => s.checks.walk?.transitions === 4 && s.checks.problems.length === 0);
  await button("Run").click();
  await under.until((s) => s.runs.state === "finished");

  await setModel("bundled:faces64");
  await drop([
    ["two lines.json", text(kind)],
    ["two lines.onnx", bytes],
  ]);
  await under.until((s) => s.graph.nodes.some(({ params }) => params["model"] === "file:two-lines"));
  await under.until((s) => s.notices.length === 0 && s.checks.problems.length === 0);
  assert.deepEqual(under.complaints, []);
});

test("the answers can be tried on a picture, and the right one looks like it", async () => {
  await setModel("bundled:faces64");
  const { picture } = await readImage(readFileSync("models/samples/face-1000000.png"), "face");
  const truth: ModelCard = { ...cardOf("seen", 64), prediction_type: "v", variance: "fixed_small" };
  await drop([
    [
      "by eye.onnx",
      oracleOnnx(
        truth,
        picture.data.map((value) => 2 * value - 1),
      ),
    ],
  ]);
  await under.until((s) => /without its card/.test(s.notices[0]?.message.en ?? ""));
  await openModels();
  await button("Try the answers on a picture").click();
  const answers = dialog().getByRole("group", { name: "It predicts" }).getByRole("button");
  await answers.first().waitFor();
  const told = await answers.allInnerTexts();
  assert.match(told[1] ?? "", /^v\s+differs by 0\.0 % · nearest$/);
  for (const other of [told[0], told[2]]) assert.match(other ?? "", /differs by ([1-9]|\d\d)\.\d %$/);
  await answers.nth(1).focus();
  await under.page.keyboard.press("Enter");
  assert.equal(await dialog().getByLabel("It predicts").first().inputValue(), "v");
  await dialog()
    .getByRole("group", { name: "Noise was added" })
    .getByText(/0\.0 % · nearest/)
    .waitFor();
  await button("Use it so").click();
  await under.until((s) => s.graph.nodes.some(({ params }) => params["model"] === "file:by-eye"));
  await under.page.keyboard.press("Escape");
  assert.deepEqual(under.complaints, []);
});

test("a network of a hub is named in the dialog; one without a card beside it is asked about, and then runs", async () => {
  await setModel("bundled:faces64");
  const reference = "hf:ann/nets/unet/hub.onnx";
  const path = "/ann/nets/resolve/main/unet/hub";
  await under.page.evaluate(
    `document.querySelector("repaint-studio").setAttribute("hub", ${JSON.stringify(server.address)})`,
  );
  await openModels();
  const asked = server.asked.length;
  await dialog().getByLabel("From an address").fill("hf:ann/hub.onnx");
  await under.page.keyboard.press("Enter");
  await dialog()
    .getByText(/“hf:ann\/hub\.onnx” is no address|"hf:ann\/hub\.onnx" is no address/)
    .waitFor();
  assert.equal(server.asked.length, asked);
  await dialog().getByLabel("From an address").fill(reference);
  await under.page.keyboard.press("Enter");
  await button(/^Download [\d.]+ kB$/).click();
  await dialog()
    .getByText(/without a card: answer above/)
    .waitFor();
  assert.deepEqual(onlyOf(path), [`HEAD ${path}.onnx`, `GET ${path}.onnx`]);
  await dialog().getByLabel("It predicts").selectOption("v");
  await button("Use it so").click();
  await under.until((s) => s.graph.nodes.some(({ params }) => params["model"] === "hf:ann/nets/unet/hub.onnx"));
  await under.page.keyboard.press("Escape");
  await under.studio((s) => s.setParam("schedule", "T", 4));
  await under.until((s) => s.checks.walk !== undefined && s.checks.problems.length === 0);
  await button("Run").click();
  await under.until((s) => s.runs.state === "finished");
  await under.until((s) => s.assets.models.some((one) => one.reference === "hf:ann/nets/unet/hub.onnx"));
  assert.deepEqual(
    under.complaints.splice(0).filter((line) => !/404/.test(line)),
    [],
  );
});

test("a network that cannot fit is told with the size it needs, before it is downloaded and before it is opened", async () => {
  await setModel("bundled:faces64");
  await openModels();
  const told = /needs about 16\.9 GB of memory; WebAssembly has 4\.3 GB at most\. .*command line/;
  await dialog().getByLabel("From an address").fill(wanted("huge/huge.onnx"));
  await under.page.keyboard.press("Enter");
  await dialog().getByText(told).waitFor();
  assert.equal(await button(/^Download/).count(), 0);
  assert.deepEqual(onlyOf("huge.onnx"), ["HEAD /huge/huge.onnx"]);
  await button("Discard what has come: huge.onnx").click();
  await under.page.keyboard.press("Escape");
  await drop([
    ["own.json", text({ ...cardOf("own", 64), parameters: 2e9 })],
    ["own.onnx", new TextEncoder().encode("would be called corrupt")],
  ]);
  await under.until((s) => s.notices[0]?.code === "out-of-memory");
  assert.deepEqual(under.complaints, []);
});

test("a classifier from the disk takes nobody's place, and guides a run beside the denoiser", async () => {
  await setModel("bundled:faces64");
  const classifier = tinyClassifier(64);
  await drop([
    ["guide.json", text({ ...classifier.card, beta_schedule: { kind: "cosine", s: 0.008, max_beta: 0.999 } })],
    ["guide.onnx", classifier.bytes],
  ]);
  await under.until((s) => s.assets.models.some(({ reference }) => reference === "file:guide"));
  assert.equal(
    await under.studio((s) => s.graph.nodes.find(({ id }) => id === "model")?.params["model"]),
    "bundled:faces64",
  );
  const graph = JSON.stringify(guided(shippedGraph("repaint"), "file:guide"));
  await under.page.evaluate(`document.querySelector("repaint-studio").studio.doc.apply(() => (${graph}))`);
  await under.studio((s) => s.setParam("jump", "jump_n_sample", 1));
  await under.studio((s) => s.setParam("schedule", "T", 4));
  await under.until((s) => s.checks.walk?.transitions === 4 && s.checks.problems.length === 0);
  await button("Run").click();
  await under.until((s) => s.runs.state === "finished");
  assert.equal(await under.studio((s) => s.runs.progress?.evaluations), 8);
  assert.deepEqual(under.complaints, []);
});
