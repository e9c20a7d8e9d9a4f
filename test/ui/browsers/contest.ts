import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { decode } from "fast-png";
import { serve } from "../../../src/cli/serve.ts";
import { cli, freshFolder } from "../../helpers/cli.ts";
import { BrowserPage } from "./browser-page.ts";
import type { Contender } from "./driven.ts";
import { facts, readTable, type Seen, writeTable } from "./support.ts";

/** Pixels of the default run on ONNX Runtime's WebAssembly without any browser: RGB, row by row. */
async function runHeadless(): Promise<readonly number[]> {
  const out = freshFolder();
  const { code, err } = await cli(["run", "repaint", "--device", "wasm", "--out", out]);
  assert.equal(code, 0, err);
  const { data, channels } = decode(readFileSync(join(out, "repaint.png")));
  return [...data].filter((_, i) => channels < 4 || i % 4 !== 3);
}

/** Whether a text stands in what the browser keeps for the page. */
const isKept = `async (text) => {
  const come = (request) => new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  for (const { name } of await indexedDB.databases()) {
    const base = await come(indexedDB.open(name));
    const stores = [...base.objectStoreNames];
    const all = await Promise.all(stores.map((store) => come(base.transaction(store).objectStore(store).getAll())));
    base.close();
    if (JSON.stringify(all).includes(text)) return true;
  }
  return false;
}`;

/** Until the service worker of a first visit is at work, where there is one: WebKitGTK never ends a reload that meets it halfway. */
const isSettled = `Promise.race([
  navigator.serviceWorker?.ready.then(({ active }) =>
    active.state === "activated" || new Promise((done) => active.addEventListener("statechange", () => done(true)))),
  new Promise((done) => setTimeout(() => done(true), 20000)),
])`;

