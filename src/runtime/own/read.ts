import { isBody, type GraphNode, type OwnBody, type OwnDefinition } from "../graph/format.ts";
import type { LeftOut } from "../graph/left-out.ts";
import { isObject, type Json, type JsonObject } from "../json.ts";
import type { NodeDefinition, Registry } from "../node.ts";
import { fits, measure, sizeText, type Measure } from "./expand.ts";
import { fault, faultsOf, shown } from "./faults.ts";
import { ownType, typeOf } from "./identity.ts";
import { readBody } from "./read-body.ts";
import { readEquation } from "./read-equation.ts";
import { nameOf } from "./read-parts.ts";
import { nodeOf } from "./registry.ts";

/** Most definitions of one graph. */
const MAX_DEFINITIONS = 200;

interface Draft {
  readonly name: string;
  readonly entry: JsonObject;
  /** Types of this kind that stand inside it. */
  readonly needs: readonly string[];
}

/**
 * Reads the node types that a file brings along. Each is checked like a shipped one, and what does not fit is left out and
 * said; those that others are made of come first. Cycles cannot be built: a type holds the hashes of what is in it.
 */
export function readDefinitions(list: Json | undefined, base: Registry, notes: LeftOut): readonly OwnDefinition[] {
  if (list === undefined) return [];
  if (!Array.isArray(list)) {
    notes.add('"definitions"');
    return [];
  }
  const drafts = list.slice(0, MAX_DEFINITIONS).flatMap((entry) => draftOf(entry, notes) ?? []);
  const beyond = list.length - MAX_DEFINITIONS;
  if (beyond > 0)
    notes.add(`"definitions" beyond the first ${MAX_DEFINITIONS}, ${beyond.toLocaleString("en")} of them,`);
  return new Reading(drafts, base, notes).all();
}

/** A type without its hash is that of the one definition of this name. */
export function fullType(type: string, definitions: readonly OwnDefinition[]): string {
  const own = ownType(type);
  if (!own || own.hash !== undefined) return type;
  const [one, ...others] = definitions.filter(({ name }) => name === own.name);
  return one && others.length === 0 ? typeOf(one) : type;
}

/** The same nodes, each named by its full type. */
export const fullyTyped = (nodes: readonly GraphNode[], definitions: readonly OwnDefinition[]): readonly GraphNode[] =>
  definitions.length === 0 ? nodes : nodes.map((node) => ({ ...node, type: fullType(node.type, definitions) }));

function draftOf(entry: Json, notes: LeftOut): Draft | undefined {
  try {
    if (!isObject(entry)) throw fault("object", shown(entry), "it is no object", "它不是对象");
    const name = nameOf(entry);
    const { nodes, equation } = entry;
    if ((nodes === undefined) === (equation === undefined)) {
      throw fault("kind", name, 'expected either "equation" or "nodes"', '应有 "equation" 与 "nodes" 之一');
    }
    if (nodes !== undefined && !Array.isArray(nodes))
      throw fault("list", name, "its nodes are no list", "其节点不是列表");
    const types = (nodes ?? []).flatMap((node) => (isObject(node) ? [node["type"]] : []));
    return { name, entry, needs: types.filter((type) => typeof type === "string" && ownType(type)) as string[] };
  } catch (error) {
    for (const item of faultsOf(error)) notes.note(item);
    return undefined;
  }
}

class Reading {
  private readonly read: OwnDefinition[] = [];
  private readonly registry: Map<string, NodeDefinition>;
  private readonly bodies = new Map<string, OwnBody>();
  private readonly sizes = new Map<string, Measure>();
  private readonly notes: LeftOut;
  private waiting: readonly Draft[];
  private readonly names: ReadonlyMap<string, number>;

  constructor(drafts: readonly Draft[], base: Registry, notes: LeftOut) {
    this.waiting = drafts;
    // What the program knows besides comes from another graph: this one has to bring its own.
    this.registry = new Map([...base].filter(([type]) => !ownType(type)));
    this.notes = notes;
    const names = new Map<string, number>();
    for (const { name } of drafts) names.set(name, (names.get(name) ?? 0) + 1);
    this.names = names;
  }

  all(): readonly OwnDefinition[] {
    for (;;) {
      const ready = this.waiting.filter(({ needs }) => needs.every((type) => this.registry.has(this.resolve(type))));
      if (ready.length === 0) break;
      this.waiting = this.waiting.filter((draft) => !ready.includes(draft));
      for (const draft of ready) this.take(draft);
    }
    for (const draft of this.waiting) this.leave(draft);
    return this.read;
  }

  private resolve(type: string): string {
    const name = ownType(type)?.name;
    return name !== undefined && this.names.get(name) === 1 ? fullType(type, this.read) : type;
  }

  private take({ name, entry }: Draft): void {
    try {
      const made =
        entry["equation"] === undefined
          ? readBody(name, entry, this.registry, (type) => this.resolve(type), this.notes)
          : readEquation(name, entry, this.registry);
      const type = typeOf(made);
      if (this.registry.has(type)) return; // The same once more.
      if (isBody(made)) this.checkSize(type, made);
      const node = nodeOf(made, this.registry);
      if (!node) return;
      this.registry.set(type, node);
      this.read.push(made);
    } catch (error) {
      for (const item of faultsOf(error)) this.notes.note(item);
    }
  }

  private checkSize(type: string, body: OwnBody): void {
    this.bodies.set(type, body);
    const size = measure([{ id: body.name, type, v: 1, pos: [0, 0], params: {} }], this.bodies, this.sizes);
    if (fits(size)) return;
    this.bodies.delete(type);
    const text = sizeText(size);
    throw fault("too-large", body.name, `it is made of ${text.en}`, `它${text.zh}`);
  }

  /** Says why a definition could not be read: it lies within itself, or what it is made of is not there. */
  private leave(draft: Draft): void {
    const open = draft.needs.filter((type) => !this.registry.has(this.resolve(type)));
    const inCircle = this.leadsTo(draft.name, draft);
    const names = [...new Set(open.map((type) => shown(type)))].slice(0, 4).join(", ");
    const item = inCircle
      ? fault("circle", draft.name, `it lies within itself, by way of ${names}`, `它经由 ${names} 包含自身`)
      : fault(
          "part-missing",
          draft.name,
          `it is made of ${names}, which the file does not bring along in a form that fits`,
          `它由 ${names} 组成，而文件未附带其合适的定义`,
        );
    for (const one of item.problems) this.notes.note(one);
  }

  private leadsTo(name: string, from: Draft): boolean {
    const seen = new Set<Draft>();
    const queue = [from];
    for (let draft = queue.pop(); draft; draft = queue.pop()) {
      for (const type of draft.needs) {
        const wanted = ownType(type)?.name;
        if (wanted === name) return true;
        for (const other of this.waiting) if (other.name === wanted && !seen.has(other)) queue.push(other);
      }
      seen.add(draft);
    }
    return false;
  }
}
