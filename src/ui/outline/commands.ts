import type { Text } from "../../runtime/text.ts";
import type { CommandEntry } from "../commands/registry.ts";
import { emptyGraph } from "../edits.ts";
import type { Hands } from "./hands.ts";
import type * as Lists from "./lists.ts";

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
