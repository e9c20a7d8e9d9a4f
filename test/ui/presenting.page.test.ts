import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Lesson } from "../../src/runtime/lesson/format.ts";
import { axeScript, complaintsOf } from "./axe.ts";
import { closeSite, openSite, PageUnderTest, type Site } from "./page.ts";

let site: Site;
before(async () => (site = await openSite()));
after(async () => await closeSite(site));

const text = (en: string): { en: string; zh: string } => ({ en, zh: `${en}。` });

/** Its second step sets j itself and lets the learner change r alone. */
const lesson: Lesson = {
  format: "repaint-lesson",
  version: 1,
  title: text("Locks"),
  about: text("Three steps."),
  graphs: {},
  steps: [
    { title: text("All of it"), text: text("Change what you like."), scene: { graph: "template:repaint" } },
    {
      title: text("Only r"),
      text: text("j stays."),
      scene: { set: [{ node: "jump", name: "jump_length", value: 7 }], change: ["jump/jump_n_sample"] },
      question: {
        kind: "choice",
        ask: text("Is j 7?"),
        options: [
          { text: text("Yes"), right: true, why: text("It is.") },
          { text: text("No"), why: text("It is.") },
        ],
      },
      notes: text("Ask for a show of hands."),
    },
    {
      title: text("How many"),
      text: text("Count."),
      question: { kind: "number", ask: text("How many calls?"), figure: "calls", why: text("The dry run says.") },
    },
  ],
};

