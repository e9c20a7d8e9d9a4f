import { fontFamily, fontSize } from "../theme/tokens.ts";

export const titleFont = `600 ${fontSize.text}px ${fontFamily}`;
export const textFont = `${fontSize.text - 1}px ${fontFamily}`;
export const labelFont = `${fontSize.label}px ${fontFamily}`;

/** Measures texts as the canvas writes them, each once. */
export function measurer(): (text: string, style: "title" | "text") => number {
  const known = new Map<string, number>();
  const ctx = document.createElement("canvas").getContext("2d");
  return (text, style) => {
    const key = `${style}${text}`;
    const before = known.get(key);
    if (before !== undefined || !ctx) return before ?? text.length * 8;
    ctx.font = style === "title" ? titleFont : textFont;
    const { width } = ctx.measureText(text);
    known.set(key, width);
    return width;
  };
}

/** Splits a text into lines that fit; Chinese breaks anywhere, other words stay whole where they can. */
export function wrapped(
  text: string,
  width: number,
  measure: (text: string) => number,
  most = Infinity,
): readonly string[] {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const piece of paragraph.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+/g) ?? []) {
      for (const part of measure(piece.trimEnd()) > width ? [...piece] : [piece]) {
        if (line !== "" && measure((line + part).trimEnd()) > width) {
          lines.push(line.trimEnd());
          line = "";
        }
        line += part;
      }
    }
    lines.push(line.trimEnd());
  }
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), `${lines[most - 1] ?? ""}…`];
}

/** The text, cut with an ellipsis where it is too long. */
export function fitted(ctx: CanvasRenderingContext2D, text: string, room: number): string {
  if (ctx.measureText(text).width <= room) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (ctx.measureText(`${text.slice(0, middle)}…`).width <= room) low = middle;
    else high = middle - 1;
  }
  return `${text.slice(0, low)}…`;
}
