import type { NodeDefinition, OutputSocket, Param, Registry } from "../runtime/node.ts";
import type { Language } from "../runtime/text.ts";
import { HOST_ROOM, type Host, type HostNode, type HostNodeClass } from "./host.ts";

/**
 * Teaches a litegraph editor the nodes of repaint-graph: they appear under `repaint-graph/`, wire by type, and keep
 * their params by name in `properties`. The host draws and saves them; `fromHost` makes a graph of what was wired.
 *
 * @param host the `LiteGraph` object of stock litegraph.js or of @comfyorg/litegraph.
 * @throws TypeError when it is neither.
 */
export function registerNodes(host: Host, registry: Registry, language: Language = "en"): void {
  if (!isNodeClass(host.LGraphNode)) throw new TypeError("LiteGraph.LGraphNode is missing: expected a litegraph host");
  for (const definition of registry.values()) {
    host.registerNodeType(HOST_ROOM + definition.type, classOf(definition, host.LGraphNode, language) as never);
  }
}

const isNodeClass = (value: unknown): value is HostNodeClass => typeof value === "function";

function classOf(definition: NodeDefinition, Base: HostNodeClass, language: Language): HostNodeClass {
  const name = definition.title[language];
  return class extends Base {
    static title = name;
    static desc = definition.help[language];

    /** The host hands in the title. */
    constructor(title?: string) {
      super(title ?? name);
      for (const input of definition.inputs) {
        this.addInput(input.name, input.types.join(), { label: input.title[language] });
      }
      for (const output of definition.outputs) {
        this.addOutput(output.name, outputType(output, definition), { label: output.title[language] });
      }
      for (const param of definition.params) addParam(this, param, language);
      this.size = this.computeSize();
    }
  };
}

/** The type of an output as the host knows it; one that follows its inputs may be any of theirs. */
export function outputType({ type }: OutputSocket, { inputs }: NodeDefinition): string {
  if (typeof type === "string") return type;
  return [...new Set(inputs.filter(({ name }) => type.like.includes(name)).flatMap(({ types }) => types))].join();
}

function addParam(node: HostNode, param: Param, language: Language): void {
  node.addProperty(param.name, param.default);
  const [type, more] = widgetOf(param);
  node.addWidget(type, param.title[language], param.default, null, { property: param.name, ...more });
}

/** Kind and settings of the host's widget. Its steps are tenths of what it calls a step. */
function widgetOf(param: Param): readonly [type: string, settings: Record<string, unknown>] {
  switch (param.kind) {
    case "number": {
      const step = param.step ?? (param.integer ? 1 : 0.01);
      return ["number", { min: param.min, max: param.max, step: step * 10, precision: param.integer ? 0 : 3 }];
    }
    case "seed":
      return ["number", { min: 0, max: Number.MAX_SAFE_INTEGER, step: 10, precision: 0 }];
    case "choice":
      return ["combo", { values: param.options.map(({ value }) => value) }];
    case "flag":
      return ["toggle", {}];
    default:
      return ["text", {}];
  }
}
