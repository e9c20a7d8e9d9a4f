/**
 * What a lesson's text can point at: `#node/ID`, `#param/ID/NAME`, `#socket/ID/NAME`, `#wire/FROM/OUTPUT/TO/INPUT`,
 * `#symbol/NAME` of the equations that are seen, `#handle/KIND` on the plot, or a part of the editor.
 */
export type Reference =
  | { readonly kind: "node"; readonly node: string }
  | { readonly kind: "param" | "socket"; readonly node: string; readonly name: string }
  | {
      readonly kind: "wire";
      readonly from: string;
      readonly output: string;
      readonly to: string;
      readonly input: string;
    }
  | { readonly kind: "symbol"; readonly name: string }
  | { readonly kind: "handle"; readonly handle: HandleKind }
  | { readonly kind: Part };
export type Part = "plot" | "player" | "run" | "result" | "nodes";

/** Handles on the plot: a tooth's height, how many there are, from where on jumps are made, and T. */
type HandleKind = (typeof HANDLES)[number];
const HANDLES = ["length", "count", "limit", "steps"] as const;

const PARTS: readonly Part[] = ["plot", "player", "run", "result", "nodes"];

/** The reference in a link of a text; undefined where the link is none. */
export function referenceOf(href: string): Reference | undefined {
  const [kind, node, name, ...rest] = href.replace(/^#/, "").split("/");
  if (!href.startsWith("#")) return undefined;
  if (kind === "wire") return wireOf(node, name, rest);
  if (rest.length > 0) return undefined;
  if (kind === "node" && node && name === undefined) return { kind, node };
  if ((kind === "param" || kind === "socket") && node && name) return { kind, node, name };
  if (kind === "symbol" && node && /^\w+$/.test(node) && name === undefined) return { kind, name: node };
  const handle = HANDLES.find((one) => one === node);
  if (kind === "handle" && handle && name === undefined) return { kind, handle };
  const part = PARTS.find((one) => one === kind);
  return part && node === undefined ? { kind: part } : undefined;
}

function wireOf(from: string | undefined, output: string | undefined, end: readonly string[]): Reference | undefined {
  const [to, input, ...more] = end;
  if (!from || !output || !to || !input || more.length > 0) return undefined;
  return { kind: "wire", from, output, to, input };
}
