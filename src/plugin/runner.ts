import { UserError, type Problem } from "../runtime/problem.ts";
import type { GraphFile } from "../runtime/graph/format.ts";
import { EngineClient, ReportEvent } from "../ui/engine/client.ts";
import type { Raster, Report } from "../ui/engine/messages.ts";

export interface HostRunOptions {
  /** The folder of `engine-worker.js`, `models/` and `ort/`; that of this module by default, which a bundler moves. */
  readonly base?: URL;
  readonly signal?: AbortSignal;
  /** Network calls that are done, and all. */
  readonly progress?: (done: number, all: number) => void;
}

/** What a run has made, by the node that gave it. */
export interface HostPicture {
  readonly node: string;
  readonly name: string;
  readonly picture: Raster;
}

/** Kept apart from `new URL`: bundlers take the two together for a file of theirs, and this is a folder. */
const here = import.meta.url;

/**
 * Runs a graph with the editor's own engine, in a worker that ends with the run.
 *
 * @throws UserError with all that is wrong with the graph; the signal's reason when it is aborted.
 */
export function runGraph(graph: GraphFile, options: HostRunOptions = {}): Promise<readonly HostPicture[]> {
  const { base = new URL("./", here), signal, progress } = options;
  const places = { models: new URL("models/", base).href, ort: new URL("ort/", base).href };
  const engine = new EngineClient(new URL("engine-worker.js", base), places, "auto");
  const pictures: HostPicture[] = [];
  const ran = new Promise<readonly HostPicture[]>((resolve, reject) => {
    const fail = (problems: readonly Problem[]): void => reject(new UserError(...problems));
    const take = (report: Report): void => {
      if (report.kind === "progress") progress?.(report.evaluations, report.evaluationsTotal);
      else if (report.kind === "result")
        pictures.push({ node: report.node, name: report.name, picture: report.raster });
      else if (report.kind === "trouble") fail(report.problems);
      else if (report.kind === "state" && report.state === "finished") resolve(pictures);
      else if (report.kind === "state" && report.state === "failed") fail(report.problems ?? []);
    };
    engine.addEventListener("report", (event) => event instanceof ReportEvent && take(event.report));
    signal?.addEventListener("abort", () => reject(signal.reason as Error));
    engine.run(graph, []);
  });
  return ran.finally(() => engine.dispose());
}
