import type { OwnDefinition } from "../../runtime/graph/format.ts";
import type { Registry } from "../../runtime/node.ts";
import { typeOf } from "../../runtime/own/identity.ts";
import { readNodeFile, writeNodeFile } from "../../runtime/own/library.ts";
import { browserShelf, type Shelf } from "../storage/shelf.ts";

const PLACE = "node:";

/**
 * The reader's own node types, kept in this browser under their types: two versions of one name lie side by side. What is read is
 * checked as a foreign file is.
 */
export class OwnLibrary {
  private readonly shelf: Shelf;
  private readonly registry: Registry;

  constructor(registry: Registry, shelf: Shelf = browserShelf("repaint-nodes")) {
    this.registry = registry;
    this.shelf = shelf;
  }

  /** All of them, parts before what is made of them; none where nothing can be kept. */
  async all(): Promise<readonly OwnDefinition[]> {
    const texts = await this.shelf.under(PLACE).catch(() => []);
    const found = new Map<string, OwnDefinition>();
    for (const text of texts) {
      for (const one of this.read(text)) if (!found.has(typeOf(one))) found.set(typeOf(one), one);
    }
    return [...found.values()];
  }

  private read(text: unknown): readonly OwnDefinition[] {
    try {
      return typeof text === "string" ? readNodeFile(text, this.registry).definitions : [];
    } catch {
      return []; // It was written by something else; it stays where it is.
    }
  }

  /** @returns whether it could be kept. */
  async keep(definition: OwnDefinition, all: readonly OwnDefinition[]): Promise<boolean> {
    const entry = [PLACE + typeOf(definition), writeNodeFile(definition, all)] as const;
    return await this.shelf.put([entry]).then(
      () => true,
      () => false,
    );
  }

  async remove(type: string): Promise<void> {
    await this.shelf.remove(PLACE + type).catch(() => undefined);
  }
}
