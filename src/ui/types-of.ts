import type { GraphFile, GraphLink } from "../runtime/graph/format.ts";
import { outputType, wire, type Wire, type Wiring } from "../runtime/graph/wiring.ts";
import type { InputSocket, Registry, SocketType } from "../runtime/node.ts";
import type { Text } from "../runtime/text.ts";

/** What every output of a graph carries, as far as its wires say it. */
export interface Types {
  readonly wiring: Wiring;
  of(node: string, output: string): SocketType | undefined;
}

export function typesOf(graph: GraphFile, registry: Registry): Types {
  const wiring = wire(graph, registry);
  const known = new Map<string, SocketType | undefined>();
  const of = (id: string, name: string): SocketType | undefined => {
    const key = `${id}.${name}`;
    if (known.has(key)) return known.get(key);
    known.set(key, undefined); // A wire home comes back here: what it carries is what the others say.
    const node = wiring.nodes.get(id);
    const output = node?.definition.outputs.find((socket) => socket.name === name);
    const type = node && output && outputType(node, output, (wire: Wire) => of(wire.from, wire.output.name));
    known.set(key, type);
    return type;
  };
  return { wiring, of };
}

/** The names of the socket types, for sentences. */
export const typeNames: Readonly<Record<SocketType, Text>> = {
  model: { en: "a model", zh: "模型" },
  schedule: { en: "a schedule", zh: "噪声调度" },
  sample: { en: "a sample", zh: "样本" },
  prediction: { en: "a prediction", zh: "预测" },
  image: { en: "an image", zh: "图像" },
  mask: { en: "a mask", zh: "掩码" },
  number: { en: "a number", zh: "数值" },
  label: { en: "a class label", zh: "类别标签" },
  frame: { en: "a frame (a part of a picture)", zh: "取景框（图像的一部分）" },
};

/** Why a wire cannot be laid, or undefined when it can. */
export function refusal(
  link: GraphLink,
  types: Types,
  registry: Registry,
  titleOf: (id: string) => string,
): Text | undefined {
  const [from, output, to, input] = link;
  const socket = inputOf(to, input, types);
  const type = types.of(from, output);
  if (from === to) {
    return {
      en: `${titleOf(to)} cannot be wired to itself. Put another node in between.`,
      zh: `${titleOf(to)} 不能与自身相连。请在中间放入别的节点。`,
    };
  }
  if (!socket || !type || registry.size === 0) {
    return { en: "There is no such socket here.", zh: "这里没有这样的接口。" };
  }
  if (socket.types.includes(type)) return undefined;
  const wanted = (language: "en" | "zh"): string =>
    socket.types.map((t) => typeNames[t][language]).join(language === "en" ? " or " : "或");
  return {
    en: `${titleOf(to)} · ${socket.title.en} takes ${wanted("en")}; ${titleOf(from)} gives ${typeNames[type].en}.`,
    zh: `${titleOf(to)} · ${socket.title.zh} 需要${wanted("zh")}，而 ${titleOf(from)} 给出的是${typeNames[type].zh}。`,
  };
}

function inputOf(id: string, name: string, types: Types): InputSocket | undefined {
  return types.wiring.nodes.get(id)?.definition.inputs.find((socket) => socket.name === name);
}
