import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { buildByKeys } from "./build-by-keys.ts";
import { runsAsHeadless } from "./headless.ts";
import { closeSite, openSite, PageUnderTest, type Site } from "./page.ts";

let site: Site;
before(async () => (site = await openSite()));
after(async () => await closeSite(site));

const template = async (name: string): Promise<GraphFile> =>
  JSON.parse(await readFile(new URL(`../../graphs/${name}.json`, import.meta.url), "utf8")) as GraphFile;

/** With so few steps that building it takes the time, and not its run. */
const brief = ({ nodes, ...rest }: GraphFile): GraphFile => ({
  ...rest,
  nodes: nodes.map((node) =>
    node.type === "model/noise-schedule" ? { ...node, params: { ...node.params, T: 12 } } : node,
  ),
});

test("RePaint is built from an empty canvas and run to its result with keys alone", async () => {
  await buildByKeys(site, brief(await template("repaint")), async (under) =>
    assert.match(await spoken(under), /finished/),
  );
});

test(
  "ILVR is built from an empty canvas with keys alone, and its result is that of the same graph without a page",
  { skip: process.env["BUILD"] !== "all" && "takes long: npm run nightly building" },
  async () => {
    await buildByKeys(site, await template("ilvr"), runsAsHeadless);
  },
);

const spoken = async (under: PageUnderTest): Promise<string> => String(await under.studio((s) => s.announced));

test("a list that is opened while another one closes stays open", async () => {
  const under = await PageUnderTest.open(site);
  try {
    await under.ready();
    await under.page.keyboard.press("Control+k"); // The list's part is fetched.
    const list = under.page.locator("repaint-command-palette dialog[open]");
    await list.waitFor();
    // The event that tells of a dialog's closing comes later than the closing: here, after the next opening.
    const isOpen = await under.page.evaluate(`(async () => {
      const palette = document.querySelector("repaint-studio").shadowRoot.querySelector("repaint-command-palette");
      const dialog = palette.shadowRoot.querySelector("dialog");
      const closed = new Promise((done) => dialog.addEventListener("close", done, { once: true }));
      void palette.choose([{ id: "only", title: "only" }], "second");
      await closed;
      await palette.updateComplete;
      return dialog.open;
    })()`);
    assert.equal(isOpen, true);
    await under.page.keyboard.press("Escape");
    await list.waitFor({ state: "detached" });
  } finally {
    await under.close();
  }
});
