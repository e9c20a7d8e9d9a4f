import { basename, resolve } from "node:path";

/** Where `file:` references lead. */
export interface Places {
  /** The folder of the graph. */
  readonly folder: string;
  /** Files given on the command line, by the name under which the graph now knows them. */
  readonly bound: ReadonlyMap<string, string>;
}

export function pathOfFile(name: string, { folder, bound }: Places): string {
  return bound.get(name) ?? resolve(folder, name);
}

/**
 * Binds a file of the command line to a name for the graph: its own name without folders, so that a result which is
 * passed on does not tell how this disk is laid out.
 */
export class Bindings {
  readonly bound = new Map<string, string>();

  /** @returns the reference to write into the graph. */
  bind(path: string, cwd: string): string {
    const full = resolve(cwd, path);
    const plain = basename(full);
    let name = plain;
    for (let i = 2; (this.bound.get(name) ?? full) !== full; i++) name = `${i}-${plain}`;
    this.bound.set(name, full);
    return `file:${name}`;
  }
}
