import { browserShelf, type Shelf } from "../storage/shelf.ts";
import type { CommandEntry, Commands } from "./registry.ts";

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

/** The keys of an event as the registry writes them; undefined for a modifier alone. */
export function keysOfEvent(
  event: Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">,
): string | undefined {
  if (/^(Control|Meta|Alt|Shift|AltGraph|Dead|Process|Unidentified)/.test(event.key)) return undefined;
  const key = /^[a-z0-9]$/i.test(event.key) ? event.key.toLowerCase() : event.code;
  const modifiers = [
    ...(event.ctrlKey || event.metaKey ? ["$mod"] : []),
    ...(event.altKey ? ["Alt"] : []),
    ...(event.shiftKey ? ["Shift"] : []),
  ];
  return [...modifiers, key].join("+");
}

/** Why a command cannot have these keys: another has them, or they would work while nothing of the editor is meant. */
export function keysRefused(commands: Commands, entry: CommandEntry, keys: string): CommandEntry | "bare" | undefined {
  if (entry.scope === "anywhere" && !/\$mod|Alt|^(Shift\+)?F\d/.test(keys)) return "bare";
  return commands.list.find((other) => other.id !== entry.id && commands.keysOf(other).includes(keys));
}
