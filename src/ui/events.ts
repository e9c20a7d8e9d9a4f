import type { ParamValue } from "../runtime/node.ts";
import type { Edit } from "./edits.ts";
import type { ScatterLooks } from "./laboratory/looks.ts";
import type { SocketRef } from "./outline/targets.ts";
import type { PlayerAction } from "./timeline/player-state.ts";

/** What a component asks for that is not an edit of the graph. */
export type Command =
  | "undo"
  | "redo"
  | "open"
  | "save"
  | "own-image"
  | "own-photo"
  | "language"
  | "theme"
  | "fit"
  | "fold-left"
  | "fold-right"
  | "fold-bottom"
  | "run"
  | "stop"
  | "pause"
  | "resume"
  | "step"
  | "save-picture"
  | "save-values"
  | "save-pytorch"
  | "save-notebook"
  | "gallery"
  | "models"
  | "learn"
  | "present"
  | "exactness"
  | "explain"
  | "compare"
  | "sweep"
  | "study"
  | "delete"
  | "select-all"
  | "dismiss";

/** The events of the components; all bubble out of their shadow roots. */
export interface UiEvents {
  readonly command: Command;
  readonly edit: { readonly edit: Edit; readonly gesture?: string };
  readonly select: { readonly nodes: readonly string[]; readonly wire?: string; readonly socket?: SocketRef };
  /** A new node of this type; at the middle of the view where no place is given. */
  readonly add: { readonly type: string; readonly at?: readonly [number, number] };
  readonly template: string;
  readonly files: { readonly files: readonly File[]; readonly node?: string };
  readonly param: { readonly node: string; readonly name: string; readonly value: ParamValue };
  readonly "choose-picture": { readonly node: string; readonly param: string };
  /** The mask of this node is to be painted. */
  readonly "paint-mask": string;
  /** The window of this node is to be chosen on its picture. */
  readonly "choose-window": string;
  readonly player: PlayerAction;
  /** A second schedule to lay over: `""` none, `now` that of the graph as it is, `template NAME`, `run NUMBER`. */
  readonly compare: string;
  /** What every scatter shows of the way of its samples. */
  readonly looks: ScatterLooks;
  readonly status: string;
  /** The id of a registered command that is to be run. */
  readonly perform: string;
  /** Said to those who do not see what happens. */
  readonly announce: string;
  /** A node or one of its sockets is to be seen. */
  readonly locate: string | SocketRef;
}

export function emit<K extends keyof UiEvents>(from: EventTarget, name: K, detail: UiEvents[K]): void {
  from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}

/** Listens to one of the events, typed. @returns the way to stop. */
export function on<K extends keyof UiEvents>(
  target: EventTarget,
  name: K,
  act: (detail: UiEvents[K]) => void,
  signal: AbortSignal,
): void {
  target.addEventListener(name, (event) => act((event as CustomEvent<UiEvents[K]>).detail), { signal });
}
