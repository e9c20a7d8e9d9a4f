import assert from "node:assert/strict";
import { test } from "node:test";
import { freshPages, type PageUnderTest } from "./page.ts";

let under: PageUnderTest;
freshPages((page) => (under = page));

const ids = (): Promise<string[]> => under.studio((s) => s.graph.nodes.map(({ id }) => id).toSorted());

/** Runs to the end. @returns the picture, as text. */
async function ran(): Promise<string> {
  await under.until((s) => !s.checks.pending && s.checks.problems.length === 0);
  await under.studio((s) => s.runs.start());
  await under.until((s) => s.runs.state === "finished" || s.runs.state === "failed");
  return await under.studio((s) => {
    const { raster } = s.runs.results.at(-1) ?? {};
    return `${s.runs.state} ${s.checks.walk?.evaluations} ${[...(raster?.rgba ?? [])].join()}`;
  });
}

/** Tab, until the canvas has selected a node. */
async function goTo(node: string): Promise<void> {
  const { keyboard } = under.page;
  await under.focusOn("repaint-run-bar");
  await keyboard.press("Shift+F6");
  await under.focusOn("repaint-canvas");
  for (let i = 0; i < 20 && !(await under.studio((s) => [...s.selected].join() === "loop")); i++)
    await keyboard.press("Tab");
  assert.deepEqual(await under.studio((s) => [...s.selected]), [node]);
}

test("the loop's body is folded by keys, runs and counts as before, opens in place, and undo brings all of it back", async () => {
  const { keyboard } = under.page;
  await under.studio((s) => {
    s.setParam("schedule", "T", 4);
    s.setParam("jump", "jump_length", 2);
    s.setParam("jump", "jump_n_sample", 2);
  });
  const before = await ids();
  const graph = await under.studio((s) => JSON.stringify(s.graph));
  const picture = await ran();
  assert.match(picture, /^finished 6 /);
  await goTo("loop");
  await keyboard.press("Shift+B");
  await keyboard.press("Shift+G");
  await under.page.locator("repaint-fold input[name=title]").waitFor();
  await keyboard.type("One pass");
  if (process.env["SHOTS"]) await under.page.screenshot({ path: `${process.env["SHOTS"]}/fold-dialog.png` });
  await keyboard.press("Enter");
  await under.until((s) => s.graph.nodes.some(({ id }) => id === "one-pass"));
  assert.equal((await ids()).length, before.length - 4);
  assert.equal(await ran(), picture);
  if (process.env["SHOTS"]) await under.page.screenshot({ path: `${process.env["SHOTS"]}/folded.png` });
  // The tooth of the jump that lies inside is edited on the plot as if it were open.
  await under.studio((s) => s.setParam("one-pass/jump", "jump_n_sample", 1));
  await under.until((s) => s.checks.walk?.evaluations === 4);
  await under.studio((s) => s.command("undo"));
  await under.studio((s) => s.select(["one-pass"]));
  await keyboard.press("Shift+O");
  await under.until((s) => s.graph.nodes.some(({ id }) => id === "composite"));
  assert.deepEqual(await ids(), before);
  if (process.env["SHOTS"]) await under.page.screenshot({ path: `${process.env["SHOTS"]}/opened.png` });
  const type = await under.studio((s) => s.graph.definitions?.length);
  await keyboard.press("Shift+O");
  await under.until((s) => s.graph.nodes.some(({ id }) => id === "one-pass"));
  assert.equal(await under.studio((s) => s.graph.definitions?.length), type);
  for (let i = 0; i < 3; i++) await under.studio((s) => s.command("undo"));
  assert.equal(await under.studio((s) => JSON.stringify(s.graph)), graph);
});

test("a node type is made of an equation, kept, and there again after the page is opened anew", async () => {
  await under.studio((s) => s.openTemplate("custom-equation"));
  await under.until((s) => s.graph.nodes.some(({ id }) => id === "temperature") && s.checks.walk !== undefined);
  await under.studio((s) => s.select(["reverse"]));
  await under.studio((s) => s.commands.run("make-node"));
  const dialog = under.page.locator("repaint-make-node");
  await dialog.locator("input[name=title]").fill("Warm step");
  await dialog.getByText("Make the node type").waitFor();
  if (process.env["SHOTS"]) await under.page.screenshot({ path: `${process.env["SHOTS"]}/make-dialog.png` });
  await dialog.locator("textarea").fill("y = x_t / 0");
  await dialog
    .getByRole("alert")
    .getByText(/divides by a constant that is zero/)
    .waitFor();
  assert.equal(await dialog.locator("button.main").isDisabled(), true);
  await dialog
    .locator("textarea")
    .fill(
      "mean = posterior_mean_coef1 * pred_xstart + posterior_mean_coef2 * x_t\ny = mean + b * noise_scale * exp(log_variance / 2) * noise",
    );
  await dialog.locator("button.main").click();
  await under.until((s) => s.graph.nodes.some(({ type }) => type.startsWith("own/warm-step@")));
  await under.until((s) => !s.checks.pending && s.checks.problems.length === 0 && s.library.length === 1);
  if (process.env["SHOTS"]) {
    await under.studio((s) => s.select(["reverse"]));
    await under.page.locator("repaint-inspector").getByText("Own node types").waitFor();
    await under.page.screenshot({ path: `${process.env["SHOTS"]}/made.png` });
    await under.studio((s) => s.commands.run("own-nodes"));
    await under.page.locator("repaint-own-nodes").getByText("In the library").waitFor();
    await under.page.screenshot({ path: `${process.env["SHOTS"]}/library.png` });
  }
  await under.page.reload();
  await under.page.waitForSelector("repaint-studio");
  await under.until((s) => s.checks.walk !== undefined && s.library.length === 1);
  await under.studio((s) => s.openTemplate("repaint"));
  await under.until((s) => s.graph.definitions === undefined && s.graph.nodes.some(({ id }) => id === "jump"));
  await under.studio((s) => {
    const offered = [...s.offered.keys()].find((type) => type.startsWith("own/warm-step@"));
    if (offered !== undefined) s.add(offered, [0, 0]);
  });
  await under.until((s) => s.graph.nodes.some(({ id }) => id === "warm-step"));
  assert.equal(await under.studio((s) => s.graph.definitions?.length), 1);
});
