import type { Registry } from "../../runtime/node.ts";
import type { Text } from "../../runtime/text.ts";
import type { Choice } from "../commands/choice.ts";
import type { CommandEntry } from "../commands/registry.ts";
import { emptyGraph, type Position } from "../edits.ts";
import { words } from "../i18n/index.ts";
import type { Studio } from "../studio.ts";
import type * as Lists from "./lists.ts";
import { freePlace } from "./place.ts";

/** What editing by keys needs of the editor around it. */
export interface Hands {
  readonly studio: Studio;
  readonly registry: Registry;
  readonly choose: (choices: readonly Choice[], label: string) => Promise<string | undefined>;
  /** The middle of what is seen. */
  readonly place: () => Position;
  readonly rename: () => void;
  /** Brings a node into sight. */
  readonly show: (id: string) => void;
  /** Goes to a node. */
  readonly locate: (id: string) => void;
}

/** The lists are fetched when the first of them is asked for. */
export const lists = (): Promise<typeof Lists> => import("./lists.ts");

const text = (en: string, zh: string): Text => ({ en, zh });

/** What edits the graph by keys alone. */
export function graphCommands(hands: Hands): CommandEntry[] {
  const { studio } = hands;
  const one = (): boolean => studio.selected.size === 1;
  return [
    {
      id: "add-node",
      title: text("Add a node …", "添加节点……"),
      keys: ["a"],
      scope: "graph",
      run: () => lists().then(({ add }) => add(hands)),
    },
    {
      id: "connect",
      title: text("Connect the node or socket …", "连接节点或接口……"),
      keys: ["c"],
      scope: "graph",
      enabled: one,
      run: () => lists().then(({ join }) => join(hands)),
    },
    {
      id: "rename",
      title: text("Rename the node", "重命名节点"),
      keys: ["F2"],
      scope: "graph",
      enabled: one,
      run: hands.rename,
    },
    {
      id: "new",
      title: text("New empty graph", "新建空图"),
      scope: "anywhere",
      run: () => studio.show(emptyGraph, [], false),
    },
  ];
}

/** Adds a node beside the selected one. */
export function addType({ studio, registry, place, show }: Hands, type: string): void {
  const [beside] = studio.selected;
  studio.add(type, freePlace(studio.graph, beside) ?? place());
  const [id] = studio.selected;
  if (id !== undefined) show(id);
  studio.announce(words(studio.language).outline.added(registry.get(type)?.title[studio.language] ?? type));
}
