import { parseGraph } from "../runtime/graph/parse.ts";
import type { GraphFile } from "../runtime/graph/format.ts";
import type { Registry } from "../runtime/node.ts";
import { isPng } from "../runtime/png/chunks.ts";
import { problem, UserError, type Problem } from "../runtime/problem.ts";

const MAX_GRAPH_BYTES = 8 << 20;

export interface OpenedGraph {
  readonly graph: GraphFile;
  /** What was left out or brought up to date. */
  readonly notes: readonly Problem[];
}

/**
 * Reads a graph from a file: JSON, a PNG with a graph inside, or a `.yml` configuration of the official code.
 *
 * @returns undefined for a picture without a graph, and for data.
 * @throws UserError when it is neither.
 */
export async function readGraph(file: File, registry: Registry): Promise<OpenedGraph | undefined> {
  if (isPicture(file)) {
    const text = await graphInside(file);
    return text === undefined ? undefined : parseGraph(text, registry);
  }
  if (file.size > MAX_GRAPH_BYTES) throw new UserError(tooLarge(file));
  const text = await file.text();
  if (/\.ya?ml$/i.test(file.name)) {
    return (await import("../runtime/official/import.ts")).importConfiguration(text, file.name);
  }
  if (!/^\s*[[{]/.test(text) && !file.name.endsWith(".json")) throw new UserError(notReadable(file));
  return parseGraph(text, registry);
}

/** Whether a file is a picture, or data that take its place, by its type and name. */
export const isPicture = (file: File): boolean =>
  file.type.startsWith("image/") || /\.(png|jpe?g|webp|gif|bmp|avif|tiff?|hei[cf]|npy)$/i.test(file.name);

/** Whether a file belongs to a model: a network, its data, or its card. */
export async function isOfModel(file: File): Promise<boolean> {
  if (/\.(onnx|onnx_data|data|bin)$/i.test(file.name)) return true;
  return /\.json$/i.test(file.name) && /"format"\s*:\s*"repaint-model"/.test(await file.slice(0, 4096).text());
}

export { isLessonFile } from "./lesson/looks-like.ts";

/**
 * The text of a lesson's file.
 *
 * @throws UserError `too-large`
 */
export async function lessonText(file: File): Promise<string> {
  if (file.size > MAX_GRAPH_BYTES) throw new UserError(tooLarge(file));
  return await file.text();
}

/** A note where a picture carries the workflow of another program. */
export async function foreignNote(file: File): Promise<Problem | undefined> {
  const { foreignInPicture } = await import("../runtime/png/foreign.ts");
  return await foreignInPicture(new Uint8Array(await file.arrayBuffer()), file.name);
}

async function graphInside(file: File): Promise<string | undefined> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (!isPng(bytes)) return undefined;
  const { graphKeyword, readText } = await import("../runtime/png/text.ts");
  try {
    return await readText(bytes, graphKeyword);
  } catch {
    return undefined; // Whether it is a picture at all, its decoder will say.
  }
}

function notReadable(file: File): Problem {
  return problem(
    "not-readable",
    { en: `“${file.name}” is neither a graph nor a picture.`, zh: `“${file.name}”既不是图文件也不是图片。` },
    {
      en: "Choose a .json graph, a .yml configuration of the official code, or a picture.",
      zh: "请选择 .json 图文件、官方代码的 .yml 配置，或图片。",
    },
  );
}

/** A picture came, and the graph has no place for it. */
export const noPlace = (): Problem =>
  problem(
    "no-place",
    { en: "There is no “Load image” node in this graph.", zh: "图中没有“加载图像”节点。" },
    { en: "Add one, then open the picture again.", zh: "请先添加一个，再重新打开图片。" },
  );

function tooLarge(file: File): Problem {
  const size = `${(file.size / 1e6).toFixed(1)} MB`;
  return problem(
    "too-large",
    { en: `“${file.name}” has ${size}; at most 8 MB are read.`, zh: `“${file.name}”有 ${size}，最多读取 8 MB。` },
    { en: "Keep pictures in files of their own.", zh: "请把图片另存为单独的文件。" },
  );
}
