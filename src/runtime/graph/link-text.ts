import { pack } from "../pack.ts";
import type { GraphFile } from "./format.ts";
import { serializeGraph } from "./parse.ts";

/** A graph as an address carries it behind its mark. */
export const linkText = (graph: GraphFile): Promise<string> =>
  packedText(JSON.stringify(JSON.parse(serializeGraph(graph))));

/** base64url of a text, deflated (RFC 1951) without a wrapper. */
export async function packedText(text: string): Promise<string> {
  const bytes = await pack(new TextEncoder().encode(text), "deflate-raw");
  let letters = "";
  for (let at = 0; at < bytes.length; at += 0x8000) letters += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
