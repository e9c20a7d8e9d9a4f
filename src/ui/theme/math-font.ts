const FAMILY = "Repaint Math";
let isThere = false;

/**
 * Makes the font of the equations known: a part of STIX Two Math, fetched when the first equation is shown. A page's fonts
 * are those of its document, so here the editor reaches out of itself, under a name of its own.
 */
export function offerMathFont(base: URL): void {
  if (isThere) return;
  isThere = true;
  const url = new URL("fonts/math.woff2", base).href;
  document.fonts.add(new FontFace(FAMILY, `url(${JSON.stringify(url)})`, { display: "swap" }));
}
