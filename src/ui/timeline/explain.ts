import { emit } from "../events.ts";
import type { PlotPart } from "../help/kinds.ts";
import { helpTexts } from "../help/texts.ts";
import type { Language } from "../../runtime/text.ts";
import type { Walk } from "../engine/messages.ts";
import { placeOf, transitionAt, type PlotFrame } from "./plot.ts";
import { levelAt } from "./teeth.ts";

/** What is drawn beside the walk of the run. */
export interface PlotMarks {
  /** Levels at which runs pause. */
  readonly breaks?: readonly number[];
  /** Levels above which no jump is made, drawn where there are any. */
  readonly limits?: readonly number[];
  /** Another schedule, laid over. */
  readonly compared?: Walk | undefined;
  /** The graph's walk, where the run goes on with an earlier one. */
  readonly edited?: Walk | undefined;
}

/** Pixels from a line within which it is pointed at. */
const REACH = 5;

/** What of the plot lies at a pixel: of lines that cross there the run's own, then what is laid over it. */
export function plotPartAt(frame: PlotFrame, walk: Walk, x: number, y: number, marks: PlotMarks = {}): PlotPart {
  const { from, to, transitions } = walk;
  const isNear = (level: number): boolean => Math.abs(placeOf(frame, 0, level)[1] - y) <= REACH;
  const isOn = (line: Walk | undefined): boolean =>
    line !== undefined && transitionAt(frame, x) <= line.transitions && isNear(levelAt(line, transitionAt(frame, x)));
  if (x < frame.x) return marks.breaks?.some(isNear) ? "break" : "level";
  if (y > frame.y + frame.height) return "transitions";
  if (!isOn(walk)) {
    if (isOn(marks.compared)) return "compared";
    if (isOn(marks.edited)) return "edited";
    if (marks.breaks?.some(isNear)) return "break";
    if (marks.limits?.some(isNear)) return "limit";
  }
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
