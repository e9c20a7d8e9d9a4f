import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { axeScript, complaintsOf } from "../test/ui/axe.ts";
import { closeSite, openSite, PageUnderTest, type Site } from "../test/ui/page.ts";

let site: Site;
before(async () => (site = await openSite()));
after(async () => await closeSite(site));

/** What a teacher sees beside the lessons themselves: each look is opened, looked at, and left again. */
class Looks {
  private readonly found: string[] = [];
  private readonly under: PageUnderTest;
  constructor(under: PageUnderTest) {
    this.under = under;
  }

  private async look(name: string, page: Page = this.under.page): Promise<void> {
    if (page === this.under.page) await this.under.settle();
    for (const line of await complaintsOf({ page })) this.found.push(`${name}: ${line}`);
  }

  /** The laboratory: a scatter with trails and origins after a run, and a curve of exactness. */
  private async laboratory(): Promise<void> {
    const { under } = this;
    await under.studio((s) => s.openTemplate("two-pixels"));
    await under.studio((s) => s.setParam("schedule", "T", 10));
    await under.until((s) => !s.checks.pending && s.checks.walk !== undefined && s.checks.walk.evaluations < 30);
    await under.studio((s) => s.select(["final"]));
    await under.studio((s) => s.command("run"));
    await under.until((s) => s.runs.state === "finished");
    const boxes = under.page.locator("repaint-scatter .ways input");
    for (const box of await boxes.all()) await box.check();
    await under.page.locator("repaint-samples .all button").first().click();
    await this.look("the scatter");
    await under.studio((s) => s.commands.run("exactness"));
    const dialog = under.page.locator("repaint-exactness dialog");
    await dialog.locator("input[name=values]").fill("1, 2");
    await dialog.locator("select", { has: under.page.locator("option[value='512']") }).selectOption("512");
    await dialog.locator("button.main").click();
    await dialog.locator("tbody tr").nth(1).waitFor();
    await this.look("the curve of exactness");
    await under.page.keyboard.press("Escape");
  }

  /** A step that is written, with everything open. */
  private async writer(): Promise<void> {
    const { page } = this.under;
    await page.evaluate(`document.querySelector("repaint-studio").school.open()`);
    await page.locator("repaint-lesson-list button.write").waitFor();
    await this.look("the list of lessons");
    await page.locator("repaint-lesson-list button.write").click();
    const writer = page.locator("repaint-lesson-writer");
    await writer.locator("button.add").click();
    await writer.evaluate((el) => {
      for (const details of el.shadowRoot?.querySelectorAll("details") ?? []) details.open = true;
    });
    for (const size of [
      { width: 390, height: 844 },
      { width: 1440, height: 900 },
    ] as const) {
      await page.setViewportSize(size);
      await this.look(`the writer, ${size.width} wide`);
    }
    await writer.locator("button.close").click();
  }

  /** A step on the projector, and what its speaker has. */
  private async presenter(): Promise<void> {
    const { page } = this.under;
    await page.evaluate(`document.querySelector("repaint-studio").school.course.begin("resampling", 4)`);
    await this.under.until((s) => !s.checks.pending && s.graph.nodes.length > 0);
    await page.locator("repaint-lesson button.present").click();
    await page.locator("repaint-presenting kbd").first().waitFor();
    const opened = page.waitForEvent("popup");
    await page.keyboard.press("n");
    const speaker = await opened;
    await speaker.locator(".notes p").nth(2).waitFor();
    await speaker.evaluate(axeScript);
    await this.look("the speaker's window", speaker);
    await this.look("the projector");
    await page.keyboard.press("b");
    await this.look("the black screen");
    await page.keyboard.press("Escape");
    await page.evaluate(`document.querySelector("repaint-studio").school.course.leave()`);
  }

  async all(): Promise<readonly string[]> {
    await this.laboratory();
    await this.writer();
    await this.presenter();
    return this.found;
  }
}

const turns = (["dark", "light"] as const).flatMap((theme) =>
  (["zh", "en"] as const).map((language) => ({ theme, language })),
);
for (const { theme, language } of turns) {
  test(`axe finds nothing in laboratory, lesson writer, projector and speaker's window: ${language}, ${theme}`, async () => {
    const under = await PageUnderTest.open(site, { script: axeScript, search: `?lang=${language}` });
    try {
      await under.ready();
      await under.studio(language === "zh" ? (s) => s.speak("zh") : (s) => s.speak("en"));
      if (theme === "light") await under.studio((s) => s.command("theme"));
      assert.equal(await under.studio((s) => s.theme), theme);
      assert.deepEqual(await new Looks(under).all(), []);
      assert.deepEqual(under.complaints, []);
    } finally {
      await under.close();
    }
  });
}
