import { browserShelf, type Shelf } from "../storage/shelf.ts";
import type { Commands } from "./registry.ts";

const PLACE = "settings:keys";

/** Takes up the reader's own keys, and keeps them when they change. What is read is checked. */
export async function keepOwnKeys(
  commands: Commands,
  signal: AbortSignal,
  shelf: Shelf = browserShelf(),
): Promise<void> {
  const kept = await shelf.get(PLACE).catch(() => undefined);
  if (isKeys(kept)) commands.setOwnKeys(kept);
  let last = commands.ownKeys;
  const save = (): void => {
    if (commands.ownKeys === last) return;
    last = commands.ownKeys;
    void shelf.put([[PLACE, last]]).catch(() => undefined); // Where nothing can be kept, they hold until the page is closed.
  };
  commands.addEventListener("change", save, { signal });
}

function isKeys(value: unknown): value is Readonly<Record<string, readonly string[]>> {
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).every((keys) => Array.isArray(keys) && keys.every((key) => typeof key === "string"));
}
