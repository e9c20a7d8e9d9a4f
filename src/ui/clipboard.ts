import type { GraphFile } from "../runtime/graph/format.ts";
import { parseGraph } from "../runtime/graph/parse.ts";
import { MAX_NODES } from "../runtime/graph/read-nodes.ts";
import { resourcesOf } from "../runtime/graph/resources.ts";
import { isRemote } from "../runtime/model/address.ts";
import { fragmentOf, fragmentText, looksLikeFragment, paste } from "./edits-clip.ts";
import { words } from "./i18n/index.ts";
import { problemsOf } from "./problems-of.ts";
import type { Studio } from "./studio.ts";

/** How far apart copies lie. */
const STEP = 24;

/**
 * Copies and pastes parts of the graph as text, over the clipboard that all windows share. What comes in is read as a
 * foreign file is; what it names elsewhere is not fetched before the reader agrees.
 */
export class Clipboard {
  private readonly studio: Studio;
  /** What was copied here last, where the browser does not let a page read its clipboard. */
  private own = "";
  /** The text that was pasted last, and how many times. */
  private pasted: { readonly text: string; readonly times: number } = { text: "", times: 0 };

  constructor(studio: Studio) {
    this.studio = studio;
  }

  /** The selected part as text; undefined where nothing is selected. */
  copy(): string | undefined {
    const { graph, selected } = this.studio;
    if (selected.size === 0) return undefined;
    this.own = fragmentText(fragmentOf(graph, selected));
    this.pasted = { text: this.own, times: 0 };
    return this.own;
  }

  cut(): string | undefined {
    const text = this.copy();
    if (text !== undefined) this.studio.command("delete");
    this.pasted = { text: this.own, times: -1 }; // Pasted once, it is back in its place.
    return text;
  }

  duplicate(): void {
    const { graph, selected } = this.studio;
    this.insert(fragmentOf(graph, selected), STEP);
  }

  /** @returns whether the text is a part of a graph; what is wrong with it becomes a sentence. */
  paste(text: string): boolean {
    if (!looksLikeFragment(text)) return false;
    try {
      const { graph, notes } = parseGraph(text, this.studio.registry);
      const times = this.pasted.text === text ? this.pasted.times + 1 : this.own === text ? 1 : 0;
      this.pasted = { text, times };
      if (notes.length > 0) this.studio.tell(notes);
      this.insert(graph, times * STEP);
    } catch (error) {
      this.studio.tell(problemsOf(error));
    }
    return true;
  }

  /** Pastes what the browser's clipboard has, as far as it may be read. */
  async pasteFromMenu(): Promise<void> {
    const text = await navigator.clipboard?.readText().catch(() => this.own);
    if (!this.paste(text ?? this.own)) this.studio.say(words(this.studio.language).canvas.nothingToPaste);
  }

  private insert(part: GraphFile, by: number): void {
    const { studio } = this;
    const { graph } = studio;
    if (graph.nodes.length + part.nodes.length > MAX_NODES) {
      return studio.say(words(studio.language).canvas.tooMany(MAX_NODES));
    }
    const { edit, keys } = paste(graph, part, [by, by]);
    if (keys.length === 0) return;
    if (fetches(part, graph, studio)) return studio.files.foreign({ graph: edit(graph), notes: [] }, "clipboard");
    studio.edit(edit);
    studio.select(keys);
    studio.dispatchEvent(new CustomEvent("locate", { detail: keys[0] ?? "" }));
  }
}

/** Whether a part names models or pictures elsewhere that the graph does not name already. */
function fetches(part: GraphFile, graph: GraphFile, { registry }: Studio): boolean {
  const named = (of: GraphFile): string[] => {
    const { models, images } = resourcesOf(of, registry);
    return [...models, ...images].filter((reference) => isRemote(reference));
  };
  const known = new Set(named(graph));
  return named(part).some((reference) => !known.has(reference));
}

/** Joins the browser's copy, cut and paste to an editor, wherever the focus is on the graph. */
export function listenForClipboard(
  editor: HTMLElement,
  page: boolean,
  clipboard: Clipboard,
  signal: AbortSignal,
): void {
  const onGraph = (event: Event): boolean =>
    event.target === document.body ||
    event.composedPath().some((part) => part instanceof Element && part.getAttribute("data-keys") === "graph");
  const take = (event: ClipboardEvent, copied: () => string | undefined): void => {
    if (event.defaultPrevented || isWriting(event) || !onGraph(event)) return;
    const text = copied();
    if (text === undefined) return;
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
  };
  for (const target of page ? [document] : [editor]) {
    target.addEventListener("copy", (e) => take(e as ClipboardEvent, () => clipboard.copy()), { signal });
    target.addEventListener("cut", (e) => take(e as ClipboardEvent, () => clipboard.cut()), { signal });
  }
}

/** Whether an event is meant for a field. */
export const isWriting = (event: Event): boolean =>
  event.composedPath().some((part) => part instanceof Element && part.matches("input, textarea, [contenteditable]"));
