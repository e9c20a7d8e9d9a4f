import { large, small } from "virtual:site-files";
import { addPlugins, precacheAndRoute } from "workbox-precaching";
import { registerRoute, setDefaultHandler } from "workbox-routing";
import { CacheFirst, NetworkOnly } from "workbox-strategies";
import type { Ask } from "./messages.ts";

/**
 * Makes of any plain host one that the editor runs well on: adds to every answer the headers that isolate a page from other
 * origins (WebAssembly has threads then), and keeps what the editor needs without a network. A new version waits until
 * somebody asks for it, or until no page shows the old one.
 */
interface Worker extends EventTarget {
  readonly registration: { readonly scope: string };
  readonly clients: { matchAll(options: object): Promise<readonly unknown[]> };
  skipWaiting(): Promise<void>;
}
interface LongEvent extends MessageEvent<Ask> {
  waitUntil(work: Promise<unknown>): void;
}
declare const self: Worker;

const LARGE = "repaint-large";
const headers = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};

const isolating = {
  handlerWillRespond: ({ response }: { response: Response }): Promise<Response> => Promise.resolve(isolated(response)),
};

/** The same answer, isolating. What the browser hides (a redirect it follows itself, another origin's) stays as it is. */
function isolated(response: Response): Response {
  if (response.status === 0) return response;
  const all = new Headers(response.headers);
  for (const [name, value] of Object.entries(headers)) all.set(name, value);
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers: all });
}

/** The large file that an address names. */
function largeFile(url: string): { readonly url: string; readonly key: string } | undefined {
  const { origin, pathname } = new URL(url);
  const here = origin + pathname;
  const name = here.startsWith(self.registration.scope) ? here.slice(self.registration.scope.length) : "";
  return Object.hasOwn(large, name) ? { url: here, key: `${here}?${large[name] ?? ""}` } : undefined;
}

addPlugins([isolating]);
precacheAndRoute(small, { ignoreURLParametersMatching: [/./], cleanURLs: false });

registerRoute(
  ({ url }) => largeFile(url.href) !== undefined,
  new CacheFirst({
    cacheName: LARGE,
    plugins: [
      {
        cacheKeyWillBeUsed: ({ request }) => Promise.resolve(largeFile(request.url)?.key ?? request),
        cacheWillUpdate: ({ response }) => Promise.resolve(response.status === 200 ? response : null),
      },
      isolating,
    ],
  }),
);

const others = new NetworkOnly({ plugins: [isolating] });
registerRoute(({ sameOrigin, request }) => sameOrigin && !request.headers.has("range"), others);
setDefaultHandler(new NetworkOnly());

async function keep(urls: readonly string[]): Promise<void> {
  const cache = await caches.open(LARGE);
  for (const name of urls) {
    const file = largeFile(name);
    if (!file || (await cache.match(file.key))) continue;
    const response = await fetch(file.url); // Out of the browser's own cache, where that has it.
    if (response.status === 200) await cache.put(file.key, response);
  }
}

/** Large files of versions before. */
async function sweep(): Promise<void> {
  const cache = await caches.open(LARGE);
  for (const request of await cache.keys()) {
    if (largeFile(request.url)?.key !== request.url) await cache.delete(request);
  }
}

async function takeOver(answer: MessagePort | undefined): Promise<void> {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  answer?.postMessage(pages.length - 1);
  if (pages.length <= 1) await self.skipWaiting();
}

self.addEventListener("activate", (event) => {
  // No page is claimed: one that is open would have its fetches held back until the activation ends, which in Firefox 153
  // it sometimes never does. The next page that is opened is this worker's.
  (event as LongEvent).waitUntil(sweep());
});
self.addEventListener("message", (event) => {
  const { data, ports, waitUntil } = event as LongEvent;
  if (data.type === "keep") waitUntil.call(event, keep(data.urls));
  else if (data.type === "take-over") waitUntil.call(event, takeOver(ports[0]));
});
