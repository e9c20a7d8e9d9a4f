import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { plainHost } from "../test/helpers/plain-host.ts";
import { BrowserPage } from "../test/ui/browsers/browser-page.ts";
import { chromium, firefox } from "../test/ui/browsers/puppet.ts";
import { webkit } from "../test/ui/browsers/webkit.ts";

const folder = fileURLToPath(new URL("../dist/site", import.meta.url));

const isolated = `crossOriginIsolated && navigator.serviceWorker.controller !== null
  && document.querySelector("repaint-studio")?.studio !== undefined`;

/** The built site on a host that sends no headers, below a path, in each browser: `node --import tsx --test tools/plain-hosts.ts`. */
for (const contender of [chromium, firefox, webkit]) {
  describe(contender.name, { ...(contender.missing !== undefined && { skip: contender.missing }) }, () => {
    let page: BrowserPage;
    let close: () => Promise<unknown>;

    before(async () => {
      const host = await plainHost(folder, "/of/somebody/");
      const driven = await contender.open();
      const address = `${host.address}?device=wasm`;
      page = new BrowserPage(driven, address);
      close = async () => {
        await driven.close();
        await host.stop();
      };
      await driven.open(address);
      // The page opens a second time by itself, through its service worker; whoever asks meanwhile gets no answer.
      for (let n = 0; n < 600 && (await driven.evaluate(isolated).catch(() => false)) !== true; n++) {
        await new Promise((done) => setTimeout(done, 200));
      }
      await page.ready();
    });
    after(async () => await close?.());

    test("the default run ends without a complaint", async () => {
      await page.click("Run");
      await page.until((s) => s.runs.state === "finished" || s.runs.state === "failed");
      assert.equal(await page.studio((s) => s.runs.state), "finished");
      assert.deepEqual(await page.studio((s) => s.notices.map(({ message }) => message.en)), []);
    });

    test("the page has isolated itself by its service worker, and says on how many threads it ran", async (t) => {
      t.diagnostic(String(await page.studio((s) => s.figures.device?.name.en)));
      assert.equal(await page.driven.evaluate(isolated), true);
    });
  });
}
