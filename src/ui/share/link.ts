import { deflateSync, Inflate } from "fflate";
import type { GraphFile } from "../../runtime/graph/format.ts";
import { MAX_GRAPH_LENGTH, serializeGraph } from "../../runtime/graph/parse.ts";
import { problem, UserError } from "../../runtime/problem.ts";

/** What the hash of a page's address begins with when it carries a graph. */
export const LINK_MARK = "#g=";

/** Bytes of a link above which some programs cut it short. */
export const LONG_LINK = 8000;

/** Longest text that is unpacked, in bytes. */
const MAX_BYTES = 8 << 20;
/** Bytes unpacked at a time: at most 1032 times as many come out of one step. */
const STEP = 1 << 12;

/** A graph as the hash of an address: `#g=` and base64url of its JSON, deflated (RFC 1951) without a wrapper. */
export function encodeLink(graph: GraphFile): string {
  const json = JSON.stringify(JSON.parse(serializeGraph(graph)));
  return LINK_MARK + toBase64Url(deflateSync(new TextEncoder().encode(json), { level: 9 }));
}

/**
 * The graph's text in a link: in a whole address, or in its hash alone.
 *
 * @returns JSON text, still to be parsed with all care.
 * @throws UserError when there is no graph, when it is damaged, or when it unpacks to more than 8 MB.
 */
export function decodeLink(link: string): string {
  const at = link.indexOf(LINK_MARK);
  const packed = at < 0 ? "" : link.slice(at + LINK_MARK.length).trim();
  if (packed === "") throw damaged("empty");
  if (packed.length > MAX_GRAPH_LENGTH) throw tooLarge();
  const bytes = inflate(fromBase64Url(packed));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw damaged("damaged");
  }
}

function toBase64Url(bytes: Uint8Array): string {
  let letters = "";
  for (let at = 0; at < bytes.length; at += 0x8000) letters += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64Url(text: string): Uint8Array {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) throw damaged("damaged");
  try {
    const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  } catch {
    throw damaged("damaged");
  }
}

/** Unpacks piece by piece and stops as soon as it is too much: a short link may unpack to gigabytes. */
function inflate(packed: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  const inflater = new Inflate((piece, final) => {
    ended ||= final;
    size += piece.length;
    if (size > MAX_BYTES) throw tooLarge();
    pieces.push(piece);
  });
  try {
    for (let at = 0; at < packed.length; at += STEP)
      inflater.push(packed.subarray(at, at + STEP), at + STEP >= packed.length);
  } catch (error) {
    throw error instanceof UserError ? error : damaged("damaged");
  }
  if (!ended) throw damaged("damaged");
  const all = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

function damaged(how: "empty" | "damaged"): UserError {
  const message =
    how === "empty"
      ? { en: "This link carries no graph.", zh: "此链接不含图。" }
      : { en: "The graph in this link is damaged or cut short.", zh: "此链接中的图已损坏或被截断。" };
  return new UserError(
    problem("damaged-link", message, {
      en: "Copy the whole link again, or ask for the graph as a file: some chats cut long links.",
      zh: "请重新复制完整链接，或改用文件：有些聊天软件会截断长链接。",
    }),
  );
}

function tooLarge(): UserError {
  return new UserError(
    problem(
      "too-large",
      { en: "The graph in this link is larger than 8 MB.", zh: "此链接中的图超过 8 MB。" },
      { en: "Do not open it: no graph needs as much.", zh: "请勿打开：没有图需要这么大。" },
    ),
  );
}
