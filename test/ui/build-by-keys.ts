import assert from "node:assert/strict";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { Keys, setParam } from "./keys.ts";
import { PageUnderTest, type Site } from "./page.ts";
import { shapeOf } from "./shape.ts";

/**
 * Builds a graph anew on an empty canvas, node by node and wire by wire, with keys alone, and runs it to its result.
 *
 * @returns the keys pressed, the first and the last included, and the seconds from the empty canvas to the result.
 */
export async function buildByKeys(
  site: Site,
  wanted: GraphFile,
  finish: (under: PageUnderTest) => Promise<void>,
): Promise<{ readonly presses: number; readonly seconds: number }> {
  const under = await PageUnderTest.open(site);
  const keys = new Keys(under);
  try {
    await under.ready();
    const began = performance.now();
    await keys.press("Control+k");
    await keys.choose("new empty graph");
    assert.equal(await under.studio((s) => s.graph.nodes.length), 0);
    await keys.press("Control+Shift+E");
    await under.focusOn("repaint-outline");

    const made = new Map<string, string>(); // By the wanted graph's id.
    for (const { id, type } of wanted.nodes) made.set(id, await keys.add(type));
    for (const [from, output, to, input] of wanted.links) {
      await keys.goTo(`n:${made.get(to)}`);
      await keys.press("ArrowRight");
      await keys.downTo(`i:${made.get(to)}.${input}`);
      await keys.press("c");
      await keys.choose(`${made.get(from)} ${output}`);
      await keys.press("ArrowLeft", "ArrowLeft"); // To the node, which closes.
    }
    for (const { id, params } of wanted.nodes) {
      for (const [name, value] of Object.entries(params)) await setParam(under, keys, made.get(id) ?? "", name, value);
    }

    const built = await under.studio((s) => s.graph);
    const idOf = new Map([...made].map(([theirs, ours]) => [ours, theirs]));
    assert.deepEqual(
      shapeOf(built, ({ id }) => idOf.get(id) ?? id),
      shapeOf(wanted, ({ id }) => id),
    );
    assert.ok(new Set(built.nodes.map(({ pos }) => pos.join())).size === built.nodes.length, "no node covers another");

    await under.until((s) => s.checks.walk !== undefined && s.checks.problems.length === 0);
    await keys.press("Control+Enter");
    await under.until((s) => s.runs.state === "finished" && s.runs.results.length === 1);
    const seconds = (performance.now() - began) / 1000;
    await finish(under);
    assert.deepEqual(under.complaints, []);
    return { presses: keys.presses, seconds };
  } finally {
    await under.close();
  }
}
