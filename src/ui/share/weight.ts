import type { Words } from "../i18n/words.ts";

/** What the hash of a page's address begins with when it carries a graph. */
export const LINK_MARK = "#g=";

/** Bytes of a link above which some programs cut it short. */
const LONG_LINK = 8000;

/** Bytes for people, to two places: `812 B`, `3.1 kB`, `1.2 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_500) return `${(bytes / 1000).toFixed(bytes < 99_950 ? 1 : 0)} kB`;
  return bytes < 999.5e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** What a link weighs, and whether that is too much for some. */
export function linkWeight(link: string, w: Words["sharing"]): string {
  const size = formatBytes(link.length);
  return link.length > LONG_LINK ? w.linkLong(size) : w.linkWeighs(size);
}
