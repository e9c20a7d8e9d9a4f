import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { deflateSync } from "fflate";
import { closeSite, openSite, PageUnderTest, type Site } from "./page.ts";

let site: Site;
let under: PageUnderTest;
before(async () => (site = await openSite()));
after(async () => await closeSite(site));
afterEach(async () => {
  assert.deepEqual(under.complaints, []);
  await under.close();
});

const linkTo = (text: string): string =>
  `#g=${Buffer.from(deflateSync(new TextEncoder().encode(text))).toString("base64url")}`;
const foreign = {
  format: "repaint-graph",
  version: 1,
  meta: { title: "A graph from afar <b>bold</b>" },
  nodes: [
    { id: "model", type: "model/load", v: 1, pos: [0, 0], params: { model: "https://models.example.org/afar.onnx" } },
    { id: "strange", type: '<img src=x onerror="window.ran = true">', v: 1, pos: [300, 0], params: { a: 1 } },
  ],
  links: [],
};

/** The words of the dialog that asks, once the network calls are counted. */
async function question(): Promise<string> {
  const dialog = under.page.getByRole("dialog", { name: "Open this graph?" });
  await dialog.waitFor();
  await dialog.getByText("Counting").waitFor({ state: "detached" });
  return await dialog.innerText();
}

const hash = (): Promise<string> => under.page.evaluate("location.hash");

test("a link says what it carries, fetches nothing of it, and opens when the reader agrees", async () => {
  under = await PageUnderTest.open(site, { search: linkTo(JSON.stringify(foreign)) });
  const asked: string[] = [];
  under.page.on("request", (request) => asked.push(request.url()));
  const words = await question();
  assert.match(words, /A graph from afar <b>bold<\/b>/);
  assert.match(words, /2 nodes, 0 wires/);
  assert.match(words, /afar\.onnx from models\.example\.org/);
  assert.match(words, /not known here: <img src=x/);
  assert.deepEqual(
    asked.filter((url) => url.includes("afar")),
    [],
  );
  assert.equal(await under.studio((s) => s.graph.nodes.some((n) => n.id === "strange")), false);
  await under.press("Open this graph");
  await under.until((s) => s.graph.nodes.some((n) => n.id === "strange"));
  assert.equal(await hash(), "");
  assert.equal(await under.page.evaluate("window.ran"), undefined);
});

test("a link is copied with its weight, counts the network calls of what it opens, and Escape leaves it", async () => {
  under = await PageUnderTest.open(site);
  await under.page.evaluate(
    `Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => void (window.copied = text) } })`,
  );
  await under.ready();
  await under.press("Share");
  const item = under.page.getByRole("button", { name: /^Copy link/ });
  await item.getByText(/\d\.\d kB link/).waitFor();
  await item.click();
  await under.until((s) => s.status.includes("link is copied"));
  const copied = await under.page.evaluate("window.copied");
  assert.ok(typeof copied === "string" && copied.startsWith(site.address));
  const graph = await under.studio((s) => JSON.stringify(s.graph));
  await under.page.evaluate(`location.hash = ${JSON.stringify(copied.slice(copied.indexOf("#")))}`);
  assert.match(await question(), /185 network calls/);
  await under.page.keyboard.press("Escape");
  await under.page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await under.studio((s) => JSON.stringify(s.graph)), graph);
  assert.equal(await hash(), "");
});

/** Stands for the system that hands files to an installed page. */
const QUEUE = `Object.defineProperty(window, "launchQueue", { value: { setConsumer: (take) => (window.launch = take) } })`;

test("a pasted link, pasted JSON and a file that the system hands over ask first", async () => {
  under = await PageUnderTest.open(site, { script: QUEUE });
  await under.ready();
  await under.page.evaluate(
    `launch({ files: [{ getFile: async () => new File([${JSON.stringify(JSON.stringify(foreign))}], "foreign.json") }] })`,
  );
  assert.match(await question(), /From a file/);
  await under.press("Leave it");
  await under.page.getByRole("dialog").waitFor({ state: "detached" });
  for (const text of [`see http://x/${linkTo(JSON.stringify(foreign))}`.slice(4), JSON.stringify(foreign)]) {
    await under.page.evaluate(`(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", ${JSON.stringify(text)});
      document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    })()`);
    assert.match(await question(), /From the clipboard/);
    await under.press("Leave it");
    await under.page.getByRole("dialog").waitFor({ state: "detached" });
  }
});
