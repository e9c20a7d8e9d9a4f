import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { registry } from "../../src/nodes/index.ts";
import { inLanguage, type Lesson } from "../../src/runtime/lesson/format.ts";
import { parseLesson } from "../../src/runtime/lesson/parse.ts";
import type { Language } from "../../src/runtime/text.ts";
import { lessonWords } from "../../src/ui/lesson/words.ts";
import { tinyOnnx } from "../helpers/tiny-onnx.ts";
import { axeScript, complaintsOf } from "./axe.ts";
import { closeSite, openSite, PageUnderTest, type Site } from "./page.ts";

const folder = fileURLToPath(new URL("../../lessons", import.meta.url));
/**
 * Some of them alone: `LESSONS=known,slower`. The test line plays those that have, together, every kind of question, task,
 * condition and scene; the others go by night.
 */
const inTheLine = ["forward", "resampling", "reverse", "your-own"];
const some = process.env["LESSONS"]?.split(",") ?? (process.env["COURSE"] ? undefined : inTheLine);
const lessons = readdirSync(folder)
  .map((file) => [basename(file, ".json"), parseLesson(readFileSync(join(folder, file), "utf8"), registry)] as const)
  .filter(([name]) => some?.includes(name) ?? true);

let site: Site;
before(async () => (site = await openSite()));
after(async () => await closeSite(site));

/**
 * What of a lesson's page is cut, a line each: what is wider than its place (its name in the header may end in dots), a
 * button outside the window, a page too low to be read.
 */
const CUT = `(() => {
  const panel = document.querySelector("repaint-studio").shadowRoot.querySelector("repaint-lesson");
  const page = panel.shadowRoot.querySelector(".page");
  const name = (el) => el.localName + "." + el.className + " “" + el.textContent.trim().slice(0, 40) + "”";
  const found = [];
  if (document.scrollingElement.scrollWidth > innerWidth) found.push("the window is scrolled across");
  if (page.clientHeight < 160) found.push("the text has " + page.clientHeight + " px");
  for (const el of panel.shadowRoot.querySelectorAll("*")) {
    if (el instanceof HTMLElement && el.clientWidth > 0 && el.scrollWidth > el.clientWidth + 1 && !el.matches(".lesson"))
      found.push(name(el) + " needs " + el.scrollWidth + " of " + el.clientWidth);
    if (!el.matches("header button, footer button")) continue;
    const { left, top, right, bottom } = el.getBoundingClientRect();
    if (left < 0 || top < 0 || right > innerWidth + 0.5 || bottom > innerHeight + 0.5) found.push(name(el) + " is outside");
  }
  return found;
})()`;

/** What a learner sees of a lesson, and does. */
class Learner {
  readonly under: PageUnderTest;
  readonly language: Language;
  constructor(under: PageUnderTest, language: Language) {
    this.under = under;
    this.language = language;
  }

  get panel(): ReturnType<PageUnderTest["page"]["locator"]> {
    return this.under.page.locator("repaint-lesson");
  }

  /** What axe finds in the step as it is, in both themes; in the whole page where there is the time for it. */
  private async look({ scene }: Lesson["steps"][number]): Promise<void> {
    const parts = isLong ? [] : ["repaint-lesson", ...(scene?.select ? ["repaint-inspector"] : [])];
    for (const theme of ["light", "dark"]) {
      await this.under.studio((s) => s.command("theme"));
      assert.equal(await this.under.studio((s) => s.theme), theme);
      await this.under.settle();
      assert.deepEqual(await complaintsOf(this.under, ...parts), [], theme);
    }
  }

