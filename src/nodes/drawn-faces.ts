import type { GraphFile } from "../runtime/graph/format.ts";
import { warning, type Problem } from "../runtime/problem.ts";
import { modelLoad } from "./model-load.ts";

const FACES = "bundled:faces64";
/** The network in the box that has seen photographs. */
export const PHOTOS = "bundled:photo64";
/** Height and width that the networks of drawn faces know. */
const SIZE = 64;

/**
 * What is said where somebody's own picture is filled by the network of drawn faces; a picture no larger than the drawings may be
 * one of them.
 */
export function drawnFaces({ nodes }: GraphFile, height: number, width: number): Problem | undefined {
  const load = nodes.find(({ type, params }) => type === modelLoad.type && (params["model"] ?? FACES) === FACES);
  if (!load || Math.max(height, width) <= SIZE) return undefined;
  return warning(
    "drawn-faces",
    {
      en: "The network faces64 has seen drawn faces and nothing else: in a photograph it fills in parts of drawings.",
      zh: "网络 faces64 只见过手绘人脸：用它填充照片，填入的会像手绘。",
    },
    {
      en: "For a photograph take photo64 as the model.",
      zh: "填充照片请改用模型 photo64。",
    },
    { node: load.id, param: "model" },
  );
}
