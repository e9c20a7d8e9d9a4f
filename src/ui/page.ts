import type { RepaintStudio } from "./repaint-studio.ts";
import type { Visit } from "./offline/page-worker.ts";
import { joinWorker } from "./offline/page-worker.ts";
import { openLaunched } from "./offline/launched.ts";

/** What the page as a whole does beside its one editor: isolation, use without a network, updates, files opened with it. */
const element = document.querySelector<RepaintStudio>("repaint-studio[page]");

let touched = false;
for (const kind of ["pointerdown", "keydown", "drop", "paste"])
  addEventListener(kind, () => (touched = true), { capture: true, passive: true });

/** The editor, once its code is there. */
async function editor(): Promise<RepaintStudio> {
  await customElements.whenDefined("repaint-studio");
  if (!element) throw new Error("the page has no <repaint-studio page>");
  return element;
}

/** Once `is` holds, looked at whenever the editor changes. */
function until(studio: EventTarget, is: () => boolean): Promise<void> {
  return new Promise((done) => {
    const look = (): void => {
      if (!is()) return;
      studio.removeEventListener("change", look);
      done();
    };
    studio.addEventListener("change", look);
    look();
  });
}

/** Milliseconds in which a reader begins the first run, if at all at once. */
const FIRST_RUN = 3000;

/** Once the first network is open and the first run, where one was begun, is over: what is kept for later waits for it. */
async function rested(): Promise<void> {
  const { studio } = await editor();
  await until(studio, () => studio.figures.device !== undefined || studio.notices.length > 0);
  await new Promise((done) => setTimeout(done, FIRST_RUN));
  await until(studio, () => studio.runs.state !== "running");
}

async function offer(what: "version" | "threads", accept: () => Promise<number>): Promise<void> {
  const [{ studio }, { ReloadOffer }] = await Promise.all([editor(), import("./offline/reload-offer.ts")]);
  document.querySelector("repaint-reload-offer")?.remove();
  const shown = new ReloadOffer();
  Object.assign(shown, { what, accept, language: studio.language, theme: studio.theme });
  document.body.append(shown);
}

const visit: Visit = {
  isTouched: () => touched,
  rested: rested(),
  offer: (what, accept) => void offer(what, accept),
};
if (element) {
  joinWorker(visit);
  openLaunched(async (files) => (await editor()).studio.files.open(files));
}
