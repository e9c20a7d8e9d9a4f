import type { LitElement, ReactiveController } from "lit";
import type { Control, Hiding } from "./hiding.ts";

/** How much room there is: everything side by side; one panel at a time over the player; one panel alone. */
export type Layout = "wide" | "tabs" | "phone";
export type Panel = "player" | "canvas" | "nodes" | "outline" | "inspector" | "result";
export type Side = "left" | "right" | "bottom";

const WIDE = 1100;
/** A lesson on a projector has no more than text and canvas side by side. */
const WIDE_PRESENTING = 800;
const PHONE = 600;
const KEY = "repaint-folded";
const SIDES: readonly Side[] = ["left", "right", "bottom"];
const tabsOf: Readonly<Record<Layout, readonly Panel[]>> = {
  wide: [],
  tabs: ["canvas", "nodes", "outline", "inspector", "result"],
  phone: ["player", "outline", "nodes", "canvas", "inspector"],
};
/** The name that a panel has in the attribute `controls`. */
const controlOf: Readonly<Record<Panel, string>> = {
  player: "run",
  result: "run",
  nodes: "palette",
  outline: "palette",
  inspector: "inspector",
  canvas: "",
};
/** The names in the attribute `hide` that take a panel away. */
const hiddenBy: Readonly<Record<Panel, readonly Control[]>> = {
  player: ["run"],
  result: ["run", "result"],
  nodes: ["palette"],
  outline: ["palette"],
  inspector: ["inspector"],
  canvas: [],
};

/**
 * Which panels are seen: in a wide editor all that are not folded, in a narrow one that of the chosen tab. They are shown
 * and hidden, never made anew, so that nothing in them is lost. What is folded is remembered by the page.
 */
export class Panels implements ReactiveController {
  layout: Layout = "wide";
  /** Panels that are of no use now: a narrow editor has no tabs for them. */
  spared: readonly Panel[] = [];
  private chosen: Panel | undefined;
  private folded: readonly Side[] = [];
  private readonly host: LitElement;
  private readonly observer: ResizeObserver;
  private readonly hiding: Hiding;
  private readonly arranged: () => void;

  /** @param arranged is called when the layout has become another one. */
  constructor(host: LitElement, hiding: Hiding, arranged: () => void) {
    this.host = host;
    this.hiding = hiding;
    this.arranged = arranged;
    this.observer = new ResizeObserver(() => this.measure());
    host.addController(this);
  }

  hostConnected(): void {
    this.measure();
    this.observer.observe(this.host);
    if (this.isPage) this.folded = recalled();
  }

  hostDisconnected(): void {
    this.observer.disconnect();
  }

  /** The panels among which a narrow editor lets choose. */
  get tabs(): readonly Panel[] {
    const controls = this.host.getAttribute("controls");
    const parts = controls?.split(/\s+/);
    const isThere = (panel: Panel): boolean => !parts || parts.includes(controlOf[panel]);
    const isShown = (panel: Panel): boolean => !hiddenBy[panel].some((control) => this.hiding.has(control));
    return tabsOf[this.layout]
      .filter((panel) => panel === "canvas" || (isThere(panel) && isShown(panel)))
      .filter((panel) => !this.spared.includes(panel));
  }

  /** The chosen tab; in a wide editor none. */
  get panel(): Panel | undefined {
    if (this.isWide) return undefined;
    const { tabs } = this;
    if (this.chosen && tabs.includes(this.chosen)) return this.chosen;
    return this.isPage && tabs.includes("player") ? "player" : "canvas";
  }

  get isWide(): boolean {
    return this.layout === "wide";
  }

  /** Whether a panel is hidden behind another tab. */
  hides(...panels: readonly Panel[]): boolean {
    const { panel } = this;
    return panel !== undefined && !panels.includes(panel);
  }

  isFolded(side: Side): boolean {
    return this.isWide && this.folded.includes(side);
  }

  choose(panel: Panel): void {
    this.chosen = panel;
    this.host.requestUpdate();
  }

  /** Brings a panel into sight. @returns whether it had to. */
  reveal(panel: Panel): boolean {
    const side = panel === "inspector" ? "right" : panel === "nodes" || panel === "outline" ? "left" : undefined;
    if (side && this.isFolded(side)) this.fold(side);
    else if (this.hides(panel)) this.choose(panel);
    else return false;
    return true;
  }

  fold(side: Side): void {
    this.folded = this.folded.includes(side) ? this.folded.filter((other) => other !== side) : [...this.folded, side];
    this.host.requestUpdate();
    if (this.isPage) remember(this.folded);
  }

  private get isPage(): boolean {
    return this.host.hasAttribute("page");
  }

  /** Looks how much room there is. */
  measure(): void {
    const { clientWidth } = this.host;
    if (clientWidth === 0) return;
    const wide = this.host.hasAttribute("presenting") ? WIDE_PRESENTING : WIDE;
    const layout = clientWidth >= wide ? "wide" : clientWidth >= PHONE ? "tabs" : "phone";
    if (layout === this.host.getAttribute("layout")) return;
    this.layout = layout;
    this.host.setAttribute("layout", layout);
    this.host.requestUpdate();
    this.arranged();
  }
}

/** What was folded at the last visit: known at once, so that no panel is shown only to go. */
function recalled(): readonly Side[] {
  try {
    const kept = localStorage.getItem(KEY)?.split(" ") ?? [];
    return SIDES.filter((side) => kept.includes(side));
  } catch {
    return [];
  }
}

function remember(folded: readonly Side[]): void {
  try {
    localStorage.setItem(KEY, folded.join(" "));
  } catch {
    // Nothing can be kept here.
  }
}
