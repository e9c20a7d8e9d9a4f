import { matchKeyBindingPress, parseKeybinding } from "tinykeys";
import type { Text } from "../../runtime/text.ts";

/**
 * Where the keys of a command work. Keys without Ctrl never work `anywhere`: a stray letter must do nothing (WCAG 2.1.4).
 * `graph`: canvas and outline; `player`: these too, and what plays the run. An element belongs to a scope by its
 * attribute `data-keys`.
 */
export type Scope = "anywhere" | "graph" | "player";

/** Something that a reader can do, with or without keys. */
export interface CommandEntry {
  readonly id: string;
  readonly title: Text;
  /** As tinykeys writes them: `$mod+Shift+z`, `Delete`, `Period`; `$mod` is Ctrl, or ⌘ on a Mac. */
  readonly keys?: readonly string[];
  readonly scope: Scope;
  /** Always, where it is not said. */
  readonly enabled?: () => boolean;
  /** The browser has an event of its own for these keys, such as `copy`; a press is left to it. */
  readonly byBrowser?: boolean;
  readonly run: () => unknown;
}

/** What the registry reads of a key press. */
export type KeyPress = Pick<
  KeyboardEvent,
  "key" | "code" | "defaultPrevented" | "isComposing" | "composedPath" | "preventDefault" | "getModifierState"
>;

/** Everything that one editor can do. Fires `change`. */
export class Commands extends EventTarget {
  private readonly entries = new Map<string, CommandEntry>();
  private changedKeys: Readonly<Record<string, readonly string[]>> = {};

  /** @returns the way to take them off again. */
  add(...entries: readonly CommandEntry[]): () => void {
    for (const entry of entries) this.entries.set(entry.id, entry);
    this.dispatchEvent(new Event("change"));
    return () => {
      for (const entry of entries) if (this.entries.get(entry.id) === entry) this.entries.delete(entry.id);
      this.dispatchEvent(new Event("change"));
    };
  }

  get list(): readonly CommandEntry[] {
    return [...this.entries.values()];
  }

  /** The keys as the reader has set them. */
  keysOf({ id, keys }: CommandEntry): readonly string[] {
    return this.changedKeys[id] ?? keys ?? [];
  }

  get ownKeys(): Readonly<Record<string, readonly string[]>> {
    return this.changedKeys;
  }

  /** Keys of the reader's own, by the command's id; the others have those they came with. */
  setOwnKeys(keys: Readonly<Record<string, readonly string[]>>): void {
    this.changedKeys = keys;
    this.dispatchEvent(new Event("change"));
  }

  /** @returns whether there is such a command and it could be run. */
  run(id: string): boolean {
    const entry = this.entries.get(id);
    if (!entry || entry.enabled?.() === false) return false;
    entry.run();
    return true;
  }

  /** Runs the command of a key press, if it has one where the focus is. @returns whether it had. */
  press(event: KeyPress): boolean {
    if (event.defaultPrevented || event.isComposing) return false;
    const path = event.composedPath().filter(isElement);
    if (path.some((part) => part.matches(WRITING))) return false;
    const scopes = path.map((part) => part.getAttribute("data-keys"));
    const pressed = /^( |Enter)$/.test(event.key) && path.some((part) => part.matches(PRESSED));
    for (const entry of this.entries.values()) {
      if (entry.byBrowser || !reaches(entry.scope, scopes) || entry.enabled?.() === false) continue;
      const keys = this.keysOf(entry).find((key) => matches(event, key));
      if (keys === undefined || (pressed && !keys.includes("+"))) continue;
      event.preventDefault();
      entry.run();
      return true;
    }
    return false;
  }
}

/** Where keys write, or a dialog is open. */
const WRITING = "input:not([type=checkbox],[type=range],[type=button]), textarea, select, [contenteditable], dialog";
/** What Space and Enter press themselves. */
const PRESSED = "button, a, summary, [type=checkbox], [role=slider]";

const isElement = (part: EventTarget): part is Element => "matches" in part;

function reaches(scope: Scope, scopes: readonly (string | null)[]): boolean {
  return scope === "anywhere" || scopes.includes("graph") || (scope === "player" && scopes.includes("player"));
}

function matches(event: KeyPress, keys: string): boolean {
  const [press] = parseKeybinding(keys);
  return press !== undefined && matchKeyBindingPress(asKeyboardEvent(event), press);
}

/** The library asks for a whole event and reads these parts of it. */
const asKeyboardEvent = (event: KeyPress): KeyboardEvent => event as KeyboardEvent;
