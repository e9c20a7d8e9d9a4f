import { problem, UserError, type Problem } from "../runtime/problem.ts";
import type { Language } from "../runtime/text.ts";
import { exit, type Console } from "./io.ts";

/** A problem as `--json` prints it: words in the reader's language. */
export function problemJson(problem: Problem, language: Language) {
  const { code, severity, node, socket, param, message, remedy } = problem;
  const place = { ...(node && { node }), ...(socket && { socket }), ...(param && { param }) };
  return { code, severity, ...place, message: message[language], remedy: remedy[language] };
}

/** A problem as a person reads it: what, where, what next. */
export function problemText(problem: Problem, language: Language): string {
  const words = {
    en: {
      error: "Error",
      warning: "Warning",
      node: "node",
      socket: "socket",
      param: "param",
      at: "Where",
      next: "Try",
    },
    zh: { error: "错误", warning: "警告", node: "节点", socket: "接口", param: "参数", at: "位置", next: "建议" },
  }[language];
  const { node, socket, param } = problem;
  const place = [
    ...(node ? [`${words.node} ${node}`] : []),
    ...(socket ? [`${words.socket} ${socket}`] : []),
    ...(param ? [`${words.param} ${param}`] : []),
  ];
  const colon = language === "zh" ? "：" : ": ";
  return [
    `${words[problem.severity]}${colon}${problem.message[language]}`,
    ...(place.length > 0 ? [`  ${words.at}${colon}${place.join(language === "zh" ? "，" : ", ")}`] : []),
    ...(problem.remedy[language] ? [`  ${words.next}${colon}${problem.remedy[language]}`] : []),
    "",
  ].join("\n");
}

/** Prints warnings on the error stream. */
export function warn(problems: readonly Problem[], io: Console): void {
  if (io.quiet) return;
  for (const item of problems) io.err(problemText(item, io.language));
}

/**
 * Says what went wrong: a user's mistake as sentences (with `--json` as one object on the output), anything else with its
 * stack.
 *
 * @returns the exit code.
 */
export function reportFailure(error: unknown, io: Console): number {
  if (io.signal.aborted) {
    const words = { en: "Cancelled. Nothing was written.", zh: "已取消，未写入任何文件。" }[io.language];
    if (io.json) io.out(`${JSON.stringify({ ok: false, cancelled: true, problems: [] })}\n`);
    io.err(`${words}\n`);
    return exit.cancelled;
  }
  if (error instanceof UserError) {
    const problems = error.problems.map((item) => problemJson(item, io.language));
    if (io.json) io.out(`${JSON.stringify({ ok: false, problems }, null, 2)}\n`);
    else for (const item of error.problems) io.err(problemText(item, io.language));
    return exit.userError;
  }
  const stack = stackOf(error);
  const words = {
    en: "This is a bug in repaint-graph, not a mistake of yours. Please report it with the lines below and the graph.",
    zh: "这是 repaint-graph 的程序错误，不是您的失误。请附上以下内容和图文件进行报告。",
  }[io.language];
  if (io.json) io.out(`${JSON.stringify({ ok: false, bug: String(error), problems: [] })}\n`);
  io.err(`${words}\n\n${stack}\n`);
  return exit.bug;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? String(error);
  return error.cause === undefined ? own : `${own}\n↳ ${stackOf(error.cause)}`;
}

/** A mistake on the command line itself. */
export function usageError(en: string, zh: string, command = ""): UserError {
  const help = `repaint ${command ? `${command} ` : ""}--help`;
  return new UserError(problem("usage", { en, zh }, { en: `See "${help}".`, zh: `请参阅“${help}”。` }));
}
