import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axeScript, complaintsOf } from "./axe.ts";
import { closeSite, openSite, PageUnderTest, type Site, type Studio } from "./page.ts";

let site: Site;
let under: PageUnderTest;
before(async () => {
  site = await openSite();
  under = await PageUnderTest.open(site, { script: axeScript });
  await under.ready();
});
after(async () => {
  await under.close();
  await closeSite(site);
});

const key = (keys: string): Promise<void> => under.page.keyboard.press(keys);
const part = (name: string): string => `document.querySelector("repaint-studio").shadowRoot.querySelector("${name}")`;
const emit = (name: string, detail: string): Promise<unknown> =>
  under.page.evaluate(
    `${part("repaint-canvas")}.dispatchEvent(new CustomEvent("${name}", { detail: "${detail}", bubbles: true, composed: true }))`,
  );
const select = (id: string) => (): Promise<void> =>
  under.page.evaluate(`document.querySelector("repaint-studio").studio.select(["${id}"])`);

interface Look {
  readonly name: string;
  readonly open: () => Promise<unknown>;
  /** Until this is seen. */
  readonly shows?: string;
  /** Escape closes it again. */
  readonly closes?: boolean;
  /** What is looked at, where the rest was seen before. */
  readonly within?: string;
}

/** Every panel and dialog, as a reader comes to see it. */
const looks: readonly Look[] = [
  { name: "the first view", open: () => Promise.resolve() },
  ...["model", "mask", "predict", "jump"].map((id) => ({ name: `the inspector of ${id}`, open: select(id) })),
  {
    name: "the outline, opened down to the wires",
    open: async () => {
      await select("reverse")();
      await key("Control+Shift+E");
      for (const each of ["ArrowRight", "ArrowDown", "ArrowDown", "ArrowRight"]) await key(each);
    },
  },
  { name: "the command palette", open: () => key("Control+k"), shows: "repaint-command-palette dialog", closes: true },
  {
    name: "the search in it",
    open: async () => {
      await key("Control+k");
      await under.page.locator("repaint-command-palette dialog").first().waitFor();
      await under.page.keyboard.type("re");
    },
    closes: true,
  },
  { name: "the keys", open: () => key("Shift+?"), shows: "repaint-shortcuts dialog", closes: true },
  {
    name: "the templates",
    open: () => under.page.locator("repaint-top-bar [popovertarget=templates]").first().click(),
    shows: "repaint-top-bar #templates",
    closes: true,
  },
  { name: "the share menu", open: () => under.page.locator("repaint-share-menu button").first().click(), closes: true },
  {
    name: "the mask painter",
    open: () => emit("paint-mask", "mask"),
    shows: "repaint-mask-painter dialog",
    closes: true,
  },
  { name: "the gallery", open: () => emit("command", "gallery"), shows: "repaint-gallery dialog", closes: true },
  { name: "the models", open: () => emit("command", "models"), shows: "repaint-models dialog", closes: true },
  {
    name: "the saved graphs",
    open: async () => {
      await under.page.locator("repaint-share-menu button").first().click();
      await under.page
        .locator("repaint-share-menu")
        .getByRole("button", { name: /^(Saved graphs|已保存的图)/ })
        .click();
    },
    shows: "repaint-documents dialog",
    closes: true,
  },
  {
    name: "the question about a foreign graph",
    open: () => under.studio((s) => s.files.foreign({ graph: s.graph, notes: [] }, "file")),
    shows: "repaint-consent dialog",
    closes: true,
  },
  {
    name: "the question about a foreign lesson",
    open: () =>
      under.page.evaluate(`void document.querySelector("repaint-studio").school.propose(JSON.stringify({
        format: "repaint-lesson", version: 1, title: { en: "A lesson" }, about: { zh: "一节课" }, graphs: {},
        steps: [{ title: { en: "A step" }, text: { en: "Words." } }],
      }), "file")`),
    shows: "repaint-lesson-consent dialog",
    closes: true,
    within: "repaint-lesson-consent",
  },
  {
    name: "problems",
    open: () => under.studio((s) => s.edit((graph) => ({ ...graph, links: graph.links.slice(2) }))),
    shows: "repaint-problems li",
  },
];

/** On a phone, every tab. */
const small: readonly Look[] = [0, 1, 2, 3, 4].map((i) => ({
  name: `tab ${i + 1} of a phone`,
  open: async () => {
    await under.page.setViewportSize({ width: 390, height: 844 });
    await under.page.locator("repaint-studio .tabs [role=tab]").nth(i).click();
  },
}));

/** A short run that has come to its end, so that there is a result. */
async function run(): Promise<void> {
  await under.studio((s) => s.setParam("schedule", "T", 4));
  await under.until((s) => s.checks.walk !== undefined && s.checks.walk.evaluations < 10);
  await under.studio((s) => s.command("run"));
  await under.until((s) => s.runs.state === "finished");
}

async function look({ open, shows, closes, within }: Look): Promise<string[]> {
  await open();
  if (shows !== undefined) await under.page.locator(shows).first().waitFor();
  await under.settle();
  const complaints = (): Promise<string[]> => complaintsOf(under, ...(within === undefined ? [] : [within]));
  let found = await complaints();
  if (found.length > 0) {
    // What is being filled or measured this very moment may look again: only what stays is wrong.
    await under.page.waitForTimeout(1000);
    const later = new Set(await complaints());
    for (const line of found) if (!later.has(line)) console.log(`seen once, in passing: ${line}`);
    found = found.filter((line) => later.has(line));
  }
  if (closes) await key("Escape");
  await under.settle();
  return found;
}

async function lookAtAll(): Promise<string[]> {
  await under.page.setViewportSize({ width: 1440, height: 900 });
  await under.studio((s) => s.openTemplate("repaint"));
  await under.until((s) => s.checks.problems.length === 0 && s.graph.links.length === 14);
  await run();
  const found = new Map<string, string>(); // What is wrong, and where it was seen first.
  for (const each of [...looks, ...small])
    for (const line of await look(each)) if (!found.has(line)) found.set(line, each.name);
  return [...found].map(([line, name]) => `${name}: ${line}`);
}

type Turn = readonly [string, "en" | "zh", (studio: Studio) => void];
const first: Turn = ["English in the dark", "en", () => undefined];
/** From one to the next, language or theme is changed; by night (`AXE=all`) one at a time. */
const turns: readonly Turn[] =
  process.env["AXE"] === "all"
    ? [
        first,
        ["Chinese in the dark", "zh", (s) => s.command("language")],
        ["Chinese in the light", "zh", (s) => s.command("theme")],
        ["English in the light", "en", (s) => s.command("language")],
      ]
    : [first, ["Chinese in the light", "zh", (s) => (s.command("language"), s.command("theme"))]];
for (const [name, language, turn] of turns) {
  test(`axe finds nothing on any panel or dialog: ${name}`, async () => {
    await under.studio(turn);
    await under.until(language === "en" ? (s) => s.language === "en" : (s) => s.language === "zh");
    assert.deepEqual(await lookAtAll(), []);
  });
}
