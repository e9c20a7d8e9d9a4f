/** What a key means to whoever presents. */
export type PresentingKey =
  "next" | "back" | "first" | "last" | "run" | "step" | "step-back" | "black" | "notes" | "keys" | "stay" | "leave";

/** Keys of keyboards and of clickers, which send page keys, F5 to begin and Escape to end. */
const KEYS: Readonly<Record<string, PresentingKey>> = {
  PageDown: "next",
  PageUp: "back",
  ArrowRight: "next",
  ArrowLeft: "back",
  Home: "first",
  End: "last",
  " ": "run",
  ".": "step",
  ",": "step-back",
  b: "black",
  n: "notes",
  "?": "keys",
  F5: "stay",
  Escape: "leave",
};

/** These come from a clicker, which knows nothing of where the focus is. */
const ALWAYS: readonly string[] = ["PageDown", "PageUp", "F5"];
const WRITING = "input:not([type=checkbox], [type=range], [type=button]), textarea, select, [contenteditable]";

/** Also one of another window. */
const isElement = (part: EventTarget): part is Element => "matches" in part;

/** Reads a key; undefined where what has the focus needs it, or it means nothing here. */
export function presentingKey(event: KeyboardEvent): PresentingKey | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
  const meaning = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  const path = event.composedPath().filter(isElement);
  const is = (what: string): boolean => path.some((part) => part.matches(what));
  if (meaning === undefined || is("dialog")) return undefined;
  if (ALWAYS.includes(event.key)) return meaning;
  if (is(WRITING)) return undefined;
  if (is("[role=slider]") && /^(Arrow|Home|End)/.test(event.key)) return undefined;
  if (meaning === "run" && is("button, a, summary, [type=checkbox]")) return undefined;
  return meaning;
}
