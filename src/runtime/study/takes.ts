import type { NodeDefinition } from "../node.ts";

/** Whether nodes of a type load a picture of the reader's, or read or draw a mask: a study hands its own to them. */
export function gives(definition: NodeDefinition | undefined, type: "image" | "mask"): boolean {
  return (
    definition !== undefined &&
    definition.params.some(({ kind }) => kind === "image") &&
    definition.outputs.some((output) => output.type === type)
  );
}
