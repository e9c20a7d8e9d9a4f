/** What the page asks its service worker. */
export type Ask =
  /** Keep these large files, which the page has fetched already. */
  | { readonly type: "keep"; readonly urls: readonly string[] }
  /** The new version shall take over now; answered by how many other pages still show the old one, 0 if it does. */
  | { readonly type: "take-over" };

/** On this channel the engine's thread says what it has fetched; the page hands it on. */
export const FETCHED = "repaint-fetched";
