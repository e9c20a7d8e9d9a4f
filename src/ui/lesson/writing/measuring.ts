import { ReportEvent, type EngineClient } from "../../engine/client.ts";
import type { Report } from "../../engine/messages.ts";
import { variationOf } from "../../laboratory/measures.ts";
import { knownShare } from "../pixels.ts";
import type { Measures } from "./check-lesson.ts";

type Preview = Extract<Report, { kind: "preview" }>;

/** The editor asks for pictures too, and of those that wait the engine makes only the latest. */
const TRIES = 3;

/** Measures by the engine of the editor, beside what is on the canvas. A run that is under way there ends. */
export function measuring(engine: EngineClient | undefined): Measures {
  if (!engine) return { known: () => Promise.resolve(undefined), variation: () => Promise.resolve(undefined) };
  return {
    known: async (graph, node) => {
      for (let i = 0; i < TRIES; i++) {
        const mask = await lastPreview(engine, node, () => engine.still(graph, [node], false), isStillOver);
        if (mask) return knownShare(mask.raster);
      }
      return undefined;
    },
    variation: async (graph, node) => {
      const end = await lastPreview(engine, node, () => engine.run(graph, [node]), isRunOver);
      return end?.scatter && variationOf(end.scatter);
    },
  };
}

const isStillOver = ({ kind }: Report): boolean => kind === "stills-done";
const isRunOver = (report: Report): boolean =>
  report.kind === "state" && ["finished", "failed", "cancelled"].includes(report.state);

/** What a node has given last when what was asked for is over. */
function lastPreview(
  engine: EngineClient,
  node: string,
  ask: () => number,
  isOver: (report: Report) => boolean,
): Promise<Preview | undefined> {
  return new Promise((resolve) => {
    let last: Preview | undefined;
    const hear = (event: Event): void => {
      if (!(event instanceof ReportEvent)) return;
      const { report } = event;
      if (!("id" in report) || report.id !== id) return;
      if (report.kind === "preview" && report.node === node) last = report;
      if (!isOver(report)) return;
      engine.removeEventListener("report", hear);
      resolve(last);
    };
    engine.addEventListener("report", hear);
    const id = ask();
  });
}
