import { problem, UserError, type Problem } from "../runtime/problem.ts";

/** What went wrong, as problems for people. */
export function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof UserError) return error.problems;
  const text = error instanceof Error ? `${error.message}${causeOf(error)}` : String(error);
  return [
    problem(
      "bug",
      { en: `Something went wrong that should not: ${text}`, zh: `发生了不应发生的错误：${text}` },
      { en: "Please report it with the graph.", zh: "请连同该图一起报告。" },
    ),
  ];
}

const causeOf = ({ cause }: Error): string => (cause instanceof Error ? ` (${cause.message}${causeOf(cause)})` : "");
