import type { GraphFile, GraphLink } from "../../runtime/graph/format.ts";
import type { Registry } from "../../runtime/node.ts";
import type { Language } from "../../runtime/text.ts";
import type { Choice } from "../commands/choice.ts";
import { keyLabel } from "../commands/key-label.ts";
import type { Commands } from "../commands/registry.ts";
import { formatParam } from "../format.ts";
import { words } from "../i18n/index.ts";
import { titleOf } from "../scene-of.ts";
import { executionOrder, idsOf } from "./order.ts";

/** Every node type, to add one. */
export function nodeChoices(registry: Registry, language: Language): Choice[] {
  const { categories } = words(language);
  return [...registry.values()]
    .map(({ type, title, category }) => {
      return { id: type, title: title[language], also: [title.en, title.zh, type], group: categories[category] };
    })
    .sort((a, b) => order(categories, a.group) - order(categories, b.group));
}

const order = (categories: object, group: string): number => Object.values(categories).indexOf(group);

/** Wires that could be laid at a node: its socket, and the other end. */
export function linkChoices(
  graph: GraphFile,
  registry: Registry,
  language: Language,
  node: string,
  links: readonly GraphLink[],
): Choice[] {
  return links.map((link, i) => {
    const [from, output, to, input] = link;
    const inward = to === node;
    const [own, other] = inward
      ? [socketTitle(graph, registry, language, to, input), endTitle(graph, registry, language, from, output)]
      : [socketTitle(graph, registry, language, from, output), endTitle(graph, registry, language, to, input)];
    return { id: String(i), title: `${own} ${inward ? "←" : "→"} ${other}`, also: [link.join(" ")] };
  });
}

/** `Composite · known`. */
export function endTitle(graph: GraphFile, registry: Registry, language: Language, id: string, name: string): string {
  const node = graph.nodes.find((other) => other.id === id);
  const title = node ? titleOf(node, registry, language) : id;
  return `${title} · ${socketTitle(graph, registry, language, id, name)}`;
}

function socketTitle(graph: GraphFile, registry: Registry, language: Language, id: string, name: string): string {
  const definition = registry.get(graph.nodes.find((node) => node.id === id)?.type ?? "");
  const sockets = [...(definition?.inputs ?? []), ...(definition?.outputs ?? [])];
  return sockets.find((socket) => socket.name === name)?.title[language] ?? name;
}

/** Commands that can be run now, with their keys. */
export function commandChoices(commands: Commands, language: Language, group: string): Choice[] {
  return commands.list
    .filter(({ id, enabled }) => id !== "palette" && enabled?.() !== false)
    .map((entry) => {
      const [keys] = commands.keysOf(entry);
      const { id, title } = entry;
      return {
        id,
        title: title[language],
        also: [title.en, title.zh],
        group,
        ...(keys !== undefined && { keys: keyLabel(keys) }),
      };
    });
}

/** The nodes of the graph, found by title, type and params. */
export function placeChoices(graph: GraphFile, registry: Registry, language: Language, group: string): Choice[] {
  return idsOf(executionOrder(graph, registry)).flatMap((id) => {
    const node = graph.nodes.find((other) => other.id === id);
    if (!node) return [];
    const definition = registry.get(node.type);
    const params = (definition?.params ?? []).map((param) => {
      const value = formatParam(param, node.params[param.name], language);
      return { title: `${param.title[language]} = ${value}`, also: `${param.name} ${value}` };
    });
    const also = [
      id,
      node.type,
      ...Object.values(definition?.title ?? {}),
      ...params.flatMap((p) => [p.title, p.also]),
    ];
    const detail = params.slice(0, 2).map((param) => param.title);
    return [{ id, title: titleOf(node, registry, language), detail: detail.join(" · "), also, group }];
  });
}
