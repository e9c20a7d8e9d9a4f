import { explain, latex } from "../../runtime/emit/explain.ts";
import type { Language } from "../../runtime/text.ts";
import type { RunOptions } from "../../runtime/execute.ts";
import type { Env } from "../../runtime/graph/analyse.ts";
import type { GraphFile } from "../../runtime/graph/format.ts";
import { plan } from "../../runtime/graph/plan.ts";
import { distancesOf, recordLevels, type LevelRecord } from "../../runtime/levels.ts";
import type { Registry } from "../../runtime/node.ts";
import { rasterOf, type Raster } from "../../runtime/picture/raster.ts";
import { trace } from "../../runtime/trace.ts";
import { problemsOf } from "../problems-of.ts";
import type { Explained, Report, Request } from "./messages.ts";
import { tellCalls } from "./tell-calls.ts";

type Asked = Extract<Request, { kind: "pair" | "trial" }>;

/** What runs that nobody looks at work with. */
export interface AsideBench {
  readonly registry: Registry;
  readonly send: (report: Report) => void;
  open(graph: GraphFile): Promise<Pick<RunOptions, "backend" | "networks" | "images"> & { readonly env: Env }>;
}

/** Runs one graph for its result, or two with the sample at each level; messages come in between two network calls. */
export async function runAside(request: Asked, bench: AsideBench, signal: AbortSignal): Promise<void> {
  const { id } = request;
  const graphs = request.kind === "pair" ? request.graphs : [request.graph];
  const began = performance.now();
  try {
    const records = await recordAll(id, graphs, bench, signal, request.kind === "pair" ? 100 : 0);
    const [a, b] = records;
    if (request.kind === "pair") bench.send({ kind: "paired", id, ...pairOf(a, b), problems: [] });
    else {
      const { numbers = {}, calls = 0 } = a ?? {};
      const seconds = (performance.now() - began) / 1000;
      bench.send({ kind: "trial", id, ...pictureOf("raster", a), numbers, calls, seconds, problems: [] });
    }
  } catch (error) {
    const problems = signal.aborted ? [] : problemsOf(error);
    if (request.kind === "pair") bench.send({ kind: "paired", id, problems });
    else bench.send({ kind: "trial", id, numbers: {}, calls: 0, seconds: 0, problems });
  }
}

async function recordAll(
  id: number,
  graphs: readonly GraphFile[],
  { registry, send, open }: AsideBench,
  signal: AbortSignal,
  levels: number,
): Promise<readonly LevelRecord[]> {
  const opened = [];
  for (const graph of graphs) opened.push({ graph, ...(await open(graph)) });
  const total = opened.reduce((sum, { graph, env }) => sum + trace(plan(graph, registry, env)).evaluations, 0);
  const told = tellCalls(id, total, send);
  let before = 0;
  const records: LevelRecord[] = [];
  for (const { graph, env, backend, networks, images } of opened) {
    const record = await recordLevels(
      graph,
      registry,
      env,
      { backend, networks, images, signal, passed: told(before) },
      levels,
    );
    before += record.calls;
    records.push(record);
  }
  return records;
}

function pairOf(a: LevelRecord | undefined, b: LevelRecord | undefined) {
  const distances = a && b && distancesOf(a, b);
  return { ...pictureOf("a", a), ...pictureOf("b", b), ...(distances && { distances }) };
}

function pictureOf<K extends string>(name: K, record: LevelRecord | undefined): Partial<Record<K, Raster>> {
  return (record?.result ? { [name]: rasterOf(record.result) } : {}) as Partial<Record<K, Raster>>;
}

/** A graph as pseudocode. */
export function explained(graph: GraphFile, registry: Registry, env: Env, language: Language): Explained {
  try {
    const lines = explain(graph, registry, env, language);
    const shown = lines.map(({ node, depth, text }) => ({ node, depth, text: text.plain }));
    return { lines: shown, latex: latex(lines, graph.meta?.title?.[language] ?? "Sampler"), problems: [] };
  } catch (error) {
    return { lines: [], latex: "", problems: problemsOf(error) };
  }
}
