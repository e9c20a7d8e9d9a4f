import { basename, dirname, resolve, sep } from "node:path";
import type { GraphFile } from "../runtime/graph/format.ts";
import { parseGraph } from "../runtime/graph/parse.ts";
import { importConfiguration } from "../runtime/official/import.ts";
import type { Registry } from "../runtime/node.ts";
import { isPng, PngError } from "../runtime/png/chunks.ts";
import { foreignInPicture } from "../runtime/png/foreign.ts";
import { graphKeyword, readText } from "../runtime/png/text.ts";
import { problem, UserError, type Problem } from "../runtime/problem.ts";
import { exists, readAtMost } from "./disk.ts";
import { inPackage, shippedNames } from "./package.ts";

/** Longest graph as a file of its own, and longest picture that carries one. */
const maxJson = 8_000_000;
const maxPng = 64_000_000;

export interface LoadedGraph {
  readonly graph: GraphFile;
  /** What was dropped or changed on the way in. */
  readonly notes: readonly Problem[];
  /** Name for people: a shipped name or the file's. */
  readonly name: string;
  /** `file:` references of the graph start here. */
  readonly folder: string;
}

/**
 * Reads GRAPH: a JSON file, a PNG with a graph inside, a `.yml` configuration of the official code, or the name of a
 * shipped graph.
 *
 * @throws UserError
 */
export async function loadGraph(argument: string, cwd: string, registry: Registry): Promise<LoadedGraph> {
  const path = await pathOf(argument, cwd);
  const text = await readGraphText(path);
  const file = basename(path);
  const { graph, notes } = isConfiguration(path) ? importConfiguration(text, file) : parseGraph(text, registry);
  return { graph, notes, name: file.replace(/\.(json|png|ya?ml)$/i, ""), folder: dirname(path) };
}

const isConfiguration = (path: string): boolean => /\.ya?ml$/i.test(path);

async function pathOf(argument: string, cwd: string): Promise<string> {
  const path = resolve(cwd, argument);
  const isName = !/[/\\]|\.(json|png|ya?ml)$/i.test(argument) && !argument.includes(sep);
  if (!isName || (await exists(path))) return path;
  const names = await shippedNames("graphs");
  if (names.includes(argument)) return inPackage(`graphs/${argument}.json`);
  throw new UserError(
    problem(
      "file-missing",
      {
        en: `There is no graph "${argument}": neither a file of that name nor a shipped graph.`,
        zh: `没有图“${argument}”：既无此文件，也非内置图。`,
      },
      { en: `Shipped graphs: ${names.join(", ")}.`, zh: `内置图：${names.join("、")}。` },
    ),
  );
}

async function readGraphText(path: string): Promise<string> {
  const what = { en: "the graph", zh: "图文件" };
  const isPicture = /\.png$/i.test(path);
  const bytes = await readAtMost(path, isPicture ? maxPng : maxJson, what);
  if (!isPng(bytes)) return new TextDecoder().decode(bytes);
  try {
    const text = await readText(bytes, graphKeyword);
    if (text !== undefined) return text;
  } catch (error) {
    if (!(error instanceof PngError)) throw error;
    throw new UserError(pictureProblem(path, `it is ${error.message}`, `文件损坏`));
  }
  const foreign = await foreignInPicture(bytes, basename(path));
  throw new UserError(
    foreign ? { ...foreign, severity: "error" } : pictureProblem(path, "it carries no graph", "其中没有图"),
  );
}

function pictureProblem(path: string, en: string, zh: string): Problem {
  return problem(
    "no-graph-in-picture",
    { en: `No graph can be read from the picture "${path}": ${en}.`, zh: `无法从图片“${path}”读取图：${zh}。` },
    {
      en: "Use a PNG that repaint-graph saved; other programs may have removed the graph.",
      zh: "请使用 repaint-graph 保存的 PNG；其他程序可能已将图删除。",
    },
  );
}
