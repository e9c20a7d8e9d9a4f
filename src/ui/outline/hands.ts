import type { Registry } from "../../runtime/node.ts";
import type { Choice, Meaning } from "../commands/choice.ts";
import type { Position } from "../edits.ts";
import { words } from "../i18n/index.ts";
import type { Studio } from "../studio.ts";
import { freePlace } from "./place.ts";

/** What editing by keys needs of the editor around it. */
export interface Hands {
  readonly studio: Studio;
  readonly registry: Registry;
  readonly choose: (choices: readonly Choice[], label: string, meant?: Meaning) => Promise<string | undefined>;
  /** The middle of what is seen. */
  readonly place: () => Position;
  readonly rename: () => void;
  /** Brings a node into sight. */
  readonly show: (id: string) => void;
  /** Goes to a node. */
  readonly locate: (id: string) => void;
}

/** Adds a node beside the selected one. */
export function addType({ studio, registry, place, show }: Hands, type: string): void {
  const [beside] = studio.selected;
  studio.add(type, freePlace(studio.graph, beside) ?? place());
  const [id] = studio.selected;
  if (id !== undefined) show(id);
  studio.announce(words(studio.language).outline.added(registry.get(type)?.title[studio.language] ?? type));
}
