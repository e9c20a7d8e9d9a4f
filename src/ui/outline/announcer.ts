import type { Language } from "../../runtime/text.ts";
import type { Progress, RunState } from "../engine/messages.ts";
import { formatNumber } from "../format.ts";
import { words } from "../i18n/index.ts";

/** Milliseconds between two reports of a run that goes on. */
const EVERY = 5000;

/** What is said of a run to those who do not see it: each change of its state, and every few seconds how far it is. */
export class RunReporter {
  private state: RunState | "idle" = "idle";
  private said = 0;

  /** @returns what is to be said now, if anything. */
  report(
    state: RunState | "idle",
    progress: Progress | undefined,
    language: Language,
    now: number,
  ): string | undefined {
    const w = words(language).outline;
    if (state !== this.state) {
      this.state = state;
      this.said = now;
      return state === "idle" ? undefined : w.states[state];
    }
    if (state !== "running" || !progress || now - this.said < EVERY) return undefined;
    this.said = now;
    const { evaluations, evaluationsTotal, t } = progress;
    return w.running(formatNumber(evaluations), formatNumber(evaluationsTotal), formatNumber(t));
  }
}
