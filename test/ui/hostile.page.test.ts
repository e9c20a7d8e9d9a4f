import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { hostileTexts } from "../helpers/hostile.ts";
import { deceitfulLessons, refusedLessons } from "../helpers/hostile-lessons.ts";
import {
  bombLink,
  changedGraph,
  hostileFiles,
  linkTo,
  pictureWith,
  type HostileFile,
} from "../helpers/hostile-made.ts";
import { closeSite, openSite, PageUnderTest, type Site } from "./page.ts";

let site: Site;
let under: PageUnderTest;
before(async () => {
  site = await openSite();
  under = await PageUnderTest.open(site);
  await under.ready();
  await under.page.evaluate(harness);
});
after(async () => {
  await under.close();
  await closeSite(site);
});

const DOORS = ["open", "paste", "drop", "link", "picture", "attribute"] as const;
const LESSON_DOORS = ["open", "paste", "drop", "link", "lesson"] as const;
/** All of it by night, through every door; in the test line each goes through one of them, and there are fewer seeds. */
const isWhole = process.env["DOORS"] === "all";
const SEEDS = isWhole ? 90 : 12;
type Door = (typeof DOORS)[number] | (typeof LESSON_DOORS)[number];

/** What came of one try: a question, which was answered with yes, or sentences. */
interface Outcome {
  readonly asked: boolean;
  /** A lesson was played to its last step. */
  readonly played: boolean;
  readonly said: readonly string[];
  /** What of `Object.prototype` or `window` is not as it was. */
  readonly harm: readonly string[];
  readonly alive: boolean;
  /** Whether the graph is the one that was open before. */
  readonly same: boolean;
}

/** Runs in the page: carries something through a door, waits for the answer, and looks for harm. */
const harness = `(() => {
  const host = document.querySelector("repaint-studio");
  const { studio } = host;
  const names = () => [Object.prototype, Array.prototype, Function.prototype, Node.prototype, host.constructor.prototype]
    .map((one) => Reflect.ownKeys(one).map(String).join()).join("|");
  const before = names();
  const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  // A dialog is fetched when it is first asked for.
  const within = (root, name) => root?.renderRoot?.querySelector(name) ?? null;
  const question = () =>
    within(within(within(host, "repaint-desk"), "repaint-consent"), "dialog[open]") ??
    within(within(host, "repaint-lesson-consent"), "dialog[open]");
  const playToTheEnd = async () => {
    for (let n = 0; n < 2000 && !host.school.course?.lesson && studio.notices.length === 0; n++)
      await new Promise((done) => setTimeout(done, 5));
    const { course } = host.school;
    for (let i = 0; i < (course?.lesson?.steps.length ?? 0); i++) {
      await course.go(i);
      await frames();
      for (const link of within(host, "repaint-lesson")?.renderRoot.querySelectorAll(".page :is(a, button)") ?? [])
        if (!link.href?.startsWith("https:")) link.click();
    }
    const played = course?.lesson !== undefined;
    course?.leave();
    return played;
  };
  const cropping = () => within(within(host, "repaint-crop"), "dialog[open]");
  const transferOf = (file) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([file.bytes], file.name, { type: file.type }));
    return transfer;
  };
  const drop = (file) => host.dispatchEvent(new DragEvent("drop", { dataTransfer: transferOf(file) }));
  const doors = {
    drop,
    picture: drop,
    paste(file) {
      const isGraph = file.text !== undefined && /\\{[^]{0,200}"format"\\s*:\\s*"repaint-(graph|lesson)"/.test(file.text);
      const clipboardData = isGraph ? new DataTransfer() : transferOf(file);
      if (isGraph) clipboardData.setData("text/plain", file.text);
      document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    },
    open(file) {
      const { click } = HTMLInputElement.prototype;
      HTMLInputElement.prototype.click = function () {
        this.files = transferOf(file).files;
        this.dispatchEvent(new Event("change"));
      };
      host.dispatchEvent(new CustomEvent("command", { detail: "open" }));
      HTMLInputElement.prototype.click = click;
    },
    link: ({ text }) => void (location.hash = text),
    attribute: ({ text }) => host.setAttribute("graph", text),
    lesson: ({ text }) => host.setAttribute("lesson", text),
  };
  window.tryDoor = async (door, { name, type, data, text, fill, isLesson }) => {
    studio.tell([]);
    const { graph } = studio;
    const bytes = fill ? "[".repeat(fill) : data === undefined ? text : Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    doors[door]({ name, type, text, bytes });
    let dialog = null;
    for (let n = 0; n < 2000 && studio.notices.length === 0 && dialog === null; n++) {
      await new Promise((done) => setTimeout(done, 5));
      dialog = question() ?? cropping();
    }
    const said = studio.notices.map(({ message }) => message.en + "/" + message.zh);
    if (dialog) (dialog.querySelector(".main") ?? dialog.querySelector(".row button:last-child")).click();
    await frames();
    const played = isLesson && dialog !== null && (await playToTheEnd());
    await frames();
    const { theme } = studio;
    host.dispatchEvent(new CustomEvent("command", { detail: "theme" }));
    await host.updateComplete;
    return {
      asked: dialog !== null,
      played,
      said,
      same: studio.graph === graph,
      harm: [names() === before ? "" : "prototypes", ({}).polluted, window.polluted, window.ran && "ran"].filter(Boolean),
      alive: studio.theme !== theme && host.getAttribute("theme") === studio.theme && question() === null,
    };
  };
})()`;

