import type { GraphFile, GraphLink } from "../../../runtime/graph/format.ts";
import type { Condition, Task } from "../../../runtime/lesson/format.ts";
import type { Registry } from "../../../runtime/node.ts";
import type { Language } from "../../../runtime/text.ts";

/** What of the editor a task can be recognised by, beside its graph. */
export interface Done {
  readonly selected: ReadonlySet<string>;
  readonly finished: boolean;
  /** The level at which the author stands, in a run that is paused or looked back at. */
  readonly level: number | undefined;
}

const MOST = 8;

/** What the author has done since the step began, as the conditions of a task. */
export function conditionsBetween(
  before: GraphFile,
  after: GraphFile,
  done: Done,
  registry: Registry,
): readonly Condition[] {
  const has = (list: readonly GraphLink[], link: GraphLink): boolean =>
    list.some((one) => one.join("\n") === link.join("\n"));
  const old = new Map(before.nodes.map((node) => [node.id, node]));
  const found: Condition[] = [];
  for (const { id, type, params } of after.nodes) {
    const was = old.get(id);
    if (!was) found.push({ kind: "node", type });
    const from =
      was?.params ?? Object.fromEntries((registry.get(type)?.params ?? []).map((one) => [one.name, one.default]));
    for (const [name, value] of Object.entries(params)) {
      const isShort = typeof value !== "string" || value.length <= 200;
      if (from[name] !== value && isShort) found.push({ kind: "param", node: was ? id : type, name, is: "=", value });
    }
  }
  for (const { type } of before.nodes) {
    if (!after.nodes.some((node) => node.type === type)) found.push({ kind: "no-node", type });
  }
  const nameIn = (id: string): string => (old.has(id) ? id : (after.nodes.find((node) => node.id === id)?.type ?? id));
  const gone = (id: string): boolean => !after.nodes.some((node) => node.id === id);
  for (const link of after.links.filter((one) => !has(before.links, one))) {
    const [from, output, to, input] = link;
    found.push({ kind: "wire", from: nameIn(from), output, to: nameIn(to), input });
  }
  for (const [from, output, to, input] of before.links.filter((one) => !has(after.links, one))) {
    const isTaken = after.links.some((one) => one[2] === to && one[3] === input);
    if (!isTaken && !gone(from) && !gone(to)) found.push({ kind: "no-wire", from, output, to, input });
  }
  if (done.finished) found.push({ kind: "finished" });
  else if (done.level !== undefined) found.push({ kind: "level", is: "=", value: done.level });
  if (found.length === 0) for (const node of done.selected) found.push({ kind: "selected", node });
  const unique = new Map(found.map((one) => [JSON.stringify(one), one]));
  return [...unique.values()].slice(0, MOST);
}

/** A condition as what is to be done: a sentence with a reference to the node, to begin the words of a task with. */
export function sentenceOf(condition: Condition, graph: GraphFile, registry: Registry, language: Language): string {
  const en = language === "en";
  const titleOf = (name: string): string => {
    const node = graph.nodes.find(({ id, type }) => id === name || type === name);
    return node?.title ?? registry.get(node?.type ?? name)?.title[language] ?? name;
  };
  const link = (name: string): string => (name.includes("/") ? titleOf(name) : `[${titleOf(name)}](#node/${name})`);
  const socket = (name: string, side: "inputs" | "outputs", socket: string): string => {
    const type = graph.nodes.find(({ id }) => id === name)?.type ?? name;
    return registry.get(type)?.[side].find((one) => one.name === socket)?.title[language] ?? socket;
  };
  switch (condition.kind) {
    case "param": {
      const { node, name, value } = condition;
      const type = graph.nodes.find(({ id }) => id === node)?.type ?? node;
      const param = registry.get(type)?.params.find((one) => one.name === name);
      const title = param?.title[language] ?? name;
      const named = node.includes("/") ? title : `[${title}](#param/${node}/${name})`;
      const option =
        param?.kind === "choice" ? param.options.find((one) => one.value === value)?.title[language] : undefined;
      const said =
        option ?? (typeof value === "boolean" ? (value ? (en ? "on" : "开") : en ? "off" : "关") : String(value));
      return en ? `Set ${named} to ${said}.` : `把${named}设为 ${said}。`;
    }
    case "wire": {
      const [a, b] = [
        socket(condition.from, "outputs", condition.output),
        socket(condition.to, "inputs", condition.input),
      ];
      return en
        ? `Wire “${a}” of ${link(condition.from)} to “${b}” of ${link(condition.to)}.`
        : `把${link(condition.from)}的“${a}”接到${link(condition.to)}的“${b}”。`;
    }
    case "no-wire": {
      const b = socket(condition.to, "inputs", condition.input);
      return en ? `Take the wire off “${b}” of ${link(condition.to)}.` : `拆掉${link(condition.to)}的“${b}”上的线。`;
    }
    case "node":
      return en ? `Add the node ${titleOf(condition.type)}.` : `添加节点${titleOf(condition.type)}。`;
    case "no-node":
      return en ? `Remove ${titleOf(condition.type)}.` : `删除${titleOf(condition.type)}。`;
    case "selected":
      return en ? `Select ${link(condition.node)}.` : `选中${link(condition.node)}。`;
    case "finished":
      return en ? "[Run](#run) it to the end." : "[运行](#run)到底。";
    case "level":
      return en
        ? `Go to t ${condition.is} ${condition.value} in the [player](#player).`
        : `在[播放器](#player)中走到 t ${condition.is} ${condition.value}。`;
    case "calls":
      return en
        ? `Make it ${condition.is} ${condition.value} network calls.`
        : `让网络调用次数 ${condition.is} ${condition.value}。`;
    case "known":
      return en
        ? `Make the known share of ${link(condition.node)} ${condition.is} ${Math.round(100 * condition.value)} %.`
        : `让${link(condition.node)}的已知部分 ${condition.is} ${Math.round(100 * condition.value)} %。`;
    case "variation":
      return en
        ? `Bring the total variation of ${link(condition.node)} to ${condition.is} ${condition.value}.`
        : `让${link(condition.node)}的总变差 ${condition.is} ${condition.value}。`;
    case "compared":
      return en ? "Run both." : "两个都运行。";
  }
}

/** The task that asks for these conditions, in words to begin with. */
export function taskOf(when: readonly Condition[], graph: GraphFile, registry: Registry): Task {
  const said = (language: Language): string =>
    when.map((one) => sentenceOf(one, graph, registry, language)).join(language === "en" ? " " : "");
  return { do: { en: said("en"), zh: said("zh") }, when };
}
