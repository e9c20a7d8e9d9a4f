import type { GraphFile, GraphNode } from "../runtime/graph/format.ts";
import type { NodeDefinition, Param, ParamValue, Registry } from "../runtime/node.ts";
import { problem, UserError } from "../runtime/problem.ts";
import type { Bindings } from "./places.ts";
import { usageError } from "./report.ts";

/** What the command line changes in a graph before it runs. */
export interface Overrides {
  /** `NODE.PARAM=VALUE`; NODE is an id, a type (`repaint/jump-back`) or its short name (`jump-back`). */
  readonly set: readonly string[];
  readonly seed?: number;
  readonly image?: string;
  readonly mask?: string;
  readonly model?: string;
  /** Whether the result is the picture that was given, its hole filled; by default where one is given. */
  readonly pasteBack?: boolean;
  /** Folder of the reader's own node types. */
  readonly nodes?: string;
}

/** @throws UserError when a node or param is not there, or a value is of the wrong kind. */
export function applyOverrides(
  graph: GraphFile,
  registry: Registry,
  overrides: Overrides,
  bindings: Bindings,
  cwd: string,
): GraphFile {
  let result = graph;
  const change = (nodes: readonly GraphNode[], name: string, value: ParamValue): void => {
    const ids = new Set(nodes.map(({ id }) => id));
    const changed = (node: GraphNode): GraphNode => ({ ...node, params: { ...node.params, [name]: value } });
    result = { ...result, nodes: result.nodes.map((node) => (ids.has(node.id) ? changed(node) : node)) };
  };
  if (overrides.model !== undefined) {
    const reference = modelReference(overrides.model, bindings, cwd);
    for (const { node, param } of required(result, registry, "model", "model")) change([node], param.name, reference);
  }
  for (const kind of ["image", "mask"] as const) {
    const path = overrides[kind];
    if (path === undefined) continue;
    for (const { node, param, definition } of required(result, registry, "image", kind)) {
      change([node], param.name, bindings.bind(path, cwd));
      // A node that can also make its picture itself is told to take this one: choice "painted" for param "painted".
      const choice = definition.params.find(
        (p) => p.kind === "choice" && p.options.some((o) => o.value === param.name),
      );
      if (choice) change([node], choice.name, param.name);
    }
  }
  if (overrides.seed !== undefined) {
    for (const node of result.nodes)
      for (const param of registry.get(node.type)?.params ?? [])
        if (param.kind === "seed") change([node], param.name, overrides.seed);
  }
  for (const setting of overrides.set) {
    const { nodes, param, text } = resolveSetting(setting, result, registry);
    change(nodes, param.name, valueOf(setting, param, text, bindings, cwd));
  }
  return result;
}

/** A model as it is named on the command line, as a reference. */
export function modelReference(model: string, bindings: Bindings, cwd: string): string {
  if (/^(bundled|https?|hf):/.test(model)) return model;
  return /^[A-Za-z0-9_-]+$/.test(model) ? `bundled:${model}` : bindings.bind(model.replace(/^file:/, ""), cwd);
}

interface Found {
  readonly node: GraphNode;
  readonly definition: NodeDefinition;
  readonly param: Param;
}

/** Nodes with a param of `kind` that give a value of type `gives`. */
function required(graph: GraphFile, registry: Registry, kind: Param["kind"], gives: string): readonly Found[] {
  const found = graph.nodes.flatMap((node): Found[] => {
    const definition = registry.get(node.type);
    const param = definition?.params.find((p) => p.kind === kind);
    return definition && param && definition.outputs.some(({ type }) => type === gives)
      ? [{ node, definition, param }]
      : [];
  });
  if (found.length > 0) return found;
  throw new UserError(
    problem(
      "no-such-node",
      { en: `The graph has no node that takes your ${gives}.`, zh: `图中没有可接收 ${gives} 的节点。` },
      {
        en: `Leave --${gives} out, or add such a node to the graph.`,
        zh: `请去掉 --${gives}，或在图中添加这样的节点。`,
      },
    ),
  );
}

function resolveSetting(setting: string, graph: GraphFile, registry: Registry) {
  const found = /^([^.=]+)\.([^.=]+)=(.*)$/s.exec(setting);
  const [, wanted = "", name = "", text = ""] = found ?? [];
  if (!found) throw usageError(`--set ${setting}: expected NODE.PARAM=VALUE.`, `--set ${setting}：应为 节点.参数=值。`);
  const byId = graph.nodes.filter(({ id }) => id === wanted);
  const byType = graph.nodes.filter(({ type }) => type === wanted || type.split("/")[1] === wanted);
  const nodes = byId.length > 0 ? byId : byType;
  const [first] = nodes;
  if (first === undefined) {
    const ids = graph.nodes.map(({ id }) => id).join(", ");
    throw usageError(
      `--set ${setting}: there is no node "${wanted}"; there are ${ids}.`,
      `--set ${setting}：没有节点“${wanted}”；现有 ${ids}。`,
    );
  }
  const params = registry.get(first.type)?.params ?? [];
  const param = params.find((p) => p.name === name);
  if (param) return { nodes: nodes.filter(({ type }) => type === first.type), param, text };
  const names = params.map((p) => p.name).join(", ") || "-";
  throw usageError(
    `--set ${setting}: ${first.type} has no param "${name}"; its params are ${names}.`,
    `--set ${setting}：${first.type} 没有参数“${name}”；其参数有 ${names}。`,
  );
}

/** Reads a value by the kind of its param; whether it lies in range is for the check of the graph to say. */
function valueOf(setting: string, param: Param, text: string, bindings: Bindings, cwd: string): ParamValue {
  switch (param.kind) {
    case "number":
    case "seed": {
      const value = text.trim() === "" ? NaN : Number(text);
      if (Number.isFinite(value)) return value;
      throw usageError(`--set ${setting}: "${text}" is not a number.`, `--set ${setting}：“${text}”不是数字。`);
    }
    case "flag":
      if (text === "true" || text === "false") return text === "true";
      throw usageError(`--set ${setting}: expected true or false.`, `--set ${setting}：应为 true 或 false。`);
    case "model":
    case "image":
      return text.startsWith("file:") ? bindings.bind(text.slice("file:".length), cwd) : text;
    default:
      return text;
  }
}

/** Every param that `--set` may name, from the definitions: type, name, range, default, title. */
export function settableParams(registry: Registry, language: "en" | "zh"): string {
  const lines: string[] = [];
  for (const { type, params } of registry.values())
    for (const param of params)
      lines.push(`  ${`${type}.${param.name}`.padEnd(42)} ${rangeText(param).padEnd(34)} ${param.title[language]}`);
  return lines.join("\n");
}

function rangeText(param: Param): string {
  const value =
    typeof param.default === "string" ? JSON.stringify(param.default.split("\n")[0]) : String(param.default);
  if (param.kind === "number") return `${param.min}…${param.max} (${value})`;
  if (param.kind === "choice") return `${param.options.map((option) => option.value).join("|")} (${param.default})`;
  return `${param.kind} (${value})`;
}
