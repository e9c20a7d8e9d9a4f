import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Problem } from "../../runtime/problem.ts";

/** What can be hidden, by its name; `docs/teaching.md` says what each one is. */
export const CONTROLS = [
  // The bar at the top as a whole, and what is in it.
  "bar",
  "title",
  "learn",
  "templates",
  "files",
  "pictures",
  "share",
  "undo",
  "view",
  "device",
  "language",
  "theme",
  // Beside and below the canvas.
  "palette",
  "inspector",
  "problems",
  "run",
  "start",
  "player",
  "plot",
  "result",
  "welcome",
  // Of a lesson.
  "again",
  "present",
  "leave",
  "hint",
  "show-me",
] as const;
export type Control = (typeof CONTROLS)[number];

/** Nothing is hidden. */
export const ALL_SHOWN: ReadonlySet<Control> = new Set();

const isControl = (name: string): name is Control => CONTROLS.some((one) => one === name);

/** Names in a list with commas or spaces between: those of controls, and those that are none. */
export function readControls(list: string): {
  readonly known: readonly Control[];
  readonly unknown: readonly string[];
} {
  const names = [...new Set(list.split(/[\s,]+/).filter((name) => name !== ""))];
  return { known: names.filter(isControl), unknown: names.filter((name) => !isControl(name)) };
}

/**
 * The controls that are not shown: those that the attribute `hide` names and, where the editor is the whole page, those
 * that `?hide=` of its address names. They are hidden, not forbidden: keys and the list of commands still do what they do.
 */
export class Hiding implements ReactiveController {
  names = ALL_SHOWN;
  private unknown: readonly string[] = [];
  private isReady = false;
  private readonly host: ReactiveControllerHost & Element;
  private readonly tell: (problem: Problem) => void;
  private readonly observer = new MutationObserver(() => this.follow());

  /** @param tell takes a sentence for who reads the page. */
  constructor(host: ReactiveControllerHost & Element, tell: (problem: Problem) => void) {
    this.host = host;
    this.tell = tell;
    host.addController(this);
  }

  hostConnected(): void {
    this.read();
    this.observer.observe(this.host, { attributes: true, attributeFilter: ["hide"] });
  }

  hostDisconnected(): void {
    this.observer.disconnect();
  }

  has(control: Control): boolean {
    return this.names.has(control);
  }

  /** Says which names are none of a control, once there is something beside which that can be said. */
  async complain(): Promise<void> {
    this.isReady = true;
    if (this.unknown.length === 0) return;
    const { unknownControls } = await import("./unknown-controls.ts");
    this.tell(unknownControls(this.unknown, CONTROLS));
  }

  private follow(): void {
    this.read();
    this.host.requestUpdate();
    if (this.isReady) void this.complain();
  }

  private read(): void {
    const address = this.host.hasAttribute("page") ? new URLSearchParams(location.search).getAll("hide") : [];
    const { known, unknown } = readControls([this.host.getAttribute("hide") ?? "", ...address].join(","));
    this.names = new Set(known);
    this.unknown = unknown;
  }
}
