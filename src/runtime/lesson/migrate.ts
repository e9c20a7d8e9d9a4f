import type { Registry } from "../node.ts";
import type { Action, ComparedSide, Condition, Lesson, Setting, Step } from "./format.ts";

/** A node of a graph as the lesson's file has it. */
interface Written {
  readonly id: string;
  readonly type: string;
  readonly v: number;
}
type Old = ReadonlyMap<string, readonly Written[]>;

/**
 * Brings what steps set and ask for up to date with node types that have changed since the lesson was written, as
 * `parseGraph` does with the nodes themselves: a setting goes through the migration of the node that it is for.
 *
 * @param written the lesson's graphs as they stand in its file.
 */
export function migrated(
  lesson: Lesson,
  written: Readonly<Record<string, unknown>>,
  registry: Registry,
): readonly Step[] {
  const old: Old = new Map(
    Object.entries(written).map(([name, graph]) => [`lesson:${name}`, oldNodes(graph, registry)]),
  );
  if ([...old.values()].every(({ length }) => length === 0)) return lesson.steps;
  let graph: string | undefined;
  return lesson.steps.map((step) => {
    graph = step.scene?.graph ?? graph;
    return newer(step, graph, old, registry);
  });
}

function oldNodes(graph: unknown, registry: Registry): readonly Written[] {
  const nodes = typeof graph === "object" && graph !== null && "nodes" in graph ? graph.nodes : [];
  return (Array.isArray(nodes) ? (nodes as unknown[]) : []).filter(isWritten).flatMap(({ id, type, v }) => {
    const definition = registry.get(type);
    return definition?.migrate && v < definition.v ? [{ id, type, v }] : [];
  });
}

const isWritten = (node: unknown): node is Written =>
  typeof node === "object" &&
  node !== null &&
  "id" in node &&
  typeof node.id === "string" &&
  "type" in node &&
  typeof node.type === "string" &&
  "v" in node &&
  typeof node.v === "number";

function newer(step: Step, graph: string | undefined, old: Old, registry: Registry): Step {
  const now = <T extends Setting>(list: readonly T[], from = graph): readonly T[] =>
    list.flatMap((one) => settings(one, old.get(from ?? "") ?? [], registry));
  const side = (one: ComparedSide): ComparedSide => ({
    ...one,
    ...(one.set && { set: now(one.set, one.graph ?? graph) }),
  });
  const { scene, question, task, compare } = step;
  return {
    ...step,
    ...(scene?.set && { scene: { ...scene, set: now(scene.set) } }),
    ...(question?.kind === "number" && question.set && { question: { ...question, set: now(question.set) } }),
    ...(task && {
      task: {
        ...task,
        when: task.when.flatMap((one): readonly Condition[] => (one.kind === "param" ? now([one]) : [one])),
        ...(task.show && {
          show: task.show.flatMap((one): readonly Action[] => (one.do === "set" ? now([one]) : [one])),
        }),
      },
    }),
    ...(compare && { compare: { a: side(compare.a), b: side(compare.b) } }),
  };
}

/** A setting as the node's newest version has it: under another name, of another value, or as several. */
function settings<T extends Setting>(setting: T, nodes: readonly Written[], registry: Registry): readonly T[] {
  const node = nodes.find(({ id, type }) => (setting.node.includes("/") ? type : id) === setting.node);
  const migrate = node && registry.get(node.type)?.migrate;
  if (!node || !migrate) return [setting];
  return Object.entries(migrate(node.v, { [setting.name]: setting.value })).flatMap(([name, value]) =>
    typeof value === "string" || typeof value === "number" || typeof value === "boolean"
      ? [{ ...setting, name, value }]
      : [],
  );
}
