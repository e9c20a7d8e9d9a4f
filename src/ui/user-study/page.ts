/** The page of a user study: instructions, pairs, a file of answers. It needs nothing but the files beside it. */
import type { UserStudy } from "../../runtime/study/user-study.ts";
import { Session } from "./session.ts";
import { studyWords, type StudyLanguage, type StudyWords } from "./words.ts";

const study = JSON.parse(document.getElementById("study")?.textContent ?? "{}") as UserStudy;
const main = document.querySelector("main") ?? document.body;
const session = new Session(study, storage());
let language: StudyLanguage = /^zh/i.test(navigator.language) ? "zh" : "en";
let begun = false;
/** How far the answers have come, where the study takes them in. */
let handed: "no" | "sending" | "sent" | "unsent" = "no";

document.addEventListener("keydown", (event) => {
  if (!begun || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const side = event.key === "ArrowLeft" ? "left" : event.key === "ArrowRight" ? "right" : undefined;
  if (side) choose(side);
  else if (event.key === "Backspace") back();
  else return;
  event.preventDefault();
});
show();

/** A page opened from a disk may have none. */
function storage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

function choose(side: "left" | "right"): void {
  session.choose(side);
  show();
}

function back(): void {
  session.back();
  handed = "no";
  show();
}

function show(): void {
  const w = studyWords[language];
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = study.title;
  const part = !begun ? welcome(w) : session.question ? question(w) : farewell(w);
  main.replaceChildren(top(w), ...part);
  main.querySelector<HTMLElement>("[autofocus]")?.focus({ preventScroll: true });
  preload();
}

function top(w: StudyWords): HTMLElement {
  const other = button(w.other, () => {
    language = language === "en" ? "zh" : "en";
    show();
  });
  other.className = "plain";
  other.lang = language === "en" ? "zh-CN" : "en";
  return element("header", {}, element("strong", {}, study.title), other);
}

function welcome(w: StudyWords): readonly HTMLElement[] {
  const start = button(session.done > 0 ? w.goOn : w.start, () => {
    begun = true;
    show();
  });
  start.autofocus = true;
  start.className = "main";
  const lines = w.instructions.map((line) => element("p", {}, line));
  return [element("section", { className: "words" }, ...lines, element("p", { className: "soft" }, w.keys), start)];
}

function question(w: StudyWords): readonly HTMLElement[] {
  const { question: asked } = session;
  const pair = asked && study.pairs[asked.pair];
  if (!asked || !pair) return [];
  const known = element("figure", { className: "known" }, picture(pair.known, w.known));
  const choice = (side: "left" | "right", key: string): HTMLElement => {
    const one = button("", () => choose(side));
    one.className = "choice";
    one.append(picture(asked[side], w[side]), element("span", {}, element("kbd", {}, key), ` ${w[side]}`));
    return one;
  };
  const all = session.questions.length;
  const bar = element("progress", { max: all, value: session.done });
  bar.setAttribute("aria-label", w.progress(session.done, all));
  const undo = button(w.back, back);
  undo.className = "plain";
  undo.disabled = session.done === 0;
  const stop = button(w.early, save);
  stop.className = "plain";
  return [
    element("h1", {}, w.question),
    known,
    element("div", { className: "pair" }, choice("left", "←"), choice("right", "→")),
    element(
      "footer",
      {},
      bar,
      element("span", {}, w.progress(session.done, all)),
      undo,
      ...(session.done > 0 ? [stop] : []),
    ),
  ];
}

function farewell(w: StudyWords): readonly HTMLElement[] {
  if (study.endpoint !== undefined && handed === "no") void handOver(study.endpoint);
  const hand = button(w.save, save);
  hand.className = handed === "sent" ? "plain" : "main";
  hand.autofocus = true;
  const undo = button(w.back, back);
  undo.className = "plain";
  const state = element("p", {}, handed === "no" ? w.hand : w[handed]);
  state.setAttribute("role", "status");
  return [element("section", { className: "words" }, element("h1", {}, w.done), state, hand, undo)];
}

/** To whoever serves this page. */
async function handOver(endpoint: string): Promise<void> {
  handed = "sending";
  const request = { method: "POST", headers: { "Content-Type": "application/json" } };
  handed = await fetch(endpoint, { ...request, body: JSON.stringify(session.file()) }).then(
    ({ ok }) => (ok ? "sent" : "unsent"),
    () => "unsent",
  );
  show();
}

/** The answers leave as a file; in no other way but to the study's own server, where it has one. */
function save(): void {
  const file = session.file();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`${JSON.stringify(file, null, 1)}\n`], { type: "application/json" }));
  link.download = `votes-${file.study}-${file.person.slice(0, 8)}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** The pictures of the next question are there when it comes. */
function preload(): void {
  const next = session.questions[session.done + 1];
  const pair = next && study.pairs[next.pair];
  for (const file of pair ? [pair.known, pair.a, pair.b] : []) new Image().src = file;
}

function picture(file: string, alt: string): HTMLImageElement {
  const image = document.createElement("img");
  [image.src, image.alt, image.draggable] = [file, alt, false];
  return image;
}

function button(text: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Partial<HTMLElementTagNameMap[K]>,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
