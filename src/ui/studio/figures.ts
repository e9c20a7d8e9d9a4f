import type { Language, Text } from "../../runtime/text.ts";
import type { Report, Walk } from "../engine/messages.ts";
import { formatNumber, formatSeconds } from "../format.ts";
import { words } from "../i18n/index.ts";

/** How many network calls the graph takes, and how long. */
export interface Expected {
  readonly calls: number;
  readonly complete: boolean;
  readonly seconds: number;
}

/** What computes, how fast it is, and what that makes of a walk. */
export class Figures {
  device: { readonly name: Text; readonly sentence: Text } | undefined;
  msPerCall = 0;
  /** The reader saves data: nothing is opened before the first run. */
  isLater = false;
  private loading: { readonly name: string; readonly share: number } | undefined;

  take(report: Extract<Report, { kind: "device" | "loading" }>): void {
    if (report.kind === "loading") {
      this.loading = { name: report.name, share: report.total > 0 ? report.loaded / report.total : 0 };
    } else {
      this.device = report;
      this.msPerCall = report.msPerCall;
    }
  }

  /** Network calls a second, as a whole run has shown. */
  learn(rate: number): void {
    if (rate > 0) this.msPerCall = 1000 / rate;
  }

  expected(walk: Walk | undefined): Expected | undefined {
    if (!walk) return undefined;
    return { calls: walk.evaluations, complete: walk.complete, seconds: (walk.evaluations * this.msPerCall) / 1000 };
  }

  deviceLine(language: Language): string {
    const w = words(language);
    if (this.device) return this.device.name[language];
    if (this.loading) return w.deviceLoading(this.loading.name, `${Math.round(this.loading.share * 100)} %`);
    return this.isLater ? w.deviceLater : w.deviceWaiting;
  }

  /** The words on the frame of a loop; a new function for new words, so that the canvas knows to draw them. */
  zoneLabel(walk: Walk | undefined, language: Language): (loop: string) => string {
    const { msPerCall } = this;
    return (loop) => {
      const w = words(language);
      const figures = walk?.loops.find((entry) => entry.loop === loop);
      if (!figures) return w.zoneUnknown;
      const calls = formatNumber(figures.evaluations);
      const label = w.zoneLabel(formatNumber(figures.top), formatNumber(figures.bottom), calls);
      if (msPerCall === 0) return label;
      return `${label} · ${w.about(formatSeconds((figures.evaluations * msPerCall) / 1000, language))}`;
    };
  }
}
