import type { GraphFile } from "../graph/format.ts";
import type { NodeDefinition, Registry } from "../node.ts";
import { problem, type Problem } from "../problem.ts";

/** Whether nodes of a type load a picture of the reader's, or read or draw a mask: a study hands its own to them. */
export function gives(definition: NodeDefinition | undefined, type: "image" | "mask"): boolean {
  return (
    definition !== undefined &&
    definition.params.some(({ kind }) => kind === "image") &&
    definition.outputs.some((output) => output.type === type)
  );
}

/** What a graph lacks to be studied: a node that is handed the pictures, one that is handed the masks. @param name of the graph in the study. */
export function lacks({ nodes }: GraphFile, registry: Registry, name: string): readonly Problem[] {
  return (["image", "mask"] as const)
    .filter((type) => !nodes.some((node) => gives(registry.get(node.type), type)))
    .map((type) => takesNone(name, type));
}

function takesNone(name: string, type: "image" | "mask"): Problem {
  return problem(
    "study-graph",
    {
      en: `The graph of "${name}" has no node that takes a study's ${type === "image" ? "pictures" : "masks"}.`,
      zh: `“${name}”的图中没有可接收研究${type === "image" ? "图像" : "掩码"}的节点。`,
    },
    {
      en: `Add image/${type === "image" ? "load" : "mask"} to it, or leave the graph out.`,
      zh: `请在图中加入 image/${type === "image" ? "load" : "mask"}，或去掉该图。`,
    },
  );
}
