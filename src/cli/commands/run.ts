import { resolve } from "node:path";
import { execute } from "../../runtime/execute.ts";
import { plan } from "../../runtime/graph/plan.ts";
import type { Plan } from "../../runtime/graph/program.ts";
import type { Artifact, Registry } from "../../runtime/node.ts";
import { problem, UserError } from "../../runtime/problem.ts";
import { trace } from "../../runtime/trace.ts";
import { checkWritable } from "../disk.ts";
import { filmOption, Filming, type FilmOptions } from "../film.ts";
import { exit, type Console } from "../io.ts";
import { noteText } from "../note-text.ts";
import { prepare, refuse, type Prepared } from "../prepare.ts";
import { duration, progressOf } from "../progress.ts";
import { warn } from "../report.ts";
import { writeResults, type Times } from "../results.ts";
import { openModels, type OpenedModels, type RunnerOptions } from "../runners.ts";
import type { Overrides } from "../settings.ts";

export interface RunOptions extends Overrides, RunnerOptions, FilmOptions {
  readonly graph: string;
  readonly out: string;
}

/** `repaint run`: runs a graph to its end and writes its results. Nothing is written before the end. */
export async function runCommand(options: RunOptions, registry: Registry, io: Console): Promise<number> {
  const started = performance.now();
  const wanted = filmOption(options);
  const prepared = await prepare(options.graph, registry, options, io.cwd);
  refuse(prepared.problems);
  let planned = plan(prepared.graph, registry, prepared.env);
  requireResult(planned);
  const film = wanted && Filming.of(planned, wanted);
  if (film) planned = plan(prepared.graph, registry, prepared.env, { watch: new Set([film.node]) });
  warn([...prepared.notes, ...planned.warnings], io);
  const folder = resolve(io.cwd, options.out);
  await checkWritable(folder);

  const opened = await openModels(prepared, { ...options, calls: trace(planned).evaluations });
  io.note(opened.sentence);
  const ready = performance.now();
  let artifacts: readonly Artifact[];
  let calls: number;
  try {
    ({ artifacts, calls } = await walk(planned, prepared, opened, io, film));
  } finally {
    await opened.close();
    opened.backend.dispose();
  }
  const ended = performance.now();
  const times: Times = {
    open_s: (ready - started) / 1000,
    run_s: (ended - ready) / 1000,
    trial_s: opened.trial_s,
    calls,
  };
  const extra = film ? [await film.finish()] : [];
  const result = await writeResults({ folder, prepared, opened, artifacts, times, registry, extra });
  if (io.json) io.out(`${JSON.stringify(result, null, 2)}\n`);
  else for (const file of result.files) io.out(`${resolve(folder, file)}\n`);
  io.note({
    en: `${calls} network calls in ${duration(times.run_s)}.`,
    zh: `${calls} 次网络调用，用时 ${duration(times.run_s)}。`,
  });
  if (film) io.note(film.sentence);
  return exit.ok;
}

async function walk(
  planned: Plan,
  { pictures }: Prepared,
  opened: OpenedModels,
  io: Console,
  film: Filming | undefined,
) {
  const progress = progressOf(io, trace(planned).evaluations);
  const artifacts: Artifact[] = [];
  let calls = 0;
  const { backend, networks } = opened;
  try {
    // Views inside loops are for those who look on.
    const views = (): boolean => false;
    for await (const visit of execute(planned, { backend, networks, images: pictures, signal: io.signal, views })) {
      for (const artifact of visit.artifacts) {
        if (artifact.kind === "note") io.note(noteText(artifact));
        if (artifact.kind === "note" || artifact.kind === "save" || artifact.kind === "number")
          artifacts.push(artifact);
      }
      await film?.look(planned, visit);
      letGo(planned, visit.node, pictures);
      calls = visit.evaluations;
      progress.update(calls);
    }
  } finally {
    progress.stop();
  }
  return { artifacts, calls };
}

/** What a node has taken up, and no later one names, need not be kept. */
function letGo({ nodes }: Plan, id: string, pictures: Map<string, unknown>): void {
  const named = (node: Plan["nodes"][number]): readonly unknown[] =>
    node.definition.params.flatMap(({ kind, name }) => (kind === "image" ? [node.site.params[name]] : []));
  const visited = nodes.find((node) => node.id === id);
  for (const reference of visited ? named(visited) : []) {
    const others = nodes.filter((node) => node !== visited && named(node).includes(reference));
    if (others.length === 0) pictures.delete(String(reference));
  }
}

function requireResult({ nodes }: Plan): void {
  if (nodes.some(({ definition }) => definition.category === "output")) return;
  throw new UserError(
    problem(
      "no-result",
      { en: "The graph has no Result node, so there is nothing to write.", zh: "图中没有“结果”节点，无可写出。" },
      { en: "Add image/save and wire the finished picture into it.", zh: "请添加 image/save，并将完成的图像接入。" },
    ),
  );
}
