import { emit } from "../events.ts";
import type { PlotPart } from "../help/kinds.ts";
import { helpTexts } from "../help/texts.ts";
import type { Language } from "../../runtime/text.ts";
import type { Walk } from "../engine/messages.ts";
import { transitionAt, type PlotFrame } from "./plot.ts";

/** What of the plot lies at a pixel. */
export function plotPartAt(frame: PlotFrame, { from, to, transitions }: Walk, x: number, y: number): PlotPart {
  if (x < frame.x) return "level";
  if (y > frame.y + frame.height) return "transitions";
  const at = Math.min(transitions, Math.max(1, transitionAt(frame, x))) - 1;
  return (to[at] ?? 0) > (from[at] ?? 0) ? "rising" : "falling";
}

/** Says in the status line what a part of the plot is, while it is pointed at or has the focus. */
export class PlotHelp {
  private part: PlotPart | undefined;
  private readonly from: EventTarget;

  constructor(from: EventTarget) {
    this.from = from;
  }

  async say(part: PlotPart | undefined, language: Language): Promise<void> {
    if (part === this.part) return;
    this.part = part;
    const text = part === undefined ? "" : (await helpTexts(language)).plot[part];
    if (part === this.part) emit(this.from, "status", text);
  }
}