  /** That nothing of the step is cut at twice the size of the letters (720×450 is 200 % of 1440×900), and on a phone. */
  private async wholeWhenSmall(): Promise<void> {
    const { page } = this.under;
    for (const [width, height] of [
      [720, 450],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      await this.under.settle();
      assert.deepEqual(await page.evaluate(CUT), [], `${width} wide`);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await this.under.settle();
  }

  /** @param looked whether axe looks at every step, after its question and task. */
  async play({ steps }: Lesson, keysAlone: boolean, looked: boolean): Promise<void> {
    for (const [i, step] of steps.entries()) {
      await this.panel.getByRole("heading", { name: inLanguage(step.title, this.language), exact: true }).waitFor();
      await this.under.until((s) => !s.checks.pending && s.graph.nodes.length > 0);
      const { question } = step;
      const comesLast = question?.kind === "text" || (question?.kind === "number" && question.figure === "variation");
      if (question && !comesLast) await this.answer(question, keysAlone);
      if (step.task) await this.doTask(keysAlone);
      if (question && comesLast) await this.answer(question, keysAlone);
      if (looked) await this.look(step);
      if (isLong) await this.wholeWhenSmall();
      if (i === steps.length - 1) return;
      if (keysAlone) {
        await this.tabTo(this.panel.locator(".page"), true);
        await this.under.page.keyboard.press("ArrowRight");
      } else await this.panel.locator(".next").click();
    }
  }

  /** As somebody without a pointer goes there: by Tab, from where the focus is. */
  private async tabTo(target: ReturnType<PageUnderTest["page"]["locator"]>, back = false): Promise<void> {
    await target.waitFor();
    for (let i = 0; i < 80; i++) {
      if (await target.evaluate((el) => el.matches(":focus"))) return;
      await this.under.page.keyboard.press(back ? "Shift+Tab" : "Tab");
    }
    throw new Error(`Tab does not come to ${target}`);
  }

  async use(button: ReturnType<PageUnderTest["page"]["locator"]>, keysAlone: boolean): Promise<void> {
    if (!keysAlone) return await button.click();
    await this.tabTo(button);
    await this.under.page.keyboard.press("Enter");
  }

  private async write(
    field: ReturnType<PageUnderTest["page"]["locator"]>,
    text: string,
    keysAlone: boolean,
  ): Promise<void> {
    if (!keysAlone) return await field.fill(text);
    await this.tabTo(field);
    await this.under.page.keyboard.press("ControlOrMeta+a");
    await this.under.page.keyboard.type(text);
  }

  private async answer(question: NonNullable<Lesson["steps"][number]["question"]>, keysAlone: boolean): Promise<void> {
    const w = lessonWords(this.language);
    if (question.kind === "choice") {
      const right = question.options.findIndex((option) => option.right);
      const option = this.panel.locator(".options button").nth(right);
      assert.equal(
        (await option.textContent())?.trim().replaceAll("\u00a0", " "),
        inLanguage(question.options[right]?.text ?? { en: "" }, this.language),
      );
      await this.use(option, keysAlone);
      await this.panel.locator(".said strong", { hasText: w.right }).waitFor();
      return;
    }
    const field = this.panel.locator(".question .answer");
    await this.write(field, question.kind === "number" ? "-1" : "because", keysAlone);
    const send = question.kind === "text" ? w.compareAnswer : w.check;
    await this.use(this.panel.getByRole("button", { name: send }), keysAlone);
    if (question.kind === "text") return await this.panel.locator(".question .said").waitFor();
    await this.panel.locator(".said strong", { hasText: w.wrong }).waitFor();
    const said = (await this.panel.locator(".question .said").innerText()).replace(w.wrong, "");
    const truth = question.value ?? Number(/\d[\d.,\u202f\u00a0]*\d|\d/.exec(said)?.[0].replace(/[^\d.]/g, ""));
    await this.write(field, String(truth), keysAlone);
    await this.use(this.panel.getByRole("button", { name: w.check }), keysAlone);
    await this.panel.locator(".said strong", { hasText: w.right }).waitFor();
  }

  private async doTask(keysAlone: boolean): Promise<void> {
    if ((await this.panel.locator(".task .done").count()) > 0) return;
    const show = this.panel.getByRole("button", { name: lessonWords(this.language).showMe });
    await this.use(show, keysAlone);
    await this.panel.locator(".task .done").waitFor({ timeout: 240_000 });
  }
}

/**
 * In the test line a network of no depth stands in for the faces', so that what takes the time is the course. The faces' own
 * is asked by `npm run nightly -- course`, in both languages, and axe looks at every step of every lesson there; `COURSE=quick`
 * does the same with the stand-in.
 */
const isWhole = process.env["COURSE"] === "all";
const isLong = process.env["COURSE"] !== undefined;
const { sha256, bytes, ...card } = JSON.parse(
  readFileSync(new URL("../../models/faces64.json", import.meta.url), "utf8"),
) as Record<string, unknown>;
assert.ok(sha256 && bytes, "the stand-in says neither");
const quick = {
  "models/faces64.json": JSON.stringify(card),
  "models/faces64.onnx": tinyOnnx({ size: 64 }).bytes,
};

/** Chinese takes as long again: `npm run nightly -- course`. */
const languages: readonly Language[] = isLong ? ["en", "zh"] : ["en"];

/** One page for all lessons of a language: opening it takes longer than most of them. */
for (const language of languages) {
  test(`lessons are played in ${language} from the first step to the last`, async (t) => {
    const under = await PageUnderTest.open(site, {
      search: `?lang=${language}`,
      script: axeScript,
      ...(!isWhole && { files: quick }),
    });
    try {
      await under.until((s) => s.engine !== undefined);
      await under.studio(language === "zh" ? (s) => s.speak("zh") : (s) => s.speak("en"));
      for (const [name, lesson] of lessons) {
        const keysAlone = language === "zh" || name === "forward";
        await t.test(`“${name}”${keysAlone ? ", tasks and steps by the keys" : ""}`, async () => {
          await under.page.evaluate(`location.hash = "#lesson=${name}"`);
          const learner = new Learner(under, language);
          // The one that axe looks through in the test line has every kind of question, a task and a comparison.
          await learner.play(lesson, keysAlone, isLong || name === "reverse");
          assert.match(await under.page.evaluate("location.hash"), new RegExp(`step=${lesson.steps.length}$`));
          await learner.use(learner.panel.locator(".next"), keysAlone);
          const entry = under.page.locator(`repaint-lesson-list button[data-name="${name}"]`);
          await entry.getByText(`✓ ${lessonWords(language).finished}`).waitFor();
          await under.page.keyboard.press("Escape");
          assert.deepEqual(under.complaints, []);
        });
      }
    } finally {
      await under.close();
    }
  });
}

test("what was on the canvas comes back after a lesson, its history included, and a lesson is gone on with where it was left", async () => {
  const under = await PageUnderTest.open(site);
  try {
    await under.ready();
    await under.studio((s) => s.setParam("jump", "jump_length", 7));
    await under.press("Learn");
    await under.page.locator("repaint-lesson-list button[data-name=resampling]").click();
    await under.page.locator("repaint-lesson .next").click();
    await under.until((s) => s.graph.nodes.some((node) => node.params["jump_n_sample"] === 1));
    await under.studio((s) => s.setParam("jump", "jump_length", 3));
    await under.press("Leave the lesson");
    const lengthOf = (): Promise<unknown> =>
      under.studio((s) => s.graph.nodes.find(({ id }) => id === "jump")?.params["jump_length"]);
    assert.equal(await lengthOf(), 7);
    await under.studio((s) => s.command("undo"));
    assert.equal(await lengthOf(), 5);
    assert.equal(await under.page.evaluate("location.hash"), "");
    await under.press("Learn");
    await under.page.getByText("step 2 of").waitFor();
    await under.page.locator("repaint-lesson-list button[data-name=resampling]").click();
    await under.page.getByRole("heading", { name: "Run it once" }).waitFor();
    assert.equal(await lengthOf(), 3);
    await under.page.reload();
    await under.page.getByRole("heading", { name: "Run it once" }).waitFor();
    await under.until((s) => s.graph.nodes.some(({ params }) => params["jump_length"] === 3));
    assert.deepEqual(under.complaints, []);
  } finally {
    await under.close();
  }
});

test("a first visit is told in two sentences what this is, chooses once, and is never asked again", async () => {
  const under = await PageUnderTest.open(site, { first: true });
  try {
    await under.ready();
    await under.page.getByRole("button", { name: "Build" }).click();
    await under.page.locator("repaint-welcome").waitFor({ state: "detached" });
    await under.page.reload();
    await under.ready();
    assert.equal(await under.page.locator("repaint-welcome").count(), 0);
    assert.deepEqual(under.complaints, []);
  } finally {
    await under.close();
  }
});

test("a reference lights what it names, and an address of no lesson is a sentence", async () => {
  const under = await PageUnderTest.open(site, { search: "#lesson=resampling&step=2" });
  try {
    await under.page.getByRole("heading", { name: "Run it once" }).waitFor();
    await under.until((s) => s.checks.walk !== undefined);
    await under.page.locator("repaint-lesson button.ref", { hasText: "plot" }).focus();
    const light = under.page.locator("repaint-lesson .light");
    await light.waitFor();
    const [lit, plot] = [await light.boundingBox(), await under.page.locator("repaint-timeline").boundingBox()];
    assert.ok(lit && plot && Math.abs(lit.x - (plot.x - 4)) < 2 && Math.abs(lit.width - (plot.width + 8)) < 2);
    await under.page.evaluate("location.hash = '#lesson=nothing'");
    await under.page.getByText("There is no lesson “nothing” here.").waitFor();
  } finally {
    await under.close();
  }
});

test("a step is whole at twice the size of the letters and on a phone, where the language can be changed", async () => {
  const under = await PageUnderTest.open(site, { search: "#lesson=two-pixels&step=3" });
  try {
    const panel = under.page.locator("repaint-lesson");
    await panel.getByRole("heading", { name: "What resampling mends" }).waitFor();
    await under.until((s) => s.runs.values.get("final")?.scatter?.mixture !== undefined); // Before any run.
    for (const [width, height] of [
      [720, 450],
      [390, 844],
    ] as const) {
      await under.page.setViewportSize({ width, height });
      await under.settle();
      const overflow = "document.scrollingElement.scrollWidth - innerWidth";
      assert.ok(Number(await under.page.evaluate(overflow)) <= 0, `${width}: nothing is scrolled across`);
      const text = panel.locator(".page");
      assert.ok(await text.evaluate((el) => el.scrollWidth <= el.clientWidth && el.clientHeight >= 160));
      for (const button of [
        panel.locator(".next"),
        panel.locator(".language"),
        panel.locator("header button").last(),
      ]) {
        const box = await button.boundingBox();
        assert.ok(box && box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height);
      }
      const isSeen = (): Promise<boolean> =>
        under.page
          .locator("repaint-canvas")
          .evaluate((canvas: HTMLElement & { rectOf(key: string): DOMRect | undefined }) => {
            const { left, top, width: across, height: down } = canvas.getBoundingClientRect();
            const rect = canvas.rectOf("final");
            if (!rect) return false;
            return (
              rect.x >= left &&
              rect.y >= top &&
              rect.x + rect.width <= left + across &&
              rect.y + rect.height <= top + down
            );
          });
      for (let frame = 0; frame < 60 && !(await isSeen()); frame++) await under.settle();
      assert.ok(await isSeen(), `${width}: the scatter that the step speaks of is in view`);
    }
    await panel.locator(".language").click();
    await panel.getByRole("heading", { name: "重采样补得了什么" }).waitFor();
    assert.deepEqual(under.complaints, []);
  } finally {
    await under.close();
  }
});
