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
  assert.deepEqual(await check(), [
    "1: The reason of answer 1 is still to be written.",
    "1: The reason of answer 2 is still to be written.",
  ]);
  await writer.getByRole("button", { name: "Save as a file" }).click();
  await page.getByText("Step 2: The reason of answer 1 is still to be written.").waitFor();
  assert.equal(await host(author, (h) => h.school.writer?.share()), undefined, "nothing leaves with words missing");
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
  assert.equal(await author.studio((s) => s.graph.nodes.find(({ id }) => id === "jump")?.params["jump_n_sample"]), 4);
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

/** What the worked example of docs/teaching.md says: its numbered lines, and the lesson that comes of them. */
const guide =
  readFileSync(new URL("../../docs/teaching.md", import.meta.url), "utf8").split("### A lesson, step by step")[1] ?? "";
const lines = [...guide.matchAll(/^(\d+)\. ((?:.|\n(?! *\n|\d+\.|<))+)/gm)].map(([, , line]) =>
  (line ?? "").replace(/\s+/g, " "),
);
const promised = /```json\n([^]*?)```/.exec(guide)?.[1] ?? "";

/** One thing that a line says to do. */
const SAID =
  /(?:press|Press) \*\*(?<press>.+?)\*\*|(?:(?:write|Write|, and) )`(?<words>.+?)` into \*\*(?<field>.+?)\*\*|select \*\*(?<node>.+?)\*\*|set \*\*(?<param>.+?)\*\* to `(?<value>.+?)`|(?:open|Open) \*\*(?<part>.+?)\*\*|Choose \*\*(?<option>.+?)\*\* in \*\*(?<list>.+?)\*\*|It says “(?<said>.+?)”/gi;

test("docs/teaching.md: its worked example, followed to the letter, makes the lesson that it shows", async () => {
  const author = await PageUnderTest.open(site);
  const { page } = author;
  const writer = page.locator("repaint-lesson-writer");
  const inspector = page.locator("repaint-inspector");
  const follow = async (said: Readonly<Record<string, string | undefined>>): Promise<void> => {
    const { press, words, field, node, param, value, part, option, list, said: saying } = said;
    const exact = true;
    if (press !== undefined) await page.getByRole("button", { name: press, exact }).first().click();
    if (words !== undefined) await writer.getByRole("textbox", { name: field ?? "", exact }).fill(words);
    if (part !== undefined) {
      const details = writer.locator("details", { has: page.locator("summary", { hasText: part }) });
      if ((await details.getAttribute("open")) === null) await details.locator("summary").click();
    }
    if (option !== undefined)
      await writer.getByRole("combobox", { name: list ?? "", exact }).selectOption({ label: option });
    if (saying !== undefined) await writer.locator(".found").getByText(saying).waitFor();
    if (node !== undefined) {
      const { type } = [...registry.values()].find(({ title }) => title.en === node) ?? { type: node };
      const { nodes } = await author.studio((s) => ({ nodes: s.graph.nodes.map(({ id, type }) => [id, type]) }));
      const at = await author.where(nodes.find(([, other]) => other === type)?.[0] ?? node);
      await page.mouse.click(at.x, at.y);
    }
    if (param !== undefined) {
      await inspector.getByRole("textbox", { name: param, exact }).fill(value ?? "");
      await page.keyboard.press("Enter");
    }
    await author.settle();
  };
  await author.ready();
  const download = page.waitForEvent("download", { timeout: 140_000 });
  assert.ok(lines.length > 10);
  for (const line of lines) {
    const said = [...line.matchAll(SAID)].map(({ groups }) => groups ?? {});
    assert.ok(said.length > 0, `nothing to do in “${line}”`);
    for (const one of said) await follow(one);
  }
  const made = readFileSync(await (await download).path(), "utf8");
  assert.deepEqual(parseLesson(made, registry), parseLesson(promised, registry), made);

  // Order, and taking back; then what a reload brings back.
  const titles = (): Promise<unknown> =>
    host(author, (h) => h.school.writer?.draft.steps.map(({ title }) => title.en ?? ""));
  await writer.locator("button.add").click();
  const [first, second] = ["Count before you run", "Look at the seam"];
  assert.deepEqual(await titles(), [first, second, ""]);
  await writer.getByRole("button", { name: "Earlier", exact: true }).click();
  assert.deepEqual(await titles(), [first, "", second]);
  await writer.getByRole("button", { name: "Earlier", exact: true }).click();
  assert.deepEqual(await titles(), ["", first, second]);
  await writer.getByRole("button", { name: "Take back the last change" }).click();
  assert.deepEqual(await titles(), [first, "", second]);
  await writer.getByRole("button", { name: "Save as a file" }).click();
  await page.getByText("Step 2: The text is still to be written.").waitFor();
  const before = await host(author, (h) => JSON.stringify(h.school.writer?.draft));
  await page.reload();
  await author.ready();
  await author.press("Learn");
  await page.locator("repaint-lesson-list button.write").click();
  await writer.locator(".steps .to").nth(2).waitFor();
  assert.deepEqual(
    JSON.parse((await host(author, (h) => JSON.stringify(h.school.writer?.draft))) ?? ""),
    JSON.parse(before ?? ""),
    "what was not written is not written after a reload either",
  );

  // What a task measures is measured by the check: a mask is drawn, a distribution sampled.
  const found = (when: string, value: number): Promise<readonly string[] | undefined> =>
    page.evaluate(`(async () => {
      const { school, studio } = document.querySelector("repaint-studio");
      const graph = (await studio.templateOf("two-pixels")).graph;
      const small = { noise: { batch: 64 }, schedule: { T: 4 } };
      const nodes = graph.nodes.map((node) => ({ ...node, params: { ...node.params, ...small[node.id] } }));
      const scatter = nodes.findLast(({ type }) => type === "view/scatter").id;
      const mask = nodes.find(({ type }) => type === "image/mask").id;
      const text = { en: "words", zh: "文字" };
      const when = { known: { kind: "known", node: mask }, variation: { kind: "variation", node: scatter } }["${when}"];
      const show = "${when}" === "known" ? [{ do: "set", node: mask, name: "preset", value: "expand" }] : [{ do: "run" }];
      const task = { do: text, when: [{ ...when, is: "≤", value: ${value} }], show };
      await school.writer.open({
        format: "repaint-lesson", version: 1, title: text, about: text, graphs: { g: { ...graph, nodes } },
        steps: [{ title: text, text, scene: { graph: "lesson:g" }, task }],
      });
      await school.writer.check();
      return school.writer.findings?.map(({ text }) => text.en);
    })()`);
  assert.deepEqual(await found("variation", 1), []);
  assert.match(
    (await found("variation", 0))?.join() ?? "",
    /^“Show me” does not come to this: Bring .* It comes to 0\.\d+\.$/,
  );
  assert.match((await found("known", 1))?.join() ?? "", /^The task is done before the learner has done anything\.$/);
  assert.deepEqual(author.complaints, []);
  await author.close();
});
