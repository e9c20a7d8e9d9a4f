/** What a lesson's text can point at: `#node/ID`, `#param/ID/NAME`, `#socket/ID/NAME`, or a part of the editor. */
export type Reference =
  | { readonly kind: "node"; readonly node: string }
  | { readonly kind: "param" | "socket"; readonly node: string; readonly name: string }
  | { readonly kind: Part };
export type Part = "plot" | "player" | "run" | "result" | "nodes";

const PARTS: readonly Part[] = ["plot", "player", "run", "result", "nodes"];

/** The reference in a link of a text; undefined where the link is none. */
export function referenceOf(href: string): Reference | undefined {
  const [kind, node, name, ...rest] = href.replace(/^#/, "").split("/");
  if (!href.startsWith("#") || rest.length > 0) return undefined;
  if (kind === "node" && node && name === undefined) return { kind, node };
  if ((kind === "param" || kind === "socket") && node && name) return { kind, node, name };
  const part = PARTS.find((one) => one === kind);
  return part && node === undefined ? { kind: part } : undefined;
}
