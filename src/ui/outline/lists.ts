import type { Choice } from "../commands/choice.ts";
import { connect } from "../edits.ts";
import { NodeIndex } from "../search/node-index.ts";
import { titleOf } from "../scene-of.ts";
import { commandChoices, endTitle, linkChoices, nodeChoices, placeChoices } from "./choices.ts";
import { addType, type Hands } from "./hands.ts";
import { listWords } from "./list-words.ts";
import { possibleLinks } from "./targets.ts";

/** Lets choose a node to add. */
export async function add(hands: Hands): Promise<void> {
  const { language } = hands.studio;
  const index = await NodeIndex.of(hands.registry, language);
  const type = await hands.choose(nodeChoices(hands.registry, language), listWords(language).addNode, (query) =>
    index.found(query),
  );
  if (type !== undefined) addType(hands, type);
}

/** Lets choose what to wire the focused socket to, or any socket of the selected node. */
export async function join({ studio, registry, choose }: Hands): Promise<void> {
  const { graph, language, socket } = studio;
  const w = listWords(language);
  const [id] = studio.selected;
  const node = graph.nodes.find((other) => other.id === id);
  if (!node) return;
  const links = possibleLinks(graph, registry, { node: node.id, socket });
  const end = (at: string, name: string): string => endTitle(studio.graph, registry, language, at, name);
  const name = socket ? end(node.id, socket.name) : titleOf(node, registry, language);
  if (links.length === 0) return studio.announce(w.nothingFits(name));
  const chosen = await choose(linkChoices(graph, registry, language, node.id, links), w.connectNode(name));
  const link = chosen === undefined ? undefined : links[Number(chosen)];
  if (!link) return;
  studio.edit(connect(link));
  studio.announce(w.connected(end(link[0], link[1]), end(link[2], link[3])));
}

/** The list of everything: commands, places in the graph, nodes to add, templates. */
export async function find(hands: Hands): Promise<void> {
  const { studio, registry } = hands;
  const { language } = studio;
  const { groups, find } = listWords(language);
  const marked = (mark: string, list: readonly Choice[], group = ""): Choice[] =>
    list.map((choice) => ({ ...choice, id: `${mark}${choice.id}`, group }));
  const templates = studio.assets.templates.map(({ name, title }) => {
    return { id: name, title: title[language], also: [title.en, title.zh, name] };
  });
  const index = await NodeIndex.of(registry, language);
  const chosen = await hands.choose(
    [
      ...marked("c", commandChoices(studio.commands, language, ""), groups.commands),
      ...marked("p", placeChoices(studio.graph, registry, language, ""), groups.places),
      ...marked("n", nodeChoices(registry, language), groups.add),
      ...marked("t", templates, groups.templates),
    ],
    find,
    (query) => index.found(query).map((type) => `n${type}`),
  );
  const id = chosen?.slice(1) ?? "";
  if (chosen?.startsWith("c")) studio.commands.run(id);
  if (chosen?.startsWith("n")) addType(hands, id);
  if (chosen?.startsWith("t")) await studio.openTemplate(id);
  if (chosen?.startsWith("p")) hands.locate(id);
}
