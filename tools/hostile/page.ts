/** What the page's own code asks of the browser, where there is none: a page whose server has nothing. */
const here = "https://page.test";
Object.assign(globalThis, {
  document: { baseURI: `${here}/` },
  location: { origin: here, href: `${here}/`, hash: "" },
  fetch: () => Promise.reject(new TypeError("no network")),
});

export {};
