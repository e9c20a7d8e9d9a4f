import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Problem } from "../../runtime/problem.ts";
import { lacks } from "../../runtime/study/takes.ts";
import type { Studio } from "../studio.ts";
import { settingCount, variantsOf, type GraphForm, type StudyForm } from "./compose.ts";
import { countCalls } from "./count.ts";

/** Settings of one graph that are planned: more would keep the page waiting. */
export const MOST_PLANNED = 48;

/** What a study is going to do, as far as the page can tell. */
export interface Totals {
  readonly rows: number;
  readonly calls: number;
  /** Graphs that are files the page does not have. */
  readonly unread: readonly string[];
  readonly problems: readonly Problem[];
  /** Whether settings were left out of the planning. */
  readonly more: boolean;
}

/** Counts results and network calls. @param pictures of all sets together. */
export async function totalsOf(
  form: StudyForm,
  pictures: number,
  studio: Studio,
  graphNamed: (graph: GraphForm) => Promise<GraphFile | undefined>,
): Promise<Totals> {
  const perSetting = pictures * (form.presets.length + form.masks.length) * form.seeds.count;
  let [settings, calls] = [0, 0];
  const [unread, problems]: [string[], Problem[]] = [[], []];
  for (const one of form.graphs) {
    const count = settingCount(one);
    settings += count;
    const graph = await graphNamed(one);
    if (!graph) unread.push(one.graph);
    if (graph) problems.push(...lacks(graph, studio.registry, one.name ?? one.graph));
    if (!graph || !studio.engine || count === 0) continue;
    const counted = await countCalls(studio.engine, variantsOf(graph, one).slice(0, MOST_PLANNED));
    if ("problems" in counted) problems.push(...counted.problems);
    else calls += (counted.calls / counted.settings) * count;
  }
  const more = form.graphs.some((one) => settingCount(one) > MOST_PLANNED);
  return { rows: settings * perSetting, calls: Math.round(calls * perSetting), unread, problems, more };
}
