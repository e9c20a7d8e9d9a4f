import type { Studio } from "../studio.ts";
import { titleOf } from "../scene-of.ts";
import { bodyOf, closed, openedInPlace, openGroup } from "./edits-own.ts";
import { ownWords } from "./own-words.ts";

/** Opens the selected node of nodes in place; or folds the open one again in whose frame the selection lies. */
export function openOrClose(studio: Studio): void {
  const { graph, registry, language, selected } = studio;
  const w = ownWords(language);
  const [id] = selected.size === 1 ? selected : [];
  const node = graph.nodes.find((one) => one.id === id);
  if (node && bodyOf(graph, node.id)) {
    const title = titleOf(node, registry, language);
    const opened = openedInPlace(graph, node.id, title);
    if (!opened) return;
    studio.edit(() => opened.graph);
    studio.select(opened.keys);
    return studio.announce(w.opened(title));
  }
  const index = (graph.groups ?? []).findIndex((group, i) => {
    const open = openGroup(graph, i);
    return group.opened !== undefined && [...selected].some((key) => key === `group:${i}` || open?.ids.has(key));
  });
  const made = index < 0 ? undefined : closed(graph, registry, index);
  if (!made) return studio.announce(w.nothing);
  studio.edit(() => made.graph);
  studio.select(made.keys);
  studio.announce(w.folded(graph.groups?.[index]?.title ?? ""));
}
