import type { GraphFile, GraphGroup, GraphNote, GroupColour } from "../runtime/graph/format.ts";
import { itemKey, withItems, type Edit } from "./edits.ts";
import type { Rect } from "./canvas/geometry.ts";

type Box = readonly [number, number, number, number];

/** The least that a group or note may measure. */
const leastItem = { width: 96, height: 48 } as const;

const boxOf = ({ x, y, width, height }: Rect): Box => [
  Math.round(x),
  Math.round(y),
  Math.max(leastItem.width, Math.round(width)),
  Math.max(leastItem.height, Math.round(height)),
];

/** The frame of a group around what lies in it: more room above, for its title. */
export const groupAround = ({ x, y, width, height }: Rect): Rect => ({
  x: x - 24,
  y: y - 48,
  width: width + 48,
  height: height + 72,
});

/** Adds a frame. Its key is that of the last group afterwards. */
export function addGroup(title: string, rect: Rect, colour: GroupColour = "grey"): Edit {
  const group: GraphGroup = { title, colour, rect: boxOf(rect) };
  return (graph) => ({ ...graph, groups: [...(graph.groups ?? []), group] });
}

/** Adds a text on the canvas. */
export function addNote(text: string, rect: Rect): Edit {
  const note: GraphNote = { text, rect: boxOf(rect) };
  return (graph) => ({ ...graph, notes: [...(graph.notes ?? []), note] });
}

/** Sets the title of a group or the text of a note. */
export function setItemText(key: string, words: string): Edit {
  return changeItem(key, (item) => {
    if ("title" in item) return item.title === words ? item : { ...item, title: words };
    if ("text" in item) return item.text === words ? item : { ...item, text: words };
    return item;
  });
}

export function setGroupColour(key: string, colour: GroupColour): Edit {
  return changeItem(key, (item) =>
    !("title" in item) || ("colour" in item && item.colour === colour) ? item : { ...item, colour },
  );
}

/** Gives a group or note another size; it keeps its place. */
export function resizeItem(key: string, width: number, height: number): Edit {
  return changeItem(key, (item) => {
    const [x, y, oldWidth, oldHeight] = item.rect;
    const rect = boxOf({ x, y, width, height });
    return rect[2] === oldWidth && rect[3] === oldHeight ? item : { ...item, rect };
  });
}

/** The group or note of a key. */
export function itemOf(graph: GraphFile, key: string): GraphGroup | GraphNote | undefined {
  const [kind, index] = key.split(":");
  const list = kind === "group" ? graph.groups : kind === "note" ? graph.notes : undefined;
  return list?.[Number(index)];
}

/** All groups and notes by their keys. */
export function itemsOf(graph: GraphFile): readonly (readonly [string, GraphGroup | GraphNote])[] {
  return [
    ...(graph.groups ?? []).map((group, i) => [itemKey("group", i), group] as const),
    ...(graph.notes ?? []).map((note, i) => [itemKey("note", i), note] as const),
  ];
}

function changeItem(key: string, change: <T extends GraphGroup | GraphNote>(item: T) => T): Edit {
  return (graph) => withItems(graph, graph, (kind, i, item) => (itemKey(kind, i) === key ? change(item) : item));
}