/** The tests of one browser, which do what readers do; what came of them has to be what the table of support says. */
export function contest(contender: Contender): void {
  describe(contender.name, { ...(contender.missing !== undefined && { skip: contender.missing }) }, () => {
    let page: BrowserPage;
    let close: () => Promise<unknown>;
    const seen: Record<string, Seen> = {};

    /** A test whose outcome stands in the table of support. */
    const shows = (row: string, title: string, run: () => Promise<unknown>): void => {
      test(title, async () => {
        seen[row] = "no";
        await run();
        seen[row] = "yes";
      });
    };

    before(async () => {
      const site = join(fileURLToPath(new URL("../../..", import.meta.url)), "dist", "site");
      const { server, address } = await serve(site, 0);
      const driven = await contender.open();
      page = new BrowserPage(driven, `${address}?device=wasm`);
      close = async () => {
        await driven.close();
        server.closeAllConnections();
        await new Promise((done) => server.close(done));
      };
      await page.open();
    });
    after(async () => await close?.());

    shows("run", "the default run ends with the pixels that it has without a browser", async () => {
      await page.click("Run");
      await page.until((s) => s.runs.state === "finished" || s.runs.state === "failed");
      assert.deepEqual(await page.studio((s) => s.notices.map(({ message }) => message.en)), []);
      const pixels = await page.studio((s) =>
        [...(s.runs.results[0]?.raster.rgba ?? [])].filter((_, i) => i % 4 !== 3),
      );
      const expected = await runHeadless();
      assert.equal(pixels.length, expected.length);
      const differing = pixels.filter((value, i) => value !== expected[i]).length;
      assert.equal(differing, 0, `${differing} of ${pixels.length} numbers differ`);
    });

    shows(
      "edit",
      "a node that is dragged stands elsewhere; undo puts it back, redo brings it there again",
      async () => {
        const at = (): Promise<unknown> => page.studio((s) => s.graph.nodes.find(({ id }) => id === "reverse")?.pos);
        const first = await at();
        const from = await page.where("reverse");
        await page.drag([from, { x: from.x + 40, y: from.y + 50 }]);
        const moved = await at();
        assert.notDeepEqual(moved, first);
        await page.press("Control+z");
        assert.deepEqual(await at(), first);
        await page.press("Control+y");
        assert.deepEqual(await at(), moved);
      },
    );

    shows("mask", "what is painted is to be filled", async () => {
      await page.studio((s) => s.select(["mask"]));
      await page.click("Paint the mask …");
      await page.find("Mask, painted");
      await page.click("All known");
      const area = await page.find("Mask, painted");
      const point = (y: number) => ({ x: area.x, y: area.y + ((y - 32) / 64) * area.height });
      await page.drag([point(8), point(32), point(56)]);
      await page.click("Done");
      await page.until((s) => s.runs.values.get("mask")?.raster.rgba[(32 * 64 + 32) * 4] === 0);
      const mask = await page.studio((s) => {
        const { rgba } = s.runs.values.get("mask")?.raster ?? { rgba: [] };
        return [rgba[(32 * 64 + 32) * 4], rgba[(32 * 64 + 4) * 4], rgba[(10 * 64 + 32) * 4]];
      });
      assert.deepEqual(mask, [0, 255, 0]);
    });

    shows("keep", "the page that is opened again has the graph as it was left", async () => {
      const graph = await page.studio((s) => JSON.stringify(s.graph));
      const mask = await page.studio((s) => String(s.graph.nodes.find(({ id }) => id === "mask")?.params["painted"]));
      await page.wait(`(${isKept})(${JSON.stringify(mask)})`);
      await page.driven.evaluate(isSettled);
      await page.driven.reload();
      await page.ready();
      assert.equal(await page.studio((s) => JSON.stringify(s.graph)), graph);
    });

    shows("file", "the saved file, dropped, asks and opens as the same graph", async () => {
      const graph = await page.studio((s) => JSON.stringify(s.graph));
      await page.driven.evaluate(`(() => {
        HTMLAnchorElement.prototype.click = function () { window.saved = fetch(this.href).then((file) => file.text()); };
      })()`);
      await page.press("Control+s");
      const text = await page.driven.evaluate("window.saved");
      assert.equal(typeof text, "string");
      await page.studio((s) => s.openTemplate("nested-jumps"));
      await page.driven.evaluate(`(() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([${JSON.stringify(text)}], "graph.json", { type: "application/json" }));
        document.querySelector("repaint-studio").dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
      })()`);
      await page.click("Open this graph");
      await page.until((s) => s.graph.nodes.some(({ id }) => id === "composite") && s.graph.nodes.length < 16);
      assert.equal(await page.studio((s) => JSON.stringify(s.graph)), graph);
    });

    shows("link", "a link carries the graph to another opening", async () => {
      const graph = await page.studio((s) => JSON.stringify(s.graph.nodes));
      await page.driven.evaluate(
        `void Object.defineProperty(navigator, "clipboard", { configurable: true, value: { writeText: async (text) => void (window.copied = text) } })`,
      );
      await page.click("Share");
      await page.click("Copy link");
      await page.until((s) => s.status.includes("link"));
      const copied = String(await page.driven.evaluate("window.copied"));
      await page.studio((s) => s.openTemplate("nested-jumps"));
      await page.driven.evaluate(`void (location.hash = ${JSON.stringify(copied.slice(copied.indexOf("#")))})`);
      await page.click("Open this graph");
      await page.until((s) => s.graph.nodes.some(({ id }) => id === "composite"));
      assert.equal(await page.studio((s) => JSON.stringify(s.graph.nodes)), graph);
    });

    test("a finger selects a node", async (t) => {
      seen["touch"] = "no";
      await page.studio((s) => s.select([]));
      const { x, y } = await page.where("composite");
      await page.driven.evaluate(
        `(() => { window.kinds = []; addEventListener("pointerdown", (e) => window.kinds.push(e.pointerType), true); })()`,
      );
      try {
        await page.driven.tap(x, y);
      } catch (error) {
        seen["touch"] = "untried";
        return t.skip(`The driver of ${contender.name} has no fingers: ${String(error)}`);
      }
      await page.settle();
      const kinds = await page.driven.evaluate("window.kinds");
      if (JSON.stringify(kinds) !== '["touch"]') {
        seen["touch"] = "untried";
        return t.skip(`The driver of ${contender.name} has no fingers; the page saw ${JSON.stringify(kinds)}.`);
      }
      assert.deepEqual(await page.studio((s) => [...s.selected]), ["composite"]);
      seen["touch"] = "yes";
    });

    test("the table of support says what was seen", async () => {
      for (const [row, expression] of Object.entries(facts)) {
        seen[row] = (await page.driven.evaluate(expression)) === true ? "yes" : "no";
      }
      if (process.env["WRITE_SUPPORT"]) writeTable(contender.name, page.driven.version, seen);
      assert.deepEqual(
        readTable(contender.name),
        seen,
        "write it anew: WRITE_SUPPORT=1 node --import tsx --test --test-concurrency=1 test/ui/browser-*.page.test.ts",
      );
    });
  });
}
