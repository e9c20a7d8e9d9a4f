import type { Registry } from "../../runtime/node.ts";
import type { Position } from "../edits.ts";
import type { Panel } from "../layout/panels.ts";
import { graphCommands, lists } from "../outline/commands.ts";
import { addType, type Hands } from "../outline/hands.ts";
import { partOf } from "../parts.ts";
import type { Studio } from "../studio.ts";
import { keepOwnKeys } from "./own-keys.ts";
import type { CommandEntry } from "./registry.ts";

/** The editor's element, as its keys see it. */
interface Editor extends HTMLElement {
  readonly studio: Studio;
  readonly renderRoot: DocumentFragment | HTMLElement;
  readonly updateComplete: Promise<unknown>;
  place(): Position;
  reveal(panel: Panel): Promise<unknown> | undefined;
}

/** The panels in the order in which F6 goes through them. */
const PANELS = [
  "repaint-outline",
  "repaint-canvas",
  "repaint-inspector",
  "repaint-run-bar",
  "repaint-top-bar",
] as const;

/** On which tab a narrow editor has them. */
const PANEL_OF: Partial<Record<(typeof PANELS)[number], Panel>> = {
  "repaint-outline": "outline",
  "repaint-canvas": "canvas",
  "repaint-inspector": "inspector",
};

/** Editing by keys: brings commands, lists and the focus of the panels together. */
export class Handling implements Hands {
  private readonly editor: Editor;
  /** Where the focus goes back to from the inspector. */
  private origin: HTMLElement | undefined;
  private wanted: (typeof PANELS)[number] | undefined;

  constructor(editor: Editor) {
    this.editor = editor;
  }

  /** What can be added. */
  get registry(): Registry {
    return this.studio.offered;
  }

  get studio(): Studio {
    return this.editor.studio;
  }

  start(signal: AbortSignal): void {
    const { editor } = this;
    signal.addEventListener("abort", this.studio.commands.add(...graphCommands(this), ...this.places()));
    if (editor.hasAttribute("page")) void keepOwnKeys(this.studio.commands, signal);
    editor.addEventListener("open-fields", () => this.openFields(), { signal });
    editor.addEventListener("leave-fields", () => this.leaveFields(), { signal });
  }

  readonly place = (): Position => this.editor.place();

  readonly choose: Hands["choose"] = async (choices, label, meant) => {
    return await (await partOf(this.editor.renderRoot, "repaint-command-palette"))?.choose(choices, label, meant);
  };

  readonly rename = (): void => this.openFields(true);

  add(type: string): void {
    addType(this, type);
  }

  readonly show = (id: string): void => {
    void this.editor.updateComplete.then(() => this.part("repaint-canvas")?.locate(id));
  };

  readonly locate = (id: string): void => {
    this.editor.dispatchEvent(new CustomEvent("locate", { detail: id }));
  };

  private places(): CommandEntry[] {
    const text = (en: string, zh: string): { en: string; zh: string } => ({ en, zh });
    return [
      {
        id: "palette",
        title: text("Find a command, node or place …", "查找命令、节点或位置……"),
        keys: ["$mod+k"],
        scope: "anywhere",
        run: () => lists().then(({ find }) => find(this)),
      },
      {
        id: "shortcuts",
        title: text("Keys …", "快捷键……"),
        keys: ["Shift+?"],
        scope: "player",
        run: () => this.shortcuts(),
      },
      {
        id: "fit-selection",
        title: text("Show the selected nodes", "显示所选节点"),
        keys: ["Shift+f"],
        scope: "graph",
        enabled: () => this.studio.selected.size > 0,
        run: () => this.part("repaint-canvas")?.fit(this.studio.selected),
      },
      {
        id: "whole-size",
        title: text("Show in its own size, 100 %", "以 100 % 显示"),
        keys: ["0"],
        scope: "graph",
        run: () => this.part("repaint-canvas")?.wholeSize(),
      },
      {
        id: "outline",
        title: text("Go to the outline", "转到大纲"),
        keys: ["$mod+Shift+e"],
        scope: "anywhere",
        run: () => this.go("repaint-outline"),
      },
      {
        id: "next-panel",
        title: text("Next panel", "下一个面板"),
        keys: ["F6"],
        scope: "anywhere",
        run: () => this.cycle(1),
      },
      {
        id: "previous-panel",
        title: text("Previous panel", "上一个面板"),
        keys: ["Shift+F6"],
        scope: "anywhere",
        run: () => this.cycle(-1),
      },
    ];
  }

  private async shortcuts(): Promise<void> {
    await import("../components/shortcuts-dialog.ts");
    const dialog = Object.assign(document.createElement("repaint-shortcuts"), {
      commands: this.studio.commands,
      language: this.studio.language,
    });
    this.editor.renderRoot.append(dialog);
  }

  private part<K extends keyof HTMLElementTagNameMap>(name: K): HTMLElementTagNameMap[K] | null {
    return this.editor.renderRoot.querySelector(name);
  }

  private async go(name: (typeof PANELS)[number]): Promise<void> {
    const part = this.editor.renderRoot.querySelector<HTMLElement>(name);
    const panel = PANEL_OF[name];
    this.wanted = name;
    const shown = panel && this.editor.reveal(panel);
    if (shown) await shown;
    if (name === "repaint-outline") {
      await this.part("repaint-palette")?.show("outline");
      await (
        await partOf(this.editor.renderRoot, name)
      )?.updateComplete;
    }
    if (this.wanted === name) part?.focus(); // Unless another one was asked for while this one was fetched.
  }

  private cycle(by: 1 | -1): void {
    const { activeElement } = this.editor.shadowRoot ?? document;
    const shown = PANELS.filter(
      (name) => this.editor.renderRoot.querySelector(name)?.checkVisibility() || name === PANELS[0],
    );
    const at = shown.findIndex((name) => activeElement?.matches(name));
    const next = shown[at < 0 ? (by > 0 ? 0 : shown.length - 1) : (at + by + shown.length) % shown.length];
    if (next) void this.go(next);
  }

  /** Goes to the inspector: to the name of the node, or its first param. */
  private openFields(name = false): void {
    const { activeElement } = this.editor.shadowRoot ?? document;
    if (activeElement instanceof HTMLElement && !activeElement.matches("repaint-inspector"))
      this.origin = activeElement;
    void this.enterFields(name);
  }

  private async enterFields(name: boolean): Promise<void> {
    await this.editor.reveal("inspector");
    const inspector = await partOf(this.editor.renderRoot, "repaint-inspector");
    await inspector?.updateComplete;
    inspector?.enter(name);
  }

  private leaveFields(): void {
    (this.origin?.isConnected
      ? this.origin
      : this.editor.renderRoot.querySelector<HTMLElement>("repaint-canvas")
    )?.focus();
  }
}
