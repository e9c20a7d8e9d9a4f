import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { runsAsHeadless } from "./headless.ts";
import { Keys, setParam } from "./keys.ts";
import { closeSite, openSite, PageUnderTest, type Site } from "./page.ts";
import { shapeOf } from "./shape.ts";

let site: Site;
before(async () => (site = await openSite()));
after(async () => await closeSite(site));

/** Builds a template anew, node by node and wire by wire, with keys alone, and runs it to its result. */
async function build(name: string, finish: (under: PageUnderTest) => Promise<void>): Promise<void> {
  const file = new URL(`../../graphs/${name}.json`, import.meta.url);
  const template = JSON.parse(await readFile(file, "utf8")) as GraphFile;
  const under = await PageUnderTest.open(site);
  const keys = new Keys(under);
  try {
    await under.ready();
    await keys.press("Control+k");
    await keys.choose("new empty graph");
    assert.equal(await under.studio((s) => s.graph.nodes.length), 0);
    await keys.press("Control+Shift+E");
    await under.focusOn("repaint-outline");

    const made = new Map<string, string>(); // By the template's id.
    for (const { id, type } of template.nodes) made.set(id, await keys.add(type));
    for (const [from, output, to, input] of template.links) {
      await keys.goTo(`n:${made.get(to)}`);
      await keys.press("ArrowRight");
      await keys.downTo(`i:${made.get(to)}.${input}`);
      await keys.press("c");
      await keys.choose(`${made.get(from)} ${output}`);
      await keys.press("ArrowLeft", "ArrowLeft"); // To the node, which closes.
    }
    for (const { id, params } of template.nodes) {
      for (const [name, value] of Object.entries(params)) await setParam(under, keys, made.get(id) ?? "", name, value);
    }

    const built = await under.studio((s) => s.graph);
    const idOf = new Map([...made].map(([theirs, ours]) => [ours, theirs]));
    assert.deepEqual(
      shapeOf(built, ({ id }) => idOf.get(id) ?? id),
      shapeOf(template, ({ id }) => id),
    );
    assert.ok(new Set(built.nodes.map(({ pos }) => pos.join())).size === built.nodes.length, "no node covers another");

    await under.until((s) => s.checks.walk !== undefined && s.checks.problems.length === 0);
    await keys.press("Control+Enter");
    await under.until((s) => s.runs.state === "finished" && s.runs.results.length === 1);
    await finish(under);
    assert.deepEqual(under.complaints, []);
  } finally {
    await under.close();
  }
}

test("RePaint is built from an empty canvas and run to its result with keys alone", async () => {
  await build("repaint", async (under) => assert.match(await spoken(under), /finished/));
});

test(
  "ILVR is built from an empty canvas with keys alone, and its result is that of the same graph without a page",
  { skip: process.env["BUILD"] !== "all" && "takes long: npm run nightly building" },
  async () => {
    await build("ilvr", runsAsHeadless);
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
