import { isBody, type OwnDefinition } from "../graph/format.ts";
import { sha256 } from "./sha256.ts";

/** Digits of the hash in a type's name: 128 bits, which nobody can meet with another definition. */
const DIGITS = 32;
const OWN = /^own\/([a-z][a-z0-9-]{0,39})(?:@([0-9a-f]{32}))?$/;

const types = new WeakMap<OwnDefinition, string>();

/**
 * The type of a definition's nodes, `own/name@hash`: the hash is of all that it says but where its nodes lie. So another
 * definition of the same name is another type, and what a graph names is what it gets.
 */
export function typeOf(definition: OwnDefinition): string {
  const known = types.get(definition);
  if (known !== undefined) return known;
  const type = `own/${definition.name}@${sha256(canonical(meaning(definition))).slice(0, DIGITS)}`;
  types.set(definition, type);
  return type;
}

/** The parts of such a type; undefined for every other. A file written by hand may leave the hash out. */
export function ownType(type: string): { readonly name: string; readonly hash?: string } | undefined {
  const [, name, hash] = OWN.exec(type) ?? [];
  return name === undefined ? undefined : { name, ...(hash !== undefined && { hash }) };
}

function meaning(definition: OwnDefinition): unknown {
  if (!isBody(definition)) return definition;
  return { ...definition, nodes: definition.nodes.map(({ pos: _, ...node }) => node) };
}

/** JSON with its keys in order; what is undefined is left out. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry)}`).join(",")}}`;
}
