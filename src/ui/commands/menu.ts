import type { CommandEntry } from "./registry.ts";

/** The commands of the menu, in its order: for something on the canvas, or for its ground. */
export function menuOf(list: readonly CommandEntry[], something: boolean): readonly CommandEntry[] {
  return (something ? ofSelection : ofGround).flatMap((id) => {
    const entry = list.find((other) => other.id === id);
    return entry && entry.enabled?.() !== false ? [entry] : [];
  });
}

const ofSelection: readonly string[] = [
  "copy",
  "cut",
  "duplicate",
  "rename",
  "note",
  "group",
  "fold",
  "open-fold",
  "group-colour",
  "break-node",
  "align-left",
  "align-top",
  "distribute",
  "arrange",
  "fit-selection",
  "delete",
];
const ofGround: readonly string[] = [
  "add-node",
  "make-node",
  "paste",
  "note",
  "select-all",
  "arrange",
  "fit",
  "minimap",
];
