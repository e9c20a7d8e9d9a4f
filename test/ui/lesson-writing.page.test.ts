import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { registry } from "../../src/nodes/index.ts";
import type { Lesson } from "../../src/runtime/lesson/format.ts";
import { parseLesson } from "../../src/runtime/lesson/parse.ts";
import { decodeLesson } from "../../src/ui/lesson/foreign/lesson-link.ts";
import type { RepaintStudio } from "../../src/ui/repaint-studio.ts";
import { axeScript, complaintsOf } from "./axe.ts";
import { closeSite, openSite, PageUnderTest, type Site } from "./page.ts";

let site: Site;
before(async () => (site = await openSite()));
after(async () => await closeSite(site));

/** Evaluates with the editor's element. */
const host = <T>({ page }: PageUnderTest, read: (host: RepaintStudio) => T | Promise<T>): Promise<T> =>
  page.evaluate(`(${read.toString()})(document.querySelector("repaint-studio"))`) as Promise<T>;

/** Nodes and wires of what is on the canvas: what a scene is. */
const scene = (under: PageUnderTest): Promise<unknown> =>
  under.studio((s) => JSON.parse(JSON.stringify([s.graph.nodes, s.graph.links, [...s.selected]])) as unknown);

test("a lesson recorded from the editor, exported, opened in a fresh profile by link: the same steps, scenes and checks", async () => {
  const author = await PageUnderTest.open(site, { script: axeScript });
  const { page } = author;
  const writer = page.locator("repaint-lesson-writer");
  const write = async (field: string, words: string): Promise<void> => {
    await writer.locator(`#${field}`).fill(words);
  };
  await author.ready();
  await author.press("Learn");
  await page.locator("repaint-lesson-list button.write").click();
  const add = writer.locator("button.add");
  await add.click();
  await write("lesson-title", "Once is not enough");
  await write("about", "A lesson of two steps.");
  await write("title", "Look at r");
  await write("text", "The [jump back](#node/jump) goes back [r](#param/jump/jump_n_sample) times.");
  assert.equal(await writer.locator(".reads .ref").count(), 2, "the preview reads as the lesson will");
  await author.studio((s) => s.setParam("jump", "jump_n_sample", 3));
  await writer.getByRole("button", { name: "Take what I did as the task" }).click();
  assert.match(await writer.locator("#do").inputValue(), /to 3\./);

  await author.studio((s) => s.select(["mask"]));
  await add.click();
  await write("title", "Look at the mask");
  await write("text", "White is known.");
  await writer.locator("summary", { hasText: "Question" }).click();
  await writer.getByRole("button", { name: "choice" }).click();
  await write("ask", "Is white known?");
  const check = async (): Promise<readonly string[] | undefined> => {
    await writer.getByRole("button", { name: "Check", exact: true }).click();
    await writer.locator(".found").waitFor();
    return await host(author, (h) => h.school.writer?.findings?.map(({ step, text }) => `${step}: ${text.en}`));
  };
  const unwritten = "1: The text is still to be written.";
  assert.deepEqual(await check(), [unwritten, unwritten], "why an answer is right is still to be said");
  await write("why-0", "Known pixels are white.");
  await write("why-1", "They are.");
  assert.deepEqual(await check(), []);

  for (const turn of ["theme", "language", "theme"] as const) {
    assert.deepEqual(await complaintsOf(author), [], `before ${turn}`);
    await host(author, turn === "theme" ? (h) => h.studio.command("theme") : (h) => h.studio.speak("zh"));
    await author.settle();
  }
  assert.deepEqual(await complaintsOf(author), []);
  await host(author, (h) => h.studio.speak("en"));

  const download = page.waitForEvent("download");
  await writer.getByRole("button", { name: "Save as a file" }).click();
  const exported: Lesson = parseLesson(readFileSync(await (await download).path(), "utf8"), registry);
  assert.equal((await download).suggestedFilename(), "Once is not enough.json");
  const link = (await host(author, (h) => h.school.writer?.share())) ?? "";
  assert.deepEqual(parseLesson(await decodeLesson(link), registry), exported, "file and link carry the same");
  assert.deepEqual([exported.steps.length, Object.keys(exported.graphs).length], [2, 1]);
  await writer.locator(".steps .to").first().click();
  const first = await scene(author);
  await writer.locator(".steps .to").nth(1).click();
  const second = await scene(author);
  await writer.locator("button.close").click();
  assert.equal(await author.studio((s) => s.graph.nodes.find(({ id }) => id === "jump")?.params["jump_n_sample"]), 5);
  assert.deepEqual(author.complaints, []);
  await author.close();

  const learner = await PageUnderTest.open(site, { search: link.slice(link.indexOf("#")) });
  await learner.page.getByRole("dialog", { name: "Open this lesson?" }).waitFor();
  assert.equal(await learner.page.locator("repaint-lesson").count(), 0, "nothing is played before the reader agrees");
  await learner.page.locator("repaint-lesson-consent button.main").click();
  await learner.page.getByRole("heading", { name: "Look at r" }).waitFor();
  assert.deepEqual(
    await host(learner, (h) => JSON.parse(JSON.stringify(h.school.course?.lesson)) as unknown),
    exported,
  );
  assert.deepEqual(await scene(learner), first);
  await learner.studio((s) => s.setParam("jump", "jump_n_sample", 3));
  await learner.page.locator("repaint-lesson .task .done").waitFor();
  await learner.page.locator("repaint-lesson .next").click();
  await learner.page.getByRole("heading", { name: "Look at the mask" }).waitFor();
  assert.deepEqual(await scene(learner), second);
  assert.match(await learner.page.evaluate("location.hash"), /^#l=.*&step=2$/);
  assert.deepEqual(learner.complaints, []);
  await learner.close();
});
