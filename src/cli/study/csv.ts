/** A value of a table: empty where there is none. */
export type Cell = string | number | undefined;

/** A table as RFC 4180 has it: UTF-8, commas, CRLF, quotes where they are needed. */
export function csvOf(head: readonly string[], rows: Iterable<readonly Cell[]>): string {
  const lines = [head.map(quoted).join(",")];
  for (const row of rows) lines.push(row.map(textOf).join(","));
  return `${lines.join("\r\n")}\r\n`;
}

function textOf(cell: Cell): string {
  if (cell === undefined) return "";
  return typeof cell === "number" ? numberText(cell) : quoted(cell);
}

/** Nine significant digits: more than float32 has. */
function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(9)));
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Reads what `csvOf` wrote, or any other RFC 4180 table: rows of text. */
export function readCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quotes = false;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i] ?? "";
    if (quotes) {
      if (letter !== '"') cell += letter;
      else if (text[i + 1] === '"') cell += text[++i] ?? "";
      else quotes = false;
    } else if (letter === '"') quotes = true;
    else if (letter === ",") {
      row.push(cell);
      cell = "";
    } else if (letter === "\n") {
      rows.push([...row, cell]);
      [row, cell] = [[], ""];
    } else if (letter !== "\r") cell += letter;
  }
  if (cell !== "" || row.length > 0) rows.push([...row, cell]);
  return rows;
}
