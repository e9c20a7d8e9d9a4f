import { isBody, type GraphFile, type OwnDefinition } from "../graph/format.ts";
import { LeftOut } from "../graph/left-out.ts";
import { isObject, readJson, type Json } from "../json.ts";
import type { Registry } from "../node.ts";
import { problem, UserError, type Problem } from "../problem.ts";
import { ownType, typeOf } from "./identity.ts";
import { fullType, readDefinitions } from "./read.ts";
import { written } from "./write.ts";

/** Longest file of a node type that is read, in UTF-16 units. */
const MAX_NODE_LENGTH = 1_000_000;

/** A definition with all that it is made of, those first. */
function withParts(definition: OwnDefinition, all: readonly OwnDefinition[]): readonly OwnDefinition[] {
  const byType = new Map(all.map((one) => [typeOf(one), one]));
  const found = new Set<OwnDefinition>();
  const visit = (one: OwnDefinition): void => {
    if (found.has(one)) return;
    for (const { type } of isBody(one) ? one.nodes : []) {
      const part = byType.get(type);
      if (part) visit(part);
    }
    found.add(one);
  };
  visit(definition);
  return [...found];
}

/** A node type as a file of its own: the last of its definitions, the others are what it is made of. */
export function writeNodeFile(definition: OwnDefinition, all: readonly OwnDefinition[]): string {
  const list = withParts(definition, all).map((one) => `    ${JSON.stringify(written(one))}`);
  return `{\n  "format": "repaint-node",\n  "version": 1,\n  "definitions": [\n${list.join(",\n")}\n  ]\n}\n`;
}

/**
 * Reads the file of a node type, or the types that a graph brings along.
 *
 * @throws UserError where it is neither; JsonError where it is no JSON.
 */
export function readNodeFile(
  text: string,
  registry: Registry,
): { readonly definitions: readonly OwnDefinition[]; readonly notes: readonly Problem[] } {
  const root = text.length <= MAX_NODE_LENGTH ? (readJson(text, harmless) as Json) : undefined;
  const format = isObject(root) ? root["format"] : undefined;
  if (!isObject(root) || (format !== "repaint-node" && format !== "repaint-graph") || root["version"] !== 1) {
    throw new UserError(
      problem(
        "not-a-node",
        {
          en: `This is not a node type: expected at most 1 MB of JSON with "format": "repaint-node" and "version": 1.`,
          zh: `这不是节点类型：应为不超过 1 MB、含 "format": "repaint-node" 与 "version": 1 的 JSON。`,
        },
        { en: "Choose a file that the editor saved as a node type.", zh: "请选择由编辑器保存的节点类型文件。" },
      ),
    );
  }
  const notes = new LeftOut();
  return { definitions: readDefinitions(root["definitions"], registry, notes), notes: notes.notes };
}

/** Keys that lead to the prototypes of the program are read as nothing. */
const harmless = (key: string, value: unknown): unknown =>
  key === "__proto__" || key === "constructor" || key === "prototype" ? undefined : value;

/** A graph with definitions beside its own; what it has stays as it is. */
export function withDefinitions(graph: GraphFile, more: readonly OwnDefinition[]): GraphFile {
  const known = new Set((graph.definitions ?? []).map(typeOf));
  const added = more.filter((one) => !known.has(typeOf(one)));
  return added.length === 0 ? graph : { ...graph, definitions: [...(graph.definitions ?? []), ...added] };
}

/** A graph with what it names and does not bring along, from a library. A type is taken by its hash alone, where it has one. */
export function completed(graph: GraphFile, library: readonly OwnDefinition[]): GraphFile {
  const known = new Set((graph.definitions ?? []).map(typeOf));
  const nodes = graph.nodes.map((node) => {
    const type = known.has(node.type) ? node.type : fullType(node.type, library);
    return type === node.type ? node : { ...node, type };
  });
  const wanted = new Set(nodes.map(({ type }) => type).filter((type) => ownType(type) && !known.has(type)));
  const found = library.filter((one) => wanted.has(typeOf(one))).flatMap((one) => withParts(one, library));
  return found.length === 0 ? graph : withDefinitions({ ...graph, nodes }, found);
}

/** A graph with the definition of one type that is to be used in it, where the library has it and the graph has not. */
export function takingUp(graph: GraphFile, type: string, library: readonly OwnDefinition[]): GraphFile {
  const definition = library.find((one) => typeOf(one) === type);
  return definition ? withDefinitions(graph, withParts(definition, library)) : graph;
}
