import { zonesOf } from "../../runtime/graph/zones.ts";
import type { Text } from "../../runtime/text.ts";
import type { CommandEntry } from "../commands/registry.ts";
import type { Studio } from "../studio.ts";

const text = (en: string, zh: string): Text => ({ en, zh });

/** What concerns node types of the reader's own; all of it is fetched when it is first asked for. */
export function ownCommands(studio: Studio, root: ParentNode): CommandEntry[] {
  const show = (name: "repaint-fold" | "repaint-make-node" | "repaint-own-nodes") => async () => {
    await { "repaint-fold": fold, "repaint-make-node": make, "repaint-own-nodes": library }[name]();
    root.append(Object.assign(document.createElement(name), { studio }));
  };
  return [
    {
      id: "fold",
      title: text("Fold into one node …", "合并为一个节点……"),
      keys: ["Shift+g"],
      scope: "graph",
      enabled: () => studio.selectedNodes.size > 1,
      run: show("repaint-fold"),
    },
    {
      id: "select-body",
      title: text("Select what the loop repeats", "选择循环所重复的节点"),
      keys: ["Shift+b"],
      scope: "graph",
      enabled: () => bodyAround(studio).length > 0,
      run: () => studio.select(bodyAround(studio)),
    },
    {
      id: "open-fold",
      title: text("Open the node of nodes in place, or fold it again", "展开组合节点，或重新合并"),
      keys: ["Shift+o"],
      scope: "graph",
      enabled: () => studio.selected.size > 0 && (studio.graph.definitions?.length ?? 0) > 0,
      run: async () => (await import("./open-close.ts")).openOrClose(studio),
    },
    {
      id: "make-node",
      title: text("Make a node type of an equation …", "由公式制作节点类型……"),
      scope: "graph",
      run: show("repaint-make-node"),
    },
    {
      id: "own-nodes",
      title: text("Own node types …", "自制节点类型……"),
      scope: "anywhere",
      run: show("repaint-own-nodes"),
    },
  ];
}

/** The nodes of the innermost loop in whose zone the selection lies, without the loop itself. */
function bodyAround({ graph, registry, selectedNodes }: Studio): readonly string[] {
  const [id] = selectedNodes;
  if (id === undefined) return [];
  const around = zonesOf(graph, registry).filter(({ members }) => members.includes(id));
  const [zone] = around.sort((a, b) => a.members.length - b.members.length);
  return (zone?.members ?? []).filter((member) => member !== zone?.loop);
}

const fold = (): Promise<unknown> => import("./fold-dialog.ts");
const make = (): Promise<unknown> => import("./make-dialog.ts");
const library = (): Promise<unknown> => import("./library-dialog.ts");
