import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { closeSite, openSite, PageUnderTest, type Site } from "./page.ts";

let site: Site;
before(async () => (site = await openSite()));
after(async () => await closeSite(site));

/** The languages whose words the page has fetched. */
const fetched = (under: PageUnderTest): Promise<string[]> =>
  under.page.evaluate(
    `performance.getEntriesByType("resource").flatMap(({ name }) => name.match(/words-(\\w+)-/)?.[1] ?? []).sort()`,
  );

/** What the panels say: a word of each kind, from the bar, the run, the timeline and the canvas. */
const said = (under: PageUnderTest): Promise<string[]> =>
  under.page.evaluate(`(() => {
    const part = (name) => document.querySelector("repaint-studio").renderRoot.querySelector("repaint-" + name).renderRoot;
    return [
      document.documentElement.lang,
      part("run-bar").querySelector("button").textContent.trim(),
      part("problems").querySelector(".line").textContent.trim(),
      part("canvas").querySelector("canvas").getAttribute("aria-label"),
    ];
  })()`);

const english = ["en", "Run", "No problems", "Graph canvas"];
const chinese = ["zh", "运行", "没有问题", "图画布"];

test("a page opens with the words of the reader's language alone, and in it", async () => {
  const script = `Object.defineProperty(navigator, "languages", { value: ["fr-FR", "zh-CN", "en"] })`;
  for (const [options, language, words] of [
    [{}, "en", english],
    [{ script }, "zh", chinese],
  ] as const) {
    const under = await PageUnderTest.open(site, options);
    await under.ready();
    assert.deepEqual(await said(under), words);
    assert.deepEqual(await fetched(under), [language]);
    assert.deepEqual(under.complaints, []);
    await under.close();
  }
});

test("the language is changed and changed back in the same page, and nothing else is", async () => {
  const under = await PageUnderTest.open(site);
  await under.ready();
  await under.studio((s) => s.setParam("schedule", "T", 60));
  await under.studio((s) => s.select(["schedule"]));
  await under.press("中文: switch to Chinese");
  await under.until((s) => s.language === "zh");
  await under.settle();
  assert.deepEqual(await said(under), chinese);
  assert.deepEqual(await fetched(under), ["en", "zh"]);
  await under.press("EN：切换到英文");
  await under.until((s) => s.language === "en");
  await under.settle();
  assert.deepEqual(await said(under), english);
  assert.deepEqual(await under.studio((s) => [[...s.selected], s.doc.canUndo]), [["schedule"], true]);
  assert.deepEqual(under.complaints, []);
  await under.close();
});

test("of several wishes for a language the last one counts, however late words come", async () => {
  const under = await PageUnderTest.open(site);
  await under.ready();
  await under.page.route("**/words-zh-*", async (route) => {
    await new Promise((done) => setTimeout(done, 300));
    await route.continue();
  });
  const now = await under.studio(async (s) => {
    const slow = s.speak("zh");
    await s.speak("en");
    await slow;
    const kept = s.language;
    await s.speak("zh");
    return [kept, s.language];
  });
  assert.deepEqual(now, ["en", "zh"]);
  assert.deepEqual(under.complaints, []);
  await under.close();
});

test("a schedule laid over the timeline is named in the language that is shown", async () => {
  const under = await PageUnderTest.open(site);
  await under.ready();
  await under.studio((s) => s.compare("now"));
  const named = (): Promise<string | undefined> => under.studio((s) => s.compared?.title(s.language));
  assert.equal(await named(), "This graph, earlier");
  await under.studio((s) => s.speak("zh"));
  assert.equal(await named(), "此图先前的样子");
  await under.settle();
  assert.deepEqual(under.complaints, []);
  await under.close();
});
