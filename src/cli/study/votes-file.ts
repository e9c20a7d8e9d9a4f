import type { Schema } from "@cfworker/json-schema";
import { JsonError, readJson } from "../../runtime/json.ts";
import { schemaProblems } from "../../runtime/model/schema-problems.ts";
import { problem, UserError } from "../../runtime/problem.ts";
import type { VotesFile } from "../../runtime/study/user-study.ts";
import schema from "../../runtime/study/votes.schema.json" with { type: "json" };
import { readAtMost } from "../disk.ts";

const what = { en: "the votes", zh: "答案文件" };

/** A person's answers, checked. @param name for errors. @throws UserError `votes-format`. */
export function votesOf(text: string, name: string): VotesFile {
  const value = jsonOf(text, name);
  const remedy = { en: "Use the file as the page saved it.", zh: "请使用网页保存的原文件。" };
  const subject = { en: `The votes "${name}"`, zh: `答案文件“${name}”` };
  const problems = schemaProblems(schema as Schema, value, { code: "votes-format", subject, remedy });
  if (problems.length > 0) throw new UserError(...problems.slice(0, 5));
  return value as VotesFile;
}

/** The answers in a file: of one person, or (`.jsonl`, as the study's own server keeps them) of many, a line each. */
export async function readVotes(path: string): Promise<readonly VotesFile[]> {
  const text = await textAt(path);
  if (!path.endsWith(".jsonl")) return [votesOf(text, path)];
  // What stands behind the last end of a line was cut off by a kill.
  const lines = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
  return lines.flatMap((line, i) => (line === "" ? [] : [votesOf(line, `${path}:${i + 1}`)]));
}

/** @throws UserError when it is not there, or no JSON. */
export async function readJsonFile(path: string): Promise<unknown> {
  return jsonOf(await textAt(path), path);
}

const textAt = async (path: string): Promise<string> =>
  new TextDecoder().decode(await readAtMost(path, 500_000_000, what));

function jsonOf(text: string, name: string): unknown {
  try {
    return readJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new UserError(wrongVotes(name, `is not JSON: ${error.reason.en}`, `不是 JSON：${error.reason.zh}`));
  }
}

/** A file that is not what it should be. */
export function wrongVotes(path: string, en: string, zh: string) {
  return problem(
    "votes-format",
    { en: `The file "${path}" ${en}.`, zh: `文件“${path}”${zh}。` },
    {
      en: "Give the key.json of the study, then the files that its page saved.",
      zh: "请先给出该研究的 key.json，再给出其网页保存的文件。",
    },
  );
}
