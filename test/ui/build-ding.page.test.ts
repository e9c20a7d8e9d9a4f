import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { buildByKeys } from "./build-by-keys.ts";
import { runsAsHeadless } from "./headless.ts";
import { closeSite, openSite, type Site } from "./page.ts";

let site: Site;
before(async () => (site = await openSite()));
after(async () => await closeSite(site));

test(
  "a sampler of 2026, DInG, is built from an empty canvas with keys alone, equations typed, and its result is that of the same graph without a page",
  { skip: process.env["BUILD"] !== "all" && "takes long: npm run nightly building" },
  async (t) => {
    const ding = JSON.parse(await readFile(new URL("../../graphs/ding.json", import.meta.url), "utf8")) as GraphFile;
    const { presses, seconds } = await buildByKeys(site, ding, async (under) => {
      await runsAsHeadless(under);
      const shots = process.env["SHOTS"];
      if (shots) await under.page.screenshot({ path: `${shots}/ding.png` });
    });
    t.diagnostic(
      `${ding.nodes.length} nodes, ${ding.links.length} wires, ${presses} keys, ${(seconds / 60).toFixed(1)} minutes`,
    );
  },
);
