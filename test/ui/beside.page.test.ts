import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axeScript, complaintsOf } from "./axe.ts";
import { closeSite, openSite, PageUnderTest, type Site } from "./page.ts";

let site: Site;
let under: PageUnderTest;
before(async () => {
  site = await openSite();
  under = await PageUnderTest.open(site);
  await under.ready();
  // Four levels, so that a run takes less than a second.
  await under.studio((s) => {
    s.setParam("schedule", "T", 4);
    s.setParam("jump", "jump_length", 2);
    s.setParam("jump", "jump_n_sample", 1);
  });
  await under.until((s) => s.checks.walk?.transitions === 4);
});
after(async () => {
  await under.close();
  await closeSite(site);
});

const editor = "document.querySelector('repaint-studio')";

/** Opens or closes one of the panels as its command does. */
const toggle = (kind: string): Promise<unknown> => under.studio(`(s) => s.commands.run("${kind}")` as never);
const marked = (): Promise<unknown> =>
  under.page.evaluate(`[...${editor}.beside.marked].map(([id, sign]) => id + sign)`);

test("the pseudocode stands beside the graph: a line selects its node, a node its lines, and a run lights them", async () => {
  await toggle("explain");
  const lines = under.page.locator("repaint-explain [role=option]");
  await lines.first().waitFor();
  const nodes = await lines.evaluateAll((all) => all.map((line) => line.getAttribute("data-node")));
  for (const node of ["loop", "predict", "reverse", "known", "composite", "jump", "result"])
    assert.ok(nodes.includes(node), node);
  await lines.nth(nodes.indexOf("composite")).click();
  assert.deepEqual(await under.studio((s) => [...s.selected]), ["composite"]);
  await under.studio((s) => s.select(["reverse"]));
  await under.settle();
  const chosen = under.page.locator('repaint-explain [aria-selected="true"]');
  assert.deepEqual(
    new Set(await chosen.evaluateAll((all) => all.map((line) => line.getAttribute("data-node")))),
    new Set(["reverse"]),
  );
  await under.page.locator("repaint-explain [role=listbox]").press("ArrowDown");
  assert.deepEqual(await under.studio((s) => [...s.selected]), ["known"]);
  await under.studio((s) => s.runs.play({ kind: "go", goal: { kind: "node", node: "known" } }));
  await under.until((s) => s.runs.state === "paused" && s.runs.active === "known");
  await under.settle();
  const lit = await under.page
    .locator("repaint-explain .lit")
    .evaluateAll((all) => all.map((line) => line.getAttribute("data-node")));
  assert.deepEqual(new Set(lit), new Set(["known"]));
  await under.studio((s) => s.runs.forget());
  // An edit is explained anew.
  await under.studio((s) => s.edit((graph) => ({ ...graph, nodes: graph.nodes.filter(({ id }) => id !== "known") })));
  await under.page.locator("repaint-explain .problem").first().waitFor();
  await under.studio((s) => s.doc.undo());
  await lines.first().waitFor();
  await under.page.evaluate(axeScript);
  assert.deepEqual(await complaintsOf(under, "repaint-explain"), []);
  await toggle("explain");
  assert.equal(await under.page.locator("repaint-explain").count(), 0);
});

