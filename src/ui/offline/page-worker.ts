import { Workbox } from "workbox-window";
import { FETCHED, type Ask } from "./messages.ts";
import { settleFirst } from "./settled.ts";

/** What the page's owner knows of it. */
export interface Visit {
  /** Whether somebody has begun to do something here, which a reload would interrupt. */
  readonly isTouched: () => boolean;
  /** Once the page has cores to spare: its first network is open, or there is none, and no run goes on. */
  readonly rested: Promise<unknown>;
  /** Offers the reader a reload, for a new version or for threads. */
  readonly offer: (what: "version" | "threads", accept: () => Promise<number>) => void;
}

/** Milliseconds that large files wait for the service worker of a first visit. */
const PATIENCE = 10_000;
const RELOADED = "repaint-reloaded";

/**
 * Keeps the editor for use without a network, and isolates a page whose host does not: the service worker adds the headers
 * with the next loading, which happens at once where nobody has begun to work, and is offered elsewhere.
 */
export function joinWorker(visit: Visit): void {
  if (!("serviceWorker" in navigator) || !isSecureContext) return;
  const box = new Workbox("sw.js", { updateViaCache: "none" });
  box.addEventListener("waiting", () => visit.offer("version", takeOver));
  const register = (): Promise<unknown> => box.register({ immediate: true }).catch(() => undefined); // Forbidden here.
  if (crossOriginIsolated) void visit.rested.then(register);
  else settleFirst(Promise.race([isolate(register, visit), later(PATIENCE)]));
  new BroadcastChannel(FETCHED).addEventListener("message", ({ data }: MessageEvent<readonly string[]>) => {
    const ask: Ask = { type: "keep", urls: data };
    void navigator.serviceWorker.ready.then(({ active }) => active?.postMessage(ask));
  });
}

/** Loads the page anew under its service worker, once. */
async function isolate(register: () => Promise<unknown>, visit: Visit): Promise<void> {
  if (wasReloaded()) {
    await register(); // It did not help: a browser that isolates no page, or a forced reload.
    return;
  }
  if (!(await register())) return;
  await navigator.serviceWorker.ready;
  if (visit.isTouched()) return visit.offer("threads", reload);
  await reload();
}

function reload(): Promise<number> {
  sessionStorage.setItem(RELOADED, "1");
  location.reload();
  return new Promise(() => undefined); // What waits for it goes with the page.
}

function wasReloaded(): boolean {
  try {
    const was = sessionStorage.getItem(RELOADED) !== null;
    sessionStorage.removeItem(RELOADED);
    return was;
  } catch {
    return true; // Where nothing can be remembered it might go on for ever.
  }
}

/** @returns how many other pages keep the new version waiting. */
async function takeOver(): Promise<number> {
  const ask: Ask = { type: "take-over" };
  const taken = new Promise((done) =>
    navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }),
  );
  const worker = (await navigator.serviceWorker.getRegistration())?.waiting;
  if (!worker) return 0;
  const others = await new Promise<number>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<number>) => resolve(data);
    worker.postMessage(ask, [port2]);
  });
  if (others > 0) return others;
  await taken;
  location.reload();
  return 0;
}

const later = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
