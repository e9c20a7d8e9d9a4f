import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";

/** One filled face. What it is worth is measured when the report is written, so measures may change without new runs. */
export interface Filled {
  /** `keyOf` its setting. */
  readonly key: string;
  readonly face: number;
  readonly calls: number;
  /** Its share of the time that its batch took on one core. */
  readonly ms: number;
  /** The whole picture, PNG in base64. */
  readonly png: string;
}

/** A file of JSON lines, one per filled face; a line that was cut off by a kill is left out and its face filled again. */
export class Results {
  private readonly path: string;
  private readonly byKey = new Map<string, Map<number, Filled>>();

  constructor(path: string) {
    this.path = path;
    if (!existsSync(path)) return;
    const text = readFileSync(path, "utf8");
    for (const line of text.split("\n")) {
      const filled = parseLine(line);
      if (filled) this.keep(filled);
    }
    if (text !== "" && !text.endsWith("\n")) appendFileSync(path, "\n");
  }

  has(key: string, face: number): boolean {
    return this.byKey.get(key)?.has(face) ?? false;
  }

  /** All faces of a setting, by number. */
  of(key: string): ReadonlyMap<number, Filled> {
    return this.byKey.get(key) ?? new Map();
  }

  get count(): number {
    return [...this.byKey.values()].reduce((sum, faces) => sum + faces.size, 0);
  }

  /** Writes whole lines at once, before anything else is done. */
  append(filled: readonly Filled[]): void {
    mkdirSync(dirname(this.path), { recursive: true });
    appendFileSync(this.path, filled.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
    for (const entry of filled) this.keep(entry);
  }

  private keep(filled: Filled): void {
    const faces = this.byKey.get(filled.key) ?? new Map<number, Filled>();
    faces.set(filled.face, filled);
    this.byKey.set(filled.key, faces);
  }
}

function parseLine(line: string): Filled | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return isFilled(value) ? value : undefined;
}

function isFilled(value: unknown): value is Filled {
  if (typeof value !== "object" || value === null) return false;
  const { key, face, calls, ms, png } = value as Record<string, unknown>;
  return (
    typeof key === "string" &&
    typeof face === "number" &&
    typeof calls === "number" &&
    typeof ms === "number" &&
    typeof png === "string"
  );
}
