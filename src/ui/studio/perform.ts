import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Problem } from "../../runtime/problem.ts";
import type { Language } from "../../runtime/text.ts";
import type { GraphDocument } from "../document.ts";
import { all, disconnect, removeNodes, type Edit } from "../edits.ts";
import { itemsOf } from "../edits-items.ts";
import type { Command } from "../events.ts";
import { words } from "../i18n/index.ts";
import type { SocketRef } from "../outline/targets.ts";
import type { Runs } from "./runs.ts";

/** The editor, as its commands see it. */
interface Performing {
  readonly doc: GraphDocument;
  readonly graph: GraphFile;
  readonly runs: Runs;
  readonly language: Language;
  readonly selected: ReadonlySet<string>;
  readonly socket: SocketRef | undefined;
  wire: string | undefined;
  theme: "dark" | "light";
  edit(edit: Edit): void;
  select(keys: readonly string[]): void;
  speak(language: Language): Promise<void>;
  tell(problems: readonly Problem[]): void;
  announce(text: string): void;
  changed(): void;
}

/** Does what a command says, as far as it needs no more than the state of the editor. */
export function perform(editor: Performing, command: Command): void {
  switch (command) {
    case "undo":
      return void editor.doc.undo();
    case "redo":
      return void editor.doc.redo();
    case "delete":
      return deleteSelected(editor);
    case "select-all":
      return editor.select([...editor.graph.nodes.map(({ id }) => id), ...itemsOf(editor.graph).map(([key]) => key)]);
    case "language":
      return void editor.speak(editor.language === "en" ? "zh" : "en");
    case "theme":
      editor.theme = editor.theme === "dark" ? "light" : "dark";
      return editor.changed();
    case "dismiss":
      return editor.tell([]);
    case "run":
      return editor.runs.start();
    case "stop":
      return editor.runs.steer("cancel");
    case "pause":
      return editor.runs.steer("pause");
    case "resume":
      return editor.runs.play({ kind: "go", goal: { kind: "end" } });
    case "step":
      return editor.runs.play({ kind: "go", goal: { kind: "visit" } });
  }
}

/** The socket's wires, or the wire, or the nodes, groups and notes. */
function deleteSelected(editor: Performing): void {
  const { socket, wire } = editor;
  if (socket?.side === "output") {
    const wires = editor.graph.links.filter(([from, output]) => from === socket.node && output === socket.name);
    editor.edit(all(...wires.map(([, , to, input]) => disconnect(to, input))));
  } else if (wire !== undefined) {
    const dot = wire.indexOf(".");
    editor.edit(disconnect(wire.slice(0, dot), wire.slice(dot + 1)));
    editor.wire = undefined;
  } else if (!socket) {
    editor.edit(removeNodes(editor.selected));
    editor.select([]); // The keys of groups and notes now stand for others.
  } else return;
  editor.announce(words(editor.language).outline.removed);
}
