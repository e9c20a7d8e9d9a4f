import type { ParamValue, Registry } from "../node.ts";
import { warning, type Problem } from "../problem.ts";
import { readValues } from "../study/values.ts";
import type { Text } from "../text.ts";
import type { GraphFile, GraphNode } from "./format.ts";
import { nameOf } from "./wiring.ts";

/** What the Sweep nodes of a graph ask for. */
export interface Sweeps {
  /** Values by `node.param`, in the order of the nodes. */
  readonly axes: Readonly<Record<string, readonly ParamValue[]>>;
  /** As they are written, in the same order. */
  readonly written: readonly { readonly key: string; readonly values: string }[];
  /** Nodes whose sweep cannot be run, and why; a run of the graph itself is not hindered. */
  readonly problems: readonly Problem[];
}

/** Reads the sweeps that a graph brings along. @param registry with the graph's own types. */
export function sweepsOf({ nodes }: Pick<GraphFile, "nodes">, registry: Registry): Sweeps {
  const axes: Record<string, readonly ParamValue[]> = {};
  const written: { key: string; values: string }[] = [];
  const problems: Problem[] = [];
  for (const node of nodes) {
    const definition = registry.get(node.type);
    if (!definition?.sweeps) continue;
    const { over, values } = definition.sweeps;
    const text = (name: string): string =>
      String(node.params[name] ?? definition.params.find((param) => param.name === name)?.default ?? "");
    const key = text(over);
    const param = paramOf(key, nodes, registry);
    const read = param && readValues(text(values), param);
    if (!param) problems.push(noSuchParam(node, over, key));
    else if (key in axes) problems.push(twice(node, over, key));
    else if (!read) problems.push(noSuchValues(node, values, key, text(values)));
    else {
      axes[key] = read;
      written.push({ key, values: text(values) });
    }
  }
  return { axes, written, problems };
}

function paramOf(key: string, nodes: readonly GraphNode[], registry: Registry) {
  const dot = key.lastIndexOf(".");
  const node = nodes.find(({ id }) => id === key.slice(0, dot));
  const definition = registry.get(node?.type ?? "");
  return definition?.sweeps ? undefined : definition?.params.find(({ name }) => name === key.slice(dot + 1));
}

function noSuchParam(node: GraphNode, param: string, key: string): Problem {
  return said(
    node,
    param,
    {
      en:
        key === ""
          ? `${nameOf(node)} changes nothing yet.`
          : `${nameOf(node)} changes ${key}, which is not in this graph.`,
      zh: key === "" ? `${nameOf(node)} 尚未指定改变什么。` : `${nameOf(node)} 要改变的 ${key} 不在此图中。`,
    },
    { en: "Choose a param of a node.", zh: "请选择某个节点的参数。" },
  );
}

function twice(node: GraphNode, param: string, key: string): Problem {
  return said(
    node,
    param,
    {
      en: `${nameOf(node)} changes ${key}, which another Sweep changes already.`,
      zh: `${nameOf(node)} 要改变的 ${key} 已由另一个“扫描”改变。`,
    },
    { en: "Write all its values into one of them.", zh: "请将全部取值写入其中一个。" },
  );
}

function noSuchValues(node: GraphNode, param: string, key: string, values: string): Problem {
  const shown = values.slice(0, 60);
  return said(
    node,
    param,
    {
      en: `${nameOf(node)} gives ${key} the values "${shown}", of which one is none that it takes.`,
      zh: `${nameOf(node)} 给 ${key} 的取值“${shown}”中有其不接受的值。`,
    },
    { en: "Write them as 1, 2, 5 or as from:to:step.", zh: "请写为 1, 2, 5 或 起:止:步长。" },
  );
}

const said = (node: GraphNode, param: string, text: Text, remedy: Text): Problem =>
  warning("sweep", text, remedy, { node: node.id, param });

/** Sweeps inside a node of nodes: nobody outside can ask for them. */
export function hiddenSweep(node: GraphNode): Problem {
  return warning(
    "sweep",
    {
      en: `${nameOf(node)} lies inside a node of nodes, where no sweep is run.`,
      zh: `${nameOf(node)} 位于节点组内，那里不进行扫描。`,
    },
    { en: "Take it out, and expose the param that it changes.", zh: "请将其移出，并公开它所改变的参数。" },
    { node: node.id },
  );
}