test("the graph is saved as Python and as a notebook, and a graph that cannot be says why", async () => {
  const { readFileSync } = await import("node:fs");
  const saved = async (name: string): Promise<readonly [name: string, text: string]> => {
    await under.page.locator("repaint-share-menu button").first().click();
    const [file] = await Promise.all([
      under.page.waitForEvent("download"),
      under.page.locator("repaint-share-menu").getByRole("button", { name }).click(),
    ]);
    return [file.suggestedFilename(), readFileSync(await file.path(), "utf8")];
  };
  const [python, code] = await saved("Save as Python");
  assert.equal(python, "repaint_paper_order.py");
  assert.match(code, /^def sample\($/m);
  const [notebook, text] = await saved("Save as Jupyter notebook");
  assert.equal(notebook, "repaint_paper_order.ipynb");
  const { cells, nbformat } = JSON.parse(text) as { cells: { id: string }[]; nbformat: number };
  assert.equal(nbformat, 4);
  assert.ok(cells.some(({ id }) => id === "composite"));
  await under.studio((s) => s.edit((graph) => ({ ...graph, nodes: graph.nodes.filter(({ id }) => id !== "known") })));
  await toggle("save-notebook");
  await under.until((s) => s.notices.some(({ message }) => message.en.includes("known")));
  await under.studio((s) => s.doc.undo());
  await under.studio((s) => s.tell([]));
});

test("lines are lit one node after another on the way up too, and of a folded node those of the node inside", async () => {
  await under.studio((s) => s.setParam("jump", "jump_n_sample", 2));
  await under.until((s) => s.checks.walk?.transitions === 8);
  await toggle("explain");
  const lit = (): Promise<string[]> =>
    under.page
      .locator("repaint-explain .lit")
      .evaluateAll((all) => [...new Set(all.map((line) => line.getAttribute("data-node") ?? ""))]);
  /** Goes from transition to transition, all but the last. @returns what was lit after each. */
  const steps = async (): Promise<string[]> => {
    const seen: string[] = [];
    for (let i = 1; i < 8; i++) {
      await under.studio((s) => s.runs.play({ kind: "go", goal: { kind: "transition" } }));
      await under.until(`(s) => s.runs.state === "paused" && s.runs.player.head === ${i}` as never);
      await under.settle();
      const now = await lit();
      assert.deepEqual(now, [await under.studio((s) => s.runs.at)]);
      seen.push(...now);
    }
    await under.studio((s) => s.runs.forget());
    return seen;
  };
  const made = await under.studio((s) => {
    const { walk } = s.checks;
    return [...(walk?.node ?? [])].slice(0, 7).map((at) => walk?.nodes[at]);
  });
  assert.equal(made.filter((node) => node === "jump").length, 2);
  assert.deepEqual(await steps(), made);

  await under.studio((s) => {
    s.select(["predict", "reverse", "known", "composite", "jump"]);
    s.commands.run("fold");
  });
  await under.page.locator("repaint-fold input[name=title]").fill("One pass");
  await under.page.keyboard.press("Enter");
  await under.until((s) => s.graph.nodes.some(({ id }) => id === "one-pass") && !s.checks.pending);
  const line = under.page.locator('repaint-explain [data-node="one-pass/reverse"]').first();
  await line.click();
  assert.deepEqual(await under.studio((s) => [...s.selected]), ["one-pass"]);
  assert.deepEqual(
    await steps(),
    made.map((node) => `one-pass/${node}`),
  );
  await under.page.evaluate(`${editor}.studio.command("language")`);
  await under.page.locator("repaint-explain").getByText("加载模型()").waitFor();
  await under.page.evaluate(`${editor}.studio.command("language")`);
  await under.studio((s) => s.doc.undo());
  await under.studio((s) => s.setParam("jump", "jump_n_sample", 1));
  await under.until((s) => s.checks.walk?.transitions === 4);
  await toggle("explain");
});

test("two runs stand side by side, what is other is marked, and their distance is drawn over t", async () => {
  await toggle("compare");
  const panel = under.page.locator("repaint-compare");
  await panel.locator("[name=param]").selectOption("jump.jump_n_sample");
  await panel.locator("[name=value]").fill("2");
  await panel.locator("button[type=submit]").click();
  await panel.locator(".pictures").waitFor();
  assert.deepEqual(await marked(), ["jump≠"]);
  assert.match((await panel.locator(".differences").textContent()) ?? "", /Jump back · Resamplings r: 1 → 2/);
  assert.equal(await panel.locator(".pictures repaint-raster").count(), 3);
  const points = (await panel.locator("polyline.series").getAttribute("points"))?.split(" ") ?? [];
  assert.equal(points.length, 4);
  const heights = points.map((point) => Number(point.split(",")[1]));
  assert.ok(Math.max(...heights) - Math.min(...heights) > 20, heights.join(" ")); // Far apart in noise, near in the pictures.
  assert.equal(await under.studio((s) => s.compared?.walk.transitions), 8);
  await toggle("compare");
  assert.deepEqual(await marked(), []);
});

test("a sweep makes a row of each value, goes on where it was stopped, and leaves as a table and a sheet", async () => {
  await toggle("sweep");
  const panel = under.page.locator("repaint-sweep");
  await panel.locator("[name=param-0]").selectOption("jump.jump_n_sample");
  await panel.locator("[name=values-0]").fill("1:2");
  await panel.locator("[name=param-1]").selectOption("noise.seed");
  await panel.locator("[name=values-1]").fill("1, 7");
  await panel.locator("button[type=submit]").click();
  await panel.locator("tbody tr").nth(1).waitFor();
  await panel.locator("button[type=submit]").click(); // Stops.
  await panel.locator("progress").waitFor({ state: "detached" });
  const before = await panel.locator("tbody tr").count();
  assert.ok(before >= 2 && before <= 4, `${before} rows`);
  await panel.locator("button[type=submit]").click();
  await panel.locator("tbody tr").nth(3).waitFor();
  await panel.locator("progress").waitFor({ state: "detached" });
  const rows = await panel
    .locator("tbody tr")
    .evaluateAll((all) => all.map((row) => [...row.children].slice(0, 4).map((cell) => cell.textContent?.trim())));
  assert.deepEqual(
    rows.map(([r, seed, , calls]) => [r, seed, calls]),
    [
      ["1", "1", "4"],
      ["1", "7", "4"],
      ["2", "1", "6"],
      ["2", "7", "6"],
    ],
  );
  const [csv] = await Promise.all([
    under.page.waitForEvent("download"),
    panel.getByRole("button", { name: "Table as CSV" }).click(),
  ]);
  const { readFileSync } = await import("node:fs");
  const lines = readFileSync(await csv.path(), "utf8")
    .trim()
    .split("\r\n");
  assert.equal(lines.length, 5);
  assert.match(lines[0] ?? "", /^jump\.jump_n_sample,noise\.seed,calls,seconds,difference_to_first/);
  const [sheet] = await Promise.all([
    under.page.waitForEvent("download"),
    panel.getByRole("button", { name: "Contact sheet" }).click(),
  ]);
  assert.deepEqual([...readFileSync(await sheet.path()).subarray(1, 4)], [...Buffer.from("PNG")]);
  await panel.getByRole("button", { name: "Keep in the graph" }).click();
  const nodes = await under.studio((s) =>
    s.graph.nodes.filter(({ type }) => type === "view/sweep").map((n) => n.params),
  );
  assert.deepEqual(nodes, [
    { over: "jump.jump_n_sample", values: "1:2" },
    { over: "noise.seed", values: "1, 7" },
  ]);
  assert.equal(await panel.locator("tbody tr").count(), 4); // The same runs: nothing is run anew.
  await under.studio((s) => s.setParam("sweep", "values", "1:3"));
  assert.equal(await panel.locator("[name=values-0]").inputValue(), "1:3");
  await toggle("sweep");
  await under.studio((s) => s.select(["sweep"]));
  const inspector = under.page.locator("repaint-inspector");
  await inspector.locator("select").first().selectOption("reverse.sampler");
  await under.until((s) => s.graph.nodes.find(({ id }) => id === "sweep")?.params["over"] === "reverse.sampler");
  await under.page.locator("repaint-problems").getByText("of which one is none that it takes").waitFor();
  await inspector.getByRole("button", { name: "Open the sweep" }).click();
  await panel.waitFor();
  assert.deepEqual(under.complaints, []);
});
