import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { GraphFile, OwnDefinition } from "../runtime/graph/format.ts";
import { JsonError } from "../runtime/json.ts";
import type { Registry } from "../runtime/node.ts";
import { bodiesOf } from "../runtime/own/expand.ts";
import { ownType } from "../runtime/own/identity.ts";
import { completed, readNodeFile } from "../runtime/own/library.ts";
import { openEverything } from "../runtime/own/open.ts";
import { UserError, warning, type Problem } from "../runtime/problem.ts";
import { exists, readAtMost } from "./disk.ts";
import { usageError } from "./report.ts";

/** Most files of a library, and the longest of them. */
const most = { files: 500, bytes: 1_000_000 } as const;

/** A graph with the node types that it names and does not bring along, from the folder of the reader's own. */
export async function fromLibrary(
  graph: GraphFile,
  registry: Registry,
  where: { readonly named?: string; readonly beside: string; readonly cwd: string },
): Promise<{ readonly graph: GraphFile; readonly notes: readonly Problem[] }> {
  const folder = where.named === undefined ? join(where.beside, "nodes") : resolve(where.cwd, where.named);
  const there = await exists(folder);
  if (where.named !== undefined && !there)
    throw usageError(`--nodes ${where.named}: there is no such folder.`, `--nodes ${where.named}：没有这个文件夹。`);
  const brought = new Set((graph.definitions ?? []).map(({ name }) => name));
  const isMissing = ({ type }: { readonly type: string }): boolean => {
    const own = ownType(type);
    return own !== undefined && !(own.hash === undefined && brought.has(own.name));
  };
  if (!there || !graph.nodes.some(isMissing)) return { graph, notes: [] };
  const { definitions, notes } = await readFolder(folder, registry);
  return { graph: completed(graph, definitions), notes };
}

async function readFolder(folder: string, registry: Registry) {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  const definitions: OwnDefinition[] = [];
  const notes: Problem[] = [];
  for (const name of names.slice(0, most.files)) {
    try {
      const bytes = await readAtMost(join(folder, name), most.bytes, { en: "the node type", zh: "节点类型文件" });
      const read = readNodeFile(new TextDecoder().decode(bytes), registry);
      definitions.push(...read.definitions);
      notes.push(...read.notes);
    } catch (error) {
      if (error instanceof JsonError) notes.push(notJson(name, error));
      else if (error instanceof UserError)
        notes.push(...error.problems.map((one) => ({ ...one, severity: "warning" as const })));
      else throw error;
    }
  }
  return { definitions, notes };
}

function notJson(name: string, { reason }: JsonError): Problem {
  return warning(
    "not-json",
    { en: `nodes/${name} is not JSON: ${reason.en}.`, zh: `nodes/${name} 不是 JSON：${reason.zh}。` },
    { en: "Save the node type again.", zh: "请重新保存该节点类型。" },
  );
}

/**
 * A graph whose nodes of nodes are open, for whoever changes what is inside them.
 *
 * @param set `NODE.PARAM=VALUE` of the command line; NODE may be a path, `fold/jump`.
 * @returns the settings of nodes that stand in the graph as it is, and of the rest, which is open.
 */
export function openFor(graph: GraphFile, set: readonly string[]) {
  const bodies = bodiesOf(graph);
  const folded = new Set(graph.nodes.flatMap(({ id, type }) => (bodies.has(type) ? [id] : [])));
  const nodeOf = (setting: string): string => setting.split(".")[0] ?? "";
  const before = set.filter((setting) => folded.has(nodeOf(setting)));
  const after = set.filter((setting) => !folded.has(nodeOf(setting)));
  const open = (changed: GraphFile): { graph: GraphFile; set: readonly string[] } => {
    const { graph: whole, paths } = openEverything(changed);
    const named = after.map((setting) => {
      const node = nodeOf(setting);
      return (paths.get(node) ?? node) + setting.slice(node.length);
    });
    return { graph: whole, set: named };
  };
  return { isFolded: folded.size > 0, before, after, open };
}
