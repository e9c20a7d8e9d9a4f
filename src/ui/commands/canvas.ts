import type { LitElement } from "lit";
import { groupColours } from "../../runtime/graph/format.ts";
import type { Text } from "../../runtime/text.ts";
import type { tidied } from "../canvas/tidy.ts";
import { Clipboard, isWriting, listenForClipboard } from "../clipboard.ts";
import type { GraphCanvas } from "../components/graph-canvas.ts";
import { itemKey } from "../edits.ts";
import { addGroup, addNote, groupAround, itemOf, setGroupColour } from "../edits-items.ts";
import { words } from "../i18n/index.ts";
import type { Studio } from "../studio.ts";
import type { CommandEntry } from "./registry.ts";

const text = (en: string, zh: string): Text => ({ en, zh });

/** Joins the canvas to its editor: its commands, the clipboard, and bringing things into sight. */
export function joinCanvas(editor: LitElement, page: boolean, studio: Studio, canvas: Of, signal: AbortSignal): void {
  const clipboard = new Clipboard(studio);
  listenForClipboard(editor, page, clipboard, signal);
  const paste = (e: Event): void => {
    const pasted = e instanceof ClipboardEvent && !e.defaultPrevented && !isWriting(e);
    if (pasted && clipboard.paste(e.clipboardData?.getData("text/plain") ?? "")) e.preventDefault();
  };
  // In the capture phase, so that what is taken here is not offered as a whole graph.
  (page ? document : editor).addEventListener("paste", paste, { signal, capture: true });
  /** The canvas, once it shows the graph as it is now. */
  const shown: Shown = async () => {
    await editor.updateComplete;
    await canvas()?.updateComplete;
    return canvas();
  };
  const locate = async (e: Event): Promise<void> => {
    const key = e instanceof CustomEvent && typeof e.detail === "string" ? e.detail : "";
    (await shown())?.locate(key);
  };
  studio.addEventListener("locate", (e) => void locate(e), { signal });
  signal.addEventListener(
    "abort",
    studio.commands.add(
      ...editing(studio, clipboard, canvas, shown),
      ...placing(studio, canvas),
      ...looking(studio, canvas),
    ),
  );
}

type Of = () => GraphCanvas | null;
type Shown = () => Promise<GraphCanvas | null>;

function editing(studio: Studio, clipboard: Clipboard, canvas: Of, shown: Shown): CommandEntry[] {
  const some = (): boolean => studio.selected.size > 0;
  const graph = { scope: "graph" } as const;
  const browser = { scope: "graph", byBrowser: true } as const;
  return [
    {
      ...browser,
      id: "copy",
      title: text("Copy", "复制"),
      keys: ["$mod+c"],
      enabled: some,
      run: () => document.execCommand("copy"),
    },
    {
      ...browser,
      id: "cut",
      title: text("Cut", "剪切"),
      keys: ["$mod+x"],
      enabled: some,
      run: () => document.execCommand("cut"),
    },
    { ...browser, id: "paste", title: text("Paste", "粘贴"), keys: ["$mod+v"], run: () => clipboard.pasteFromMenu() },
    {
      ...graph,
      id: "duplicate",
      title: text("Duplicate", "创建副本"),
      keys: ["$mod+d"],
      enabled: some,
      run: () => clipboard.duplicate(),
    },
    {
      ...graph,
      id: "note",
      title: text("Write a note", "写备注"),
      keys: ["n"],
      run: () => note(studio, canvas(), shown),
    },
    {
      ...graph,
      id: "group",
      title: text("Group", "分组"),
      keys: ["g"],
      enabled: some,
      run: () => group(studio, canvas(), shown),
    },
    {
      ...graph,
      id: "group-colour",
      title: text("Next colour of the group", "更换分组颜色"),
      enabled: () => [...studio.selected].some((key) => key.startsWith("group:")),
      run: () => studio.edit(nextColour(studio)),
    },
  ];
}

function placing(studio: Studio, canvas: Of): CommandEntry[] {
  const several = (): boolean => studio.selected.size > 1;
  const tidy = (how: Parameters<typeof tidied>[1]) => async () => {
    const { tidied } = await import("../canvas/tidy.ts"); // Few readers ever ask for it.
    const view = canvas()?.view;
    if (view) studio.edit(tidied(view, how));
  };
  return [
    {
      id: "arrange",
      title: text("Arrange", "自动排列"),
      keys: ["l"],
      scope: "graph",
      enabled: () => studio.graph.nodes.length > 1,
      run: tidy("arrange"),
    },
    { id: "align-left", title: text("Align left", "左对齐"), scope: "graph", enabled: several, run: tidy("left") },
    { id: "align-top", title: text("Align top", "顶部对齐"), scope: "graph", enabled: several, run: tidy("top") },
    {
      id: "distribute",
      title: text("Distribute evenly", "均匀分布"),
      scope: "graph",
      enabled: () => studio.selected.size > 2,
      run: tidy("distribute"),
    },
  ];
}

function looking(studio: Studio, canvas: Of): CommandEntry[] {
  const look = (id: string, title: Text, keys: readonly string[], run: (at: GraphCanvas) => void): CommandEntry => ({
    id,
    title,
    keys,
    scope: "graph",
    run: () => {
      const at = canvas();
      if (at) run(at);
    },
  });
  return [
    look("zoom-in", text("Zoom in", "放大"), ["Shift++", "+"], (at) => at.zoom(1.25)),
    look("zoom-out", text("Zoom out", "缩小"), ["-"], (at) => at.zoom(0.8)),
    look("minimap", text("Overview map", "缩略图"), ["m"], (at) => (at.map = !at.map)),
  ];
}

/** Writes on the selected node, or on the ground in the middle of the view. */
function note(studio: Studio, canvas: GraphCanvas | null, shown: Shown): unknown {
  const [only] = studio.selected.size === 1 ? studio.selected : [];
  if (!canvas) return undefined;
  if (only !== undefined) return canvas.actions.write(only, true);
  const { x, y } = canvas.middle;
  studio.edit(addNote("", { x: x - 110, y: y - 50, width: 220, height: 100 }));
  return write(studio, shown, itemKey("note", (studio.graph.notes?.length ?? 1) - 1));
}

/** Puts a frame around what is selected and asks for its title. */
function group(studio: Studio, canvas: GraphCanvas | null, shown: Shown): unknown {
  const around = canvas?.view?.bounds(studio.selected);
  if (!around) return undefined;
  studio.edit(addGroup(words(studio.language).canvas.newGroup, groupAround(around)));
  return write(studio, shown, itemKey("group", (studio.graph.groups?.length ?? 1) - 1));
}

async function write(studio: Studio, shown: Shown, key: string): Promise<void> {
  studio.select([key]);
  (await shown())?.actions.write(key);
}

function nextColour({ graph, selected }: Studio): ReturnType<typeof setGroupColour> {
  const key = [...selected].find((other) => other.startsWith("group:")) ?? "";
  const item = itemOf(graph, key);
  const now = item && "colour" in item && item.colour ? groupColours.indexOf(item.colour) : 0;
  return setGroupColour(key, groupColours[(now + 1) % groupColours.length] ?? "grey");
}
