import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Registry } from "../../runtime/node.ts";
import { glance, type Survey } from "./survey.ts";

/** Milliseconds after which the dry run of a foreign graph is given up. */
const PATIENCE = 4000;

/**
 * Surveys a graph in a worker of its own: whatever the graph was made for, the page stays alive, and the worker is ended.
 *
 * @param script the address of `survey-worker.js`.
 * @param signal ends it before its time.
 * @returns without the calls where the dry run failed or took too long.
 */
export function survey(graph: GraphFile, registry: Registry, script: URL, signal: AbortSignal): Promise<Survey> {
  return new Promise((resolve) => {
    const worker = new Worker(script, { type: "module", name: "repaint-survey" });
    const end = (found: Survey): void => {
      clearTimeout(timer);
      worker.terminate();
      resolve(found);
    };
    const timer = setTimeout(() => end(glance(graph, registry)), PATIENCE);
    worker.addEventListener("message", ({ data }: MessageEvent<Survey>) => end(data));
    signal.addEventListener("abort", () => end(glance(graph, registry)));
    worker.addEventListener("error", () => end(glance(graph, registry)));
    worker.postMessage(graph);
  });
}
