import { validate } from "../../runtime/graph/validate.ts";
import type { Registry } from "../../runtime/node.ts";
import { UserError, type Problem } from "../../runtime/problem.ts";
import { exit, type Console } from "../io.ts";
import { prepare, type Prepared } from "../prepare.ts";
import { problemJson, problemText } from "../report.ts";
import { openModels, type RunnerOptions } from "../runners.ts";
import type { Overrides } from "../settings.ts";

export interface CheckOptions extends Overrides, RunnerOptions {
  readonly graph: string;
}

/**
 * `repaint check`: everything that is wrong with a graph, its pictures and its models, warnings included. The networks are
 * opened, so a card that does not fit is found too.
 *
 * @returns 1 when there is any problem.
 */
export async function checkCommand(options: CheckOptions, registry: Registry, io: Console): Promise<number> {
  const problems = await findProblems(options, registry, io);
  const ok = problems.length === 0;
  if (io.json) {
    io.out(`${JSON.stringify({ ok, problems: problems.map((item) => problemJson(item, io.language)) }, null, 2)}\n`);
  } else if (ok) io.out(`${{ en: "No problems.", zh: "没有问题。" }[io.language]}\n`);
  else for (const item of problems) io.out(problemText(item, io.language));
  return ok ? exit.ok : exit.userError;
}

async function findProblems(options: CheckOptions, registry: Registry, io: Console): Promise<readonly Problem[]> {
  let prepared: Prepared;
  try {
    prepared = await prepare(options.graph, registry, options, io.cwd);
  } catch (error) {
    if (error instanceof UserError) return error.problems;
    throw error;
  }
  const { graph, env, notes, problems } = prepared;
  return [...notes, ...problems, ...(await modelProblems(prepared, options)), ...validate(graph, registry, env)];
}

async function modelProblems({ models, placeOf }: Prepared, options: CheckOptions): Promise<readonly Problem[]> {
  const found: Problem[] = [];
  for (const [reference, model] of models) {
    try {
      const opened = await openModels({ models: new Map([[reference, model]]), placeOf }, { ...options, threads: 1 });
      await opened.close();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      found.push(...error.problems);
    }
  }
  return found;
}
