import type { GraphFile, OwnBody } from "../../runtime/graph/format.ts";
import type { Registry } from "../../runtime/node.ts";
import { bodiesOf } from "../../runtime/own/expand.ts";
import { fold, type Folding } from "../../runtime/own/fold.ts";
import { ownType } from "../../runtime/own/identity.ts";
import { withoutUnused } from "../../runtime/own/inside.ts";
import { openInPlace } from "../../runtime/own/open.ts";
import { freshId } from "../edits.ts";
import { groupAround } from "../edits-items.ts";

/** A graph after an edit, and the key of what is to be selected. */
export interface OwnEdit {
  readonly graph: GraphFile;
  readonly keys: readonly string[];
}

/** A width of a node that has not been drawn yet, and its height. */
const ROOM = { width: 220, height: 240 } as const;

/** Folds the selection into one node. */
export function folded(
  graph: GraphFile,
  registry: Registry,
  selected: ReadonlySet<string>,
  folding: Omit<Folding, "id">,
): OwnEdit {
  const inside = { ...graph, nodes: graph.nodes.filter(({ id }) => !selected.has(id)) };
  const id = freshId(inside, `own/${folding.name}`);
  return { graph: fold(graph, registry, selected, { ...folding, id }), keys: [id] };
}

/** Opens a node of nodes in place, with a frame around it that knows what it was. */
export function openedInPlace(graph: GraphFile, id: string, title: string): OwnEdit | undefined {
  const node = graph.nodes.find((one) => one.id === id);
  const opened = openInPlace(graph, id);
  if (!node || !opened) return undefined;
  const keys = [...opened.ids.values()];
  const places = opened.graph.nodes.filter((one) => keys.includes(one.id)).map(({ pos }) => pos);
  const [x, y] = [Math.min(...places.map((pos) => pos[0])), Math.min(...places.map((pos) => pos[1]))];
  const right = Math.max(...places.map((pos) => pos[0])) + ROOM.width;
  const bottom = Math.max(...places.map((pos) => pos[1])) + ROOM.height;
  const frame = groupAround({ x, y, width: right - x, height: bottom - y });
  const group = {
    title,
    colour: "blue" as const,
    opened: node.type,
    rect: [Math.round(frame.x), Math.round(frame.y), Math.round(frame.width), Math.round(frame.height)] as const,
  };
  return { graph: { ...opened.graph, groups: [...(graph.groups ?? []), group] }, keys };
}

/** Which group an index names, if a node of nodes lies open in it, and the nodes whose corner lies in its frame. */
export function openGroup(graph: GraphFile, index: number) {
  const group = graph.groups?.[index];
  const body = group?.opened === undefined ? undefined : bodiesOf(graph).get(group.opened);
  if (!group || !body) return undefined;
  const [x, y, width, height] = group.rect;
  const ids = graph.nodes.filter(({ pos: [a, b] }) => a >= x && a <= x + width && b >= y && b <= y + height);
  return { group, body, ids: new Set(ids.map(({ id }) => id)) };
}

/** Folds what lies in the frame of an opened node of nodes back into one, with the sockets and params that it had. */
export function closed(graph: GraphFile, registry: Registry, index: number): OwnEdit | undefined {
  const open = openGroup(graph, index);
  if (!open || open.ids.size === 0) return undefined;
  const { body, ids, group } = open;
  const bare: GraphFile = { ...graph, groups: (graph.groups ?? []).filter((_, i) => i !== index) };
  const shown = body.params.map(({ of }) => of).filter(([id]) => ids.has(id));
  const folding = { name: body.name, title: body.title, shown, former: body };
  const made = folded(bare, registry, ids, folding);
  return { ...made, graph: group.opened === undefined ? made.graph : withoutUnused(made.graph, group.opened) };
}

/** Other nodes that are of an earlier version of a definition: what they could be brought up to. */
export function olderUses(graph: GraphFile, type: string): readonly string[] {
  const name = ownType(type)?.name;
  return graph.nodes.filter((node) => node.type !== type && ownType(node.type)?.name === name).map(({ id }) => id);
}

/** Gives nodes another version of their definition. */
export function updated(graph: GraphFile, ids: readonly string[], type: string): GraphFile {
  const nodes = graph.nodes.map((node) => (ids.includes(node.id) ? { ...node, type } : node));
  const before = new Set(graph.nodes.filter(({ id }) => ids.includes(id)).map((node) => node.type));
  let next: GraphFile = { ...graph, nodes };
  for (const old of before) next = withoutUnused(next, old);
  return next;
}

/** The body that a node is of. */
export const bodyOf = (graph: GraphFile, id: string): OwnBody | undefined =>
  bodiesOf(graph).get(graph.nodes.find((node) => node.id === id)?.type ?? "");

/** A kebab-case name that no definition of the graph has, from words of the reader. */
export function freeName(graph: GraphFile, wanted: string): string {
  const stem = kebab(wanted) || "node";
  const taken = new Set((graph.definitions ?? []).map(({ name }) => name));
  if (!taken.has(stem)) return stem;
  for (let n = 2; ; n++) if (!taken.has(`${stem}-${n}`)) return `${stem}-${n}`;
}

/** Words as a name: lower-case letters, digits and dashes. */
const kebab = (words: string): string =>
  words
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, 36);
