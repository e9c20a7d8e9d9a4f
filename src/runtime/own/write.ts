import { isBody, type OwnDefinition } from "../graph/format.ts";
import { orderedNode } from "../graph/ordered.ts";
import type { SocketType } from "../node.ts";
import type { Text } from "../text.ts";

/** A definition as files have it: what goes without saying is left out, and reading it gives the same again. */
export function written(definition: OwnDefinition): object {
  const { name, title, help, source } = definition;
  const words = {
    name,
    ...(!(title.en === name && title.zh === name) && { title: wordOf(title) }),
    ...((help.en !== "" || help.zh !== "") && { help: wordOf(help) }),
    ...(source !== undefined && { source }),
  };
  const named = ({ name: port, title: text }: { readonly name: string; readonly title?: Text }): object => ({
    name: port,
    ...(text && { title: wordOf(text) }),
  });
  if (isBody(definition)) {
    return {
      ...words,
      inputs: definition.inputs.map((port) => ({ ...named(port), to: port.to })),
      outputs: definition.outputs.map((port) => ({ ...named(port), from: port.from })),
      params: definition.params.map(({ help: text, of, min, max, ...port }) => ({
        ...named(port),
        ...(text && { help: wordOf(text) }),
        of,
        ...(min !== undefined && { min }),
        ...(max !== undefined && { max }),
      })),
      nodes: definition.nodes.map(orderedNode),
      links: definition.links,
    };
  }
  const { inputs, outputs, params, equation, moves } = definition;
  return {
    ...words,
    inputs: inputs.map((port) => ({ ...named(port), types: port.types })),
    outputs: outputs.map((port) => ({ ...named(port), ...typeOf(port.type) })),
    params: params.map(({ name: param, title: text, help: about, default: value, min, max, step, integer }) => ({
      ...named({ name: param, title: text }),
      help: wordOf(about),
      default: value,
      min,
      max,
      ...(step !== undefined && { step }),
      ...(integer && { integer }),
    })),
    equation,
    ...(moves !== "stay" && { moves }),
  };
}

const wordOf = (text: Text): string | Text => (text.en === text.zh ? text.en : text);

const typeOf = (type: SocketType | { readonly like: readonly string[] }): object =>
  typeof type === "string" ? { type } : { like: type.like[0] };
