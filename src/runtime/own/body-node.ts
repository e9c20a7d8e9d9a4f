import type { End, OwnBody } from "../graph/format.ts";
import { paramSocket } from "../graph/wiring.ts";
import type { InputSocket, NodeDefinition, OutputSocket, Param, Registry, SocketType } from "../node.ts";

/**
 * The node type of a node of nodes: its sockets and params as those who wire it see them. It neither runs nor plans, since
 * `expand` puts its nodes in its place before.
 */
export function bodyNode(type: string, body: OwnBody, registry: Registry): NodeDefinition {
  const inside = new Inside(body, registry);
  return {
    type,
    v: 1,
    category: "own",
    title: body.title,
    help: body.help,
    ...(body.source !== undefined && { source: body.source }),
    inputs: body.inputs.flatMap(({ name, title, to }): InputSocket[] => {
      const sockets = to.flatMap((end) => inside.input(end) ?? []);
      const [first] = sockets;
      if (!first) return [];
      return [
        {
          name,
          title: title ?? first.title,
          types: first.types.filter((one) => sockets.every(({ types }) => types.includes(one))),
          ...(sockets.every(({ optional }) => optional) && { optional: true }),
          ...(sockets.some(({ feedback }) => feedback) && { feedback: true }),
        },
      ];
    }),
    outputs: body.outputs.flatMap(({ name, title, from }): OutputSocket[] => {
      const socket = inside.output(from);
      return socket ? [{ name, title: title ?? socket.title, type: inside.typeOf(from) }] : [];
    }),
    params: body.params.flatMap((param): Param[] => {
      const found = inside.param(param.of);
      if (!found) return [];
      const { name, title = found.title, help = found.help } = param;
      const words = { name, title, help };
      if (found.kind !== "number") return [{ ...found, ...words } as Param];
      const { min = found.min, max = found.max } = param;
      return [{ ...found, ...words, min, max }];
    }),
  };
}

/** What can be asked of the nodes inside. */
class Inside {
  private readonly body: OwnBody;
  private readonly registry: Registry;

  constructor(body: OwnBody, registry: Registry) {
    this.body = body;
    this.registry = registry;
  }

  input([id, name]: End): InputSocket | undefined {
    const definition = this.definition(id);
    return definition?.inputs.find((socket) => socket.name === name) ?? (definition && paramSocket(definition, name));
  }

  output([id, name]: End): OutputSocket | undefined {
    return this.definition(id)?.outputs.find((socket) => socket.name === name);
  }

  /** A param with the value that the node inside has as its default. */
  param([id, name]: End): Param | undefined {
    const param = this.definition(id)?.params.find((one) => one.name === name);
    const value = this.body.nodes.find((node) => node.id === id)?.params[name];
    return param && value !== undefined ? ({ ...param, default: value } as Param) : param;
  }

  /** The type of an output: one that is like its input follows the wire to it, to the edge if need be. */
  typeOf(end: End): OutputSocket["type"] {
    const found = this.follow(end, new Set());
    const plain = found.filter((one): one is SocketType => !one.startsWith("port:"));
    const sample = plain.find((type) => type === "sample");
    if (sample) return sample;
    const like = found.flatMap((one) => (one.startsWith("port:") ? [one.slice("port:".length)] : []));
    return like.length > 0 ? { like } : (plain[0] ?? "sample");
  }

  private follow([id, name]: End, seen: Set<string>): readonly (SocketType | `port:${string}`)[] {
    const type = this.output([id, name])?.type;
    const key = `${id}.${name}`;
    if (type === undefined || seen.has(key)) return [];
    seen.add(key);
    if (typeof type === "string") return [type];
    return type.like.flatMap((input) => {
      const wire = this.body.links.find(([, , to, socket]) => to === id && socket === input);
      if (wire) return this.follow([wire[0], wire[1]], seen);
      const port = this.body.inputs.find(({ to }) => to.some(([node, socket]) => node === id && socket === input));
      return port ? [`port:${port.name}` as const] : [];
    });
  }

  private definition(id: string): NodeDefinition | undefined {
    const node = this.body.nodes.find((one) => one.id === id);
    return node && this.registry.get(node.type);
  }
}