async function through(
  door: Door,
  name: string,
  file: Partial<HostileFile> & { readonly text?: string; readonly isLesson?: boolean },
): Promise<Outcome> {
  const { bytes, ...rest } = file;
  const given = {
    ...rest,
    name: rest.name ?? "graph.json",
    ...(bytes && { data: Buffer.from(bytes).toString("base64") }),
  };
  const outcome = (await under.page.evaluate(`window.tryDoor("${door}", ${JSON.stringify(given)})`)) as Outcome;
  const place = `${name}, ${door}: ${JSON.stringify(outcome).slice(0, 300)}`;
  assert.deepEqual(outcome.harm, [], place);
  assert.ok(outcome.alive, place);
  assert.ok(outcome.asked || outcome.same, place);
  assert.ok(outcome.asked || outcome.said.length > 0, place);
  for (const sentence of outcome.said) assert.match(sentence, /^[^]+[.…]\/[^]+[。…]$/, place);
  assert.doesNotMatch(outcome.said.join(), /should not/, place);
  return outcome;
}

/** A graph's text, as it goes through a door. */
function shaped(door: Door, text: string): Partial<HostileFile> & { readonly text?: string } {
  if (door === "link") return { text: linkTo(text) };
  if (door === "picture") return { name: "graph.png", type: "image/png", bytes: pictureWith(text) };
  return { text, type: "application/json" };
}

const sentences: Readonly<Record<string, RegExp>> = {
  "no JSON": /This is not JSON/,
  "a graph of another program": /not a repaint-graph/,
  "__proto__ four deep": /has a key "__proto__", which no graph has/,
  "__proto__ in escapes": /has a key "__proto__"/,
  "constructor.prototype": /has a key "(constructor|prototype)"/,
};

test("no hostile graph gets further than a question or a sentence, whichever way it comes", async () => {
  const large = (text: string): boolean => text.length > 100_000;
  for (const [i, { name, text }] of hostileTexts.entries()) {
    for (const [j, door] of DOORS.entries()) {
      if ((!isWhole || large(text)) && j !== i % DOORS.length) continue;
      const { said } = await through(door, name, shaped(door, text));
      assert.match(said.join(), sentences[name] ?? /^/, `${name}, ${door}`);
    }
  }
});

