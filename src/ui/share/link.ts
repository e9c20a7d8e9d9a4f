import type { GraphFile } from "../../runtime/graph/format.ts";
import { linkText, packedText } from "../../runtime/graph/link-text.ts";
import { MAX_GRAPH_LENGTH } from "../../runtime/graph/parse.ts";
import { TooMuch, unpack } from "../../runtime/pack.ts";
import { problem, UserError } from "../../runtime/problem.ts";
import { LINK_MARK } from "./weight.ts";

export { LINK_MARK };

/** Longest text that is unpacked, in bytes. */
const MAX_BYTES = 8 << 20;

/** A graph as the hash of an address: `#g=` and its JSON, packed. */
export async function encodeLink(graph: GraphFile): Promise<string> {
  return LINK_MARK + (await linkText(graph));
}

/** A mark and base64url of a text, deflated (RFC 1951) without a wrapper. */
export async function packed(mark: string, text: string): Promise<string> {
  return mark + (await packedText(text));
}

/**
 * The graph's text in a link: in a whole address, or in its hash alone.
 *
 * @returns JSON text, still to be parsed with all care.
 * @throws UserError when there is no graph, when it is damaged, or when it unpacks to more than 8 MB.
 */
export function decodeLink(link: string): Promise<string> {
  return unpacked(LINK_MARK, link);
}

/** The text behind a mark in a link: see `decodeLink`. What follows behind `&` is left to others. */
export async function unpacked(mark: string, link: string): Promise<string> {
  const at = link.indexOf(mark);
  const letters = at < 0 ? "" : (link.slice(at + mark.length).split("&")[0] ?? "").trim();
  if (letters === "") throw damaged("empty");
  if (letters.length > MAX_GRAPH_LENGTH) throw tooLarge();
  try {
    const bytes = await unpack(fromBase64Url(letters), "deflate-raw", MAX_BYTES);
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw error instanceof TooMuch ? tooLarge() : damaged("damaged");
  }
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

function damaged(how: "empty" | "damaged"): UserError {
  const message =
    how === "empty"
      ? { en: "This link carries no graph and no lesson.", zh: "此链接不含图，也不含课程。" }
      : { en: "What this link carries is damaged or cut short.", zh: "此链接中的内容已损坏或被截断。" };
  return new UserError(
    problem("damaged-link", message, {
      en: "Copy the whole link again, or ask for it as a file: some chats cut long links.",
      zh: "请重新复制完整链接，或改用文件：有些聊天软件会截断长链接。",
    }),
  );
}

function tooLarge(): UserError {
  return new UserError(
    problem(
      "too-large",
      { en: "What this link carries is larger than 8 MB.", zh: "此链接中的内容超过 8 MB。" },
      { en: "Do not open it: no graph and no lesson needs as much.", zh: "请勿打开：没有图或课程需要这么大。" },
    ),
  );
}