test("a lesson locks params against undo too, is presented by the keys alone, and hides what the address says", async () => {
  const under = await PageUnderTest.open(site, { script: axeScript, search: "?hide=palette,files&hide=nonsense" });
  const { page } = under;
  const seen = (part: string): Promise<boolean> => page.locator(part).first().isVisible();
  const heading = (name: string): Promise<void> =>
    page.locator("repaint-lesson").getByRole("heading", { name, exact: true }).waitFor();
  const j = (): Promise<unknown> =>
    under.studio((s) => s.graph.nodes.find(({ id }) => id === "jump")?.params["jump_length"]);
  const r = (): Promise<unknown> =>
    under.studio((s) => s.graph.nodes.find(({ id }) => id === "jump")?.params["jump_n_sample"]);
  try {
    await under.ready();

    // What the address hides.
    await page.getByText("“hide” names “nonsense”, and there is no such control").waitFor();
    await page.getByText("Use one of these: bar, title, learn,").waitFor();
    assert.deepEqual(
      [await seen("repaint-palette"), await page.getByRole("button", { name: "Save", exact: true }).count()],
      [false, 0],
    );
    assert.deepEqual([await seen("repaint-top-bar"), await seen("repaint-player")], [true, true]);
    await page.evaluate(`document.querySelector("repaint-studio").setAttribute("hide", "player")`);
    await page.locator("repaint-player").waitFor({ state: "hidden" });
    assert.equal(await seen("repaint-timeline"), true);
    await page.evaluate(`document.querySelector("repaint-studio").removeAttribute("hide")`);
    await page.locator("repaint-player").waitFor();
    assert.equal(await seen("repaint-palette"), false, "the address still holds");

    // A lesson as JSON in the attribute is asked about first.
    await page.evaluate(
      `document.querySelector("repaint-studio").setAttribute("lesson", ${JSON.stringify(JSON.stringify(lesson))})`,
    );
    await page.getByRole("dialog", { name: "Open this lesson?" }).waitFor();
    await page.locator("repaint-lesson-consent button.main").click();
    await heading("All of it");

    // Locks.
    await under.studio((s) => s.setParam("jump", "jump_n_sample", 3));
    await page.locator("repaint-lesson .next").click();
    await heading("Only r");
    await under.until((s) => !s.checks.pending);
    assert.deepEqual([await j(), await r()], [7, 3], "the lesson's own edit is not locked");
    await under.studio((s) => s.command("undo"));
    assert.deepEqual([await j(), await r()], [7, 3], "undo does not come round the lock");
    await page.getByText("This step leaves Jump length j as it is.").first().waitFor();
    await under.studio((s) => s.setParam("jump", "jump_n_sample", 4));
    await under.studio((s) => s.command("undo"));
    assert.deepEqual([await j(), await r()], [7, 3]);
    await under.studio((s) => s.command("undo"));
    assert.deepEqual([await j(), await r()], [7, 3]);
    await under.studio((s) => s.command("redo"));
    assert.deepEqual([await j(), await r()], [7, 4], "what is free is undone and made again");
    await under.studio((s) => s.select(["jump"]));
    const field = (name: string) => page.locator("repaint-inspector").getByRole("textbox", { name, exact: true });
    assert.deepEqual(
      [await field("Jump length j").isDisabled(), await field("Resamplings r").isDisabled()],
      [true, false],
    );
    await page
      .locator("repaint-inspector .locked")
      .getByText("This step of the lesson leaves it as it is.")
      .first()
      .waitFor();
    const handle = page.locator("repaint-timeline .handle.length").first();
    assert.equal(await handle.getAttribute("aria-disabled"), "true");
    await handle.focus();
    await page.keyboard.press("ArrowUp");
    assert.equal(await j(), 7, "the plot's handle is locked too");
    assert.deepEqual(await complaintsOf(under, "repaint-inspector"), []);

    // The projector.
    await page.locator("repaint-lesson button.present").click();
    await page.locator("repaint-presenting kbd").first().waitFor();
    assert.equal(await page.evaluate("document.fullscreenElement?.localName"), "repaint-studio");
    for (const part of ["repaint-top-bar", "repaint-player", "repaint-run-bar"])
      assert.equal(await seen(part), false, part);
    for (const part of ["repaint-canvas", "repaint-timeline", "repaint-result"])
      assert.equal(await seen(part), true, part);
    const size = await page
      .locator("repaint-lesson p")
      .first()
      .evaluate((el) => Number.parseFloat(getComputedStyle(el).fontSize));
    assert.ok(size >= 20, `the text has ${size} px`);
    const count = page.locator("repaint-timeline .handle.count").first();
    await count.focus();
    await page.keyboard.press("PageDown");
    await heading("How many");
    assert.equal(await r(), 4, "a clicker turns the step, wherever the focus is");
    await page.keyboard.press("PageDown");
    await heading("How many"); // The end of the lesson is no way out of it.
    await page.locator("repaint-lesson .answer").focus();
    await page.keyboard.type("12");
    await page.keyboard.press("ArrowLeft");
    await heading("How many");
    await page.locator("repaint-lesson .page").focus();
    await page.keyboard.press("ArrowLeft");
    await heading("Only r");
    await page.keyboard.press("b");
    await page.getByRole("button", { name: "The screen is black." }).waitFor();
    await page.keyboard.press("b");
    await page.locator("repaint-presenting .black").waitFor({ state: "detached" });
    const opened = page.waitForEvent("popup");
    await page.keyboard.press("n");
    const speaker = await opened;
    await speaker.getByText("Ask for a show of hands.").waitFor();
    await speaker.getByText("Answer: Yes").waitFor();
    await speaker.getByText("How many").waitFor();
    for (const turn of ["theme", "language", "theme", "done"] as const) {
      assert.deepEqual(await complaintsOf(under, "repaint-lesson", "repaint-presenting"), [], `before ${turn}`);
      if (turn === "theme") await under.studio((s) => s.command("theme"));
      if (turn === "language") await under.studio((s) => s.speak("zh"));
      await under.settle();
    }
    await speaker.getByText("答案：Yes。").waitFor();
    await speaker.keyboard.press("PageDown");
    await heading("How many。");
    await page.keyboard.press("Space");
    await under.until((s) => s.runs.state === "running");
    const closed = speaker.waitForEvent("close");
    await page.keyboard.press("Escape");
    await closed;
    await page.locator("repaint-top-bar").waitFor();
    assert.equal(await page.evaluate("document.fullscreenElement"), null);
    assert.equal(await page.evaluate(`document.querySelector("repaint-studio").hasAttribute("presenting")`), false);
    await heading("How many。");
    assert.deepEqual(under.complaints, []);
  } finally {
    await under.close();
  }
});
