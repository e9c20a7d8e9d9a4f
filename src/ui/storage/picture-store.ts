import { browserShelf, type Shelf } from "./shelf.ts";

/** A picture file that this browser keeps. */
interface KeptPicture {
  /** As graphs name it: `file:NAME`. */
  readonly reference: string;
  readonly file: Blob;
  /** When it was given, in milliseconds since 1970. */
  readonly given: number;
}

/** Pictures that are kept; the oldest of more go. */
const MAX_PICTURES = 40;

/** The reader's own picture files that are too long to stand in a graph, byte for byte. What is read is checked. */
export class PictureStore {
  private readonly shelf: Shelf;
  /** What this page has been given; where the browser has no room, it serves until the page is closed. */
  private readonly held = new Map<string, Blob>();

  constructor(shelf: Shelf = browserShelf("repaint-pictures")) {
    this.shelf = shelf;
  }

  async find(reference: string): Promise<Blob | undefined> {
    const held = this.held.get(reference);
    if (held) return held;
    const found = await this.shelf.get(keyOf(reference)).catch(() => undefined);
    return isKept(found) ? found.file : undefined;
  }

  /** Holds a file as long as this store lives. */
  hold(reference: string, file: Blob): void {
    this.held.set(reference, file);
  }

  /**
   * Keeps a file under its own name; where another picture has that name, under `2-NAME`, `3-NAME`…, as the command line
   * does.
   *
   * @returns how graphs name it, and whether the browser keeps it beyond this page.
   */
  async keep(file: File, now: number): Promise<{ readonly reference: string; readonly kept: boolean }> {
    const name = file.name.replace(/[^\p{L}\p{N}._ ()-]/gu, "_").slice(-100) || "picture";
    let reference = `file:${name}`;
    for (let i = 2; ; i++) {
      const other = await this.find(reference);
      if (!other || (await isSame(other, file))) break;
      reference = `file:${i}-${name}`;
    }
    this.hold(reference, file);
    try {
      const picture: KeptPicture = { reference, file, given: now };
      await this.shelf.put([[keyOf(reference), picture]]);
      await this.tidy();
      return { reference, kept: true };
    } catch {
      return { reference, kept: false };
    }
  }

  private async tidy(): Promise<void> {
    const all = (await this.shelf.under("picture:")).filter(isKept).sort((a, b) => b.given - a.given);
    for (const { reference } of all.slice(MAX_PICTURES)) await this.shelf.remove(keyOf(reference));
  }
}

const keyOf = (reference: string): string => `picture:${reference}`;

async function isSame(a: Blob, b: Blob): Promise<boolean> {
  if (a.size !== b.size) return false;
  const [one, other] = await Promise.all([a.arrayBuffer(), b.arrayBuffer()]);
  const bytes = new Uint8Array(other);
  return new Uint8Array(one).every((byte, i) => byte === bytes[i]);
}

function isKept(value: unknown): value is KeptPicture {
  if (typeof value !== "object" || value === null) return false;
  const { reference, file, given } = value as Partial<Record<keyof KeptPicture, unknown>>;
  return typeof reference === "string" && file instanceof Blob && typeof given === "number";
}
