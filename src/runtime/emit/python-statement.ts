import { assignment, type Piece } from "./python-expression.ts";

/** A statement of Python that can be set at any depth. */
export interface Statement {
  /** Names that it gives values to. */
  readonly assigns: readonly string[];
  /** What it reads, as text. */
  readonly reads: string;
  /** What it repeats, where it is a loop. */
  readonly body?: readonly Statement[];
  lines(indent: string): readonly string[];
}

/** @param names what is assigned, with commas between where it is several. */
export const assign = (names: string, value: Piece): Statement => ({
  assigns: names.split(", "),
  reads: value.text,
  lines: (indent) => assignment(names, value, indent),
});

export const said = (text: string): Statement => ({ assigns: [], reads: text, lines: (indent) => [indent + text] });

export const forEach = (name: string, over: string, body: readonly Statement[]): Statement => ({
  assigns: [name],
  reads: over,
  body,
  lines: (indent) => [`${indent}for ${name} in ${over}:`, ...linesOf(body, `${indent}    `)],
});

export const linesOf = (statements: readonly Statement[], indent: string): readonly string[] =>
  statements.flatMap((statement) => statement.lines(indent));

/** Every name that statements give a value to, in their order. */
export const assignedBy = (statements: readonly Statement[]): readonly string[] =>
  statements.flatMap(({ assigns, body = [] }) => [...assigns, ...assignedBy(body)]);

/** Names that statements read before they have assigned them, in their order. */
export function freeNames(statements: readonly Statement[]): ReadonlySet<string> {
  const known = new Set<string>();
  const free = new Set<string>();
  const read = (list: readonly Statement[]): void => {
    for (const { reads, assigns, body } of list) {
      for (const name of namesIn(reads)) if (!known.has(name)) free.add(name);
      assigns.forEach((name) => known.add(name));
      if (body) read(body);
    }
  };
  read(statements);
  return free;
}

/** Names in an expression, attributes and texts left out. */
export const namesIn = (text: string): readonly string[] =>
  [...text.replace(/"[^"]*"/g, '""').matchAll(/(?<![\w.])[A-Za-z_]\w*/g)].map(([name]) => name);
