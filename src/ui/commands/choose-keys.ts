import type { CommandEntry, Commands } from "./registry.ts";

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
