import type { GraphFile, GraphLink } from "../../runtime/graph/format.ts";
import { addNode, all, connect, disconnect, freshId, type Edit } from "../edits.ts";
import { addAt, converters, feed, insertBetween, outputFor, sources } from "../edits-wire.ts";
import { typesOf } from "../types-of.ts";
import { linkInto, named, type Fix, type Spot } from "./spot.ts";

/** Most choices that are offered; a list of all would be no help. */
const CHOICES = 2;

/** Wires an input: to what is there, else to a new node that gives it and needs nothing itself. */
export function wireUp(spot: Spot): readonly Fix[] {
  const { graph, registry, node, socket } = spot;
  const there = sources(graph, registry, node, socket);
  if (there.length > 0 && there.length <= CHOICES) {
    return there.map(([from, output]) => {
      const { en, zh } = named(spot, from);
      const more = there.filter(([other]) => other === from).length > 1 ? ` · ${output}` : "";
      return {
        label: { en: `Wire ${en}${more}`, zh: `接入“${zh}${more}”` },
        edit: connect([from, output, node, socket]),
      };
    });
  }
  const input = typesOf(graph, registry)
    .wiring.nodes.get(node)
    ?.definition.inputs.find(({ name }) => name === socket);
  if (!input || there.length > 0) return [];
  return [...registry.values()]
    .flatMap((definition) => {
      const output = outputFor(definition, input.types);
      return output !== undefined && definition.inputs.every(({ optional }) => optional)
        ? [{ definition, output }]
        : [];
    })
    .slice(0, CHOICES)
    .map(({ definition, output }) => ({
      label: { en: `Add ${definition.title.en}`, zh: `添加“${definition.title.zh}”` },
      edit: (now) => {
        const id = freshId(now, definition.type);
        const [x, y] = now.nodes.find((other) => other.id === node)?.pos ?? [0, 0];
        return addAt({ node, socket, side: "input" }, definition, output, id, [x - 240, y], registry)(now);
      },
    }));
}

/** Puts what makes the one of the other between them. */
export function convert(spot: Spot): readonly Fix[] {
  const link = linkInto(spot);
  if (!link) return [];
  const types = typesOf(spot.graph, spot.registry);
  const came = types.of(link[0], link[1]);
  const input = types.wiring.nodes.get(spot.node)?.definition.inputs.find(({ name }) => name === spot.socket);
  if (!came || !input) return [];
  return converters(spot.registry, came, input.types)
    .slice(0, CHOICES)
    .map((way) => ({
      label: { en: `Insert ${way.definition.title.en}`, zh: `插入“${way.definition.title.zh}”` },
      edit: insertBetween(link, way, spot.registry),
    }));
}

export const takeOff = ({ node, socket }: Spot): Fix => ({
  label: { en: "Delete the wire", zh: "删除连线" },
  edit: disconnect(node, socket),
});

export function deleteWires(bad: (graph: GraphFile) => (link: GraphLink) => boolean): Fix {
  return {
    label: { en: "Delete the wire", zh: "删除连线" },
    edit: (graph) => {
      const wrong = bad(graph);
      const links = graph.links.filter((link) => !wrong(link));
      return links.length === graph.links.length ? graph : { ...graph, links };
    },
  };
}

/** Puts a loop into a circle: the wire goes home to it, and its body takes the wire's place. */
export function putLoop(spot: Spot): readonly Fix[] {
  const link = linkInto(spot);
  const came = link && typesOf(spot.graph, spot.registry).of(link[0], link[1]);
  const loop = [...spot.registry.values()].find((definition) => definition.loop);
  const back = loop?.inputs.find((input) => input.feedback);
  const body = loop?.outputs[0];
  if (!link || !loop || !back || !body || came === undefined || !back.types.includes(came)) return [];
  const edit: Edit = (graph) => {
    const id = freshId(graph, loop.type);
    const [x, y] = graph.nodes.find((other) => other.id === link[2])?.pos ?? [0, 0];
    return all(
      addNode(loop, id, [x - 220, y]),
      connect([link[0], link[1], id, back.name]),
      connect([id, body.name, link[2], link[3]]),
      feed(id, spot.registry),
    )(graph);
  };
  return [{ label: { en: "Insert a Loop", zh: "插入循环节点" }, edit }];
}

/** Wires the picture itself instead of the picture with noise. */
export function wirePicture(spot: Spot): readonly Fix[] {
  const noised = linkInto(spot)?.[0];
  const source = spot.graph.links.find(([, , to, input]) => to === noised && input === "image");
  if (!source) return [];
  const { en, zh } = named(spot, source[0]);
  const edit = connect([source[0], source[1], spot.node, spot.socket]);
  return [{ label: { en: `Wire ${en}`, zh: `改接“${zh}”` }, edit }];
}

/** Exchanges the wire of a mask with that of the first picture. */
export function exchange(spot: Spot): readonly Fix[] {
  const types = typesOf(spot.graph, spot.registry);
  const mask = linkInto(spot);
  const picture = spot.graph.links.find(
    ([from, output, to]) => to === spot.node && ["sample", "image"].includes(types.of(from, output) ?? ""),
  );
  if (!mask || !picture) return [];
  const edit = all(
    connect([picture[0], picture[1], spot.node, mask[3]]),
    connect([mask[0], mask[1], spot.node, picture[3]]),
  );
  return [{ label: { en: `Exchange ${mask[3]} and ${picture[3]}`, zh: `交换 ${mask[3]} 与 ${picture[3]}` }, edit }];
}

/** Takes what a loop hands out at its end instead of what its last pass shows. */
export function wireDone(spot: Spot): readonly Fix[] {
  const types = typesOf(spot.graph, spot.registry);
  const wanted = types.wiring.nodes.get(spot.node)?.definition.inputs.find(({ name }) => name === spot.socket)?.types;
  return [...types.wiring.nodes.values()]
    .filter(({ node, definition }) => {
      const done = definition.loop ? definition.outputs[1] : undefined;
      return done !== undefined && wanted?.includes(types.of(node.id, done.name) ?? "model");
    })
    .slice(0, 1)
    .map(({ node, definition }) => {
      const { en, zh } = named(spot, node.id);
      const done = definition.outputs[1]?.name ?? "";
      return {
        label: { en: `Wire ${en} · ${done}`, zh: `改接“${zh} · ${done}”` },
        edit: connect([node.id, done, spot.node, spot.socket]),
      };
    });
}