test("graphs with seeded faults do no harm through any door", async () => {
  const names = ["repaint", "custom-equation", "nested-jumps"];
  const texts = await Promise.all(
    names.map((name) => readFile(new URL(`../../graphs/${name}.json`, import.meta.url), "utf8")),
  );
  let opened = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    const door = DOORS[seed % DOORS.length] ?? "drop";
    const text = changedGraph(texts[seed % texts.length] ?? "", seed);
    const { asked } = await through(door, `seed ${seed}`, shaped(door, text));
    if (asked) opened++;
  }
  assert.ok(opened > SEEDS / 5 && opened < SEEDS, `${opened} of ${SEEDS} were graphs still`);
});

test("files that are not what they seem are refused in a sentence", async () => {
  await under.studio((s) => s.openTemplate("repaint"));
  const doors = ["drop", "open", "paste"] as const;
  for (const [i, file] of hostileFiles().entries()) {
    for (const [j, door] of doors.entries()) {
      if (file.name === "bomb.png" ? door !== "drop" : !isWhole && j !== i % doors.length) continue;
      const { said } = await through(door, file.name, file);
      if (file.name === "notes.txt") assert.match(said.join(), /neither a graph nor a picture/);
      if (file.name === "60 000 × 60 000.png") assert.match(said.join(), /not a picture|too large/);
    }
  }
});

test("links and addresses that lead elsewhere are refused in a sentence", async () => {
  const links = [bombLink(), "#g=", "#g=%%%", "#g=AAAA", linkTo('{"format"').slice(0, -4)];
  for (const link of links) {
    await through("link", link.slice(0, 20), { text: link });
    await through("attribute", link.slice(0, 20), { text: link });
  }
  const addresses = ["javascript:window.ran=true", "https://example.org/x.json", "//example.org/x.json", "../../etc"];
  for (const text of [...addresses, "data:application/json,{}", "no-such-template", "index.html", "app.js"]) {
    await through("attribute", text, { text });
  }
});

test("hostile lessons are refused in a sentence or played as plain data, through every door, and nothing is fetched", async () => {
  const asked: string[] = [];
  under.page.on("request", (request) => asked.push(request.url()));
  // All of them go through the doors' parsers in lesson.test.ts; these are one of each kind.
  const refused = refusedLessons.filter(({ name }) =>
    /^(a key to the prototypes|a million steps|an unknown condition|a graph from the net|a key of half a letter|a graph that is text)$/.test(
      name,
    ),
  );
  const deceitful = deceitfulLessons.filter(({ name }) =>
    /HTML|to code|to data|elsewhere|a frame|quotes in|lists in|out of its folder/.test(name),
  );
  assert.deepEqual([refused.length, deceitful.length], [6, 13]);
  for (const [i, { name, text }] of [...refused, ...deceitful].entries()) {
    for (const [j, door] of LESSON_DOORS.entries()) {
      if (!(isWhole && i < refused.length) && j !== i % LESSON_DOORS.length) continue;
      // What is no lesson by its first format is a graph's to refuse, and a hash is one of the two by its mark.
      const given = door === "link" ? linkTo(text, "#l=") : text;
      const {
        asked: wasAsked,
        played,
        same,
      } = await through(door, name, {
        text: given,
        name: "lesson.json",
        type: "application/json",
        isLesson: true,
      });
      assert.equal(wasAsked, i >= refused.length, `${name}, ${door}`);
      assert.equal(played, i >= refused.length, `${name}, ${door}`);
      assert.ok(same, `${name}, ${door}`);
    }
  }
  assert.deepEqual(
    asked.filter((url) => !url.startsWith(site.address) && !url.startsWith("blob:")),
    [],
  );
});

test("after all of it the editor opens a graph, checks it, and nothing was complained of", async () => {
  await under.studio((s) => s.openTemplate("repaint"));
  await under.until((s) => s.checks.walk !== undefined && s.checks.problems.length === 0);
  const complaints = under.complaints.filter((line) => !/404/.test(line));
  assert.deepEqual(complaints, []);
});
