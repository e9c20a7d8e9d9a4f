import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What a test saw in a browser: it works, it does not, or the browser's driver cannot try it. */
export type Seen = "yes" | "no" | "untried";

/** Rows of the table: what the tests do, and below what a browser has or lacks. */
const rows: Readonly<Record<string, string>> = {
  run: "the default run, on WebAssembly, with the pixels of the command line",
  edit: "editing with the pointer, undo and redo by keys",
  mask: "painting a mask",
  keep: "the graph is there again when the page is opened again",
  file: "saving a file and opening it by dropping it",
  link: "sharing a link",
  touch: "touching",
  threads: "several threads (cross-origin isolation)",
  webgpu: "WebGPU offered; without it networks run on WebAssembly",
  popover: "popovers",
  nesting: "nested style rules",
  anchors: "anchored popovers",
  opfs: "files of its own for a page (OPFS)",
  clipboard: "reading the clipboard from the menu; without it what was copied here is pasted",
  webp: "saving pictures as WebP",
};

/** Expressions for what is a fact of the browser and nothing that is done. */
export const facts: Readonly<Record<string, string>> = {
  threads: `crossOriginIsolated && typeof SharedArrayBuffer === "function"`,
  webgpu: `"gpu" in navigator`,
  popover: `"popover" in HTMLElement.prototype`,
  nesting: `CSS.supports("selector(&)")`,
  anchors: `CSS.supports("anchor-name: --a")`,
  opfs: `typeof navigator.storage?.getDirectory === "function"`,
  clipboard: `typeof Clipboard === "function" && typeof Clipboard.prototype.readText === "function"`,
  webp: `(() => {
    const canvas = new OffscreenCanvas(1, 1);
    canvas.getContext("2d");
    return canvas.convertToBlob({ type: "image/webp" }).then(({ type }) => type === "image/webp");
  })()`,
};

const file = fileURLToPath(new URL("../../../docs/browsers.md", import.meta.url));
const signs: Readonly<Record<Seen, string>> = { yes: "yes", no: "–", untried: "not tried" };

/** Columns by browser, as the file has them. */
function columns(): { readonly names: string[]; readonly versions: string[]; readonly cells: Map<string, string[]> } {
  const lines = readFileSync(file, "utf8").split("\n");
  const cellsOf = (line: string | undefined): string[] =>
    (line ?? "")
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim());
  const head = lines.findIndex((line) => line.startsWith("|"));
  const heads = cellsOf(lines[head]).slice(1);
  const cells = new Map(
    lines
      .slice(head + 2)
      .filter((line) => line.startsWith("|"))
      .map((line) => {
        const [name = "", ...rest] = cellsOf(line);
        return [name, rest];
      }),
  );
  return { names: heads.map((h) => h.split(" ")[0] ?? ""), versions: heads.map((h) => h.split(" ")[1] ?? ""), cells };
}

/** What the table says of a browser. */
export function readTable(name: string): Readonly<Record<string, Seen>> {
  const { names, cells } = columns();
  const at = names.indexOf(name);
  const said = Object.entries(rows).map(([row, title]): [string, Seen] => {
    const cell = cells.get(title)?.[at];
    return [row, cell === signs.yes ? "yes" : cell === signs.no ? "no" : "untried"];
  });
  return Object.fromEntries(said);
}

/** Writes a browser's column anew. */
export function writeTable(name: string, version: string, seen: Readonly<Record<string, Seen>>): void {
  const { names, versions, cells } = columns();
  const at = names.indexOf(name);
  versions[at] = version;
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const table = [
    line(["", ...names.map((name, i) => `${name} ${versions[i] ?? ""}`.trim())]),
    line(["---", ...names.map(() => "---")]),
    ...Object.entries(rows).map(([row, title]) => {
      const before = cells.get(title) ?? names.map(() => signs.untried);
      return line([title, ...names.map((_, i) => (i === at ? signs[seen[row] ?? "untried"] : (before[i] ?? "")))]);
    }),
  ];
  const text = readFileSync(file, "utf8");
  const start = text.indexOf("|");
  const end = text.lastIndexOf("|") + 1;
  writeFileSync(file, text.slice(0, start) + table.join("\n") + text.slice(end));
}
