import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { registry } from "../../src/nodes/index.ts";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { plan } from "../../src/runtime/graph/plan.ts";
import { setParam } from "../../src/ui/edits.ts";
import { walkOf } from "../../src/ui/engine/walk-of.ts";
import {
  combsOf,
  combToEdit,
  draggedValue,
  handleEdit,
  handlesOf,
  jumpBacksOf,
  keyedValue,
  levelAt,
  nextValley,
  NO_LIMIT,
  reasonOf,
  scheduleOf,
  type Handle,
  type HandleKind,
} from "../../src/ui/timeline/teeth.ts";
import { repaintGraph } from "../helpers/graphs.ts";
import { littleEnv } from "../helpers/little-network.ts";

const paper = repaintGraph({ T: 250, jumps: [{ jump_length: 10, jump_n_sample: 10 }] });
const walkFor = (graph: GraphFile): ReturnType<typeof walkOf> => walkOf(plan(graph, registry, littleEnv));
const handle = (graph: GraphFile, kind: HandleKind, node?: string): Handle => {
  const found = handlesOf(graph, walkFor(graph)).find(
    (h) => h.kind === kind && (node === undefined || h.node === node),
  );
  assert.ok(found);
  return found;
};
const scale = { pixelsPerLevel: 0.5, pixelsPerTransition: 0.15, T: 250 };

describe("the teeth of a walk", () => {
  it("of the paper's setting are 24 combs of 9, each 10 high", () => {
    const combs = combsOf(walkFor(paper));
    assert.equal(combs.length, 24);
    assert.ok(combs.every((comb) => comb.teeth === 9 && comb.jump_length === 10 && comb.node === "jump0"));
    assert.deepEqual(
      combs.map((comb) => comb.level),
      Array.from({ length: 24 }, (_, i) => 231 - 10 * i),
    );
    assert.ok(combs.every((comb) => comb.end - comb.start === 180));
  });

  it("belong to the node that makes them, where several jump", () => {
    const jumps = [
      { jump_length: 5, jump_n_sample: 3 },
      { jump_length: 15, jump_n_sample: 2 },
    ];
    const graph = repaintGraph({ T: 40, jumps });
    const walk = walkFor(graph);
    const combs = combsOf(walk);
    assert.ok(combs.filter((c) => c.node === "jump0").every((c) => c.jump_length === 5 && c.teeth === 2));
    assert.ok(combs.filter((c) => c.node === "jump1").every((c) => c.jump_length === 15 && c.teeth === 1));
    const climbs = combs.reduce((sum, comb) => sum + comb.teeth * comb.jump_length, 0);
    assert.equal(climbs, walk.renoisings);
    assert.equal(combToEdit(combs, "jump1", walk.transitions)?.node, "jump1");
  });

  it("count every jump, whatever the schedule", () => {
    for (let seed = 0; seed < 40; seed++) {
      const jumps = [0, 1].map((k) => ({
        jump_length: 1 + ((seed * 7 + k * 5) % 9),
        jump_n_sample: 1 + ((seed * 3 + k) % 4),
        start_resampling: seed % 3 === 0 ? 12 : NO_LIMIT,
      }));
      const walk = walkFor(repaintGraph({ T: 8 + (seed % 23), jumps }));
      const climbs = combsOf(walk).reduce((sum, comb) => sum + comb.teeth * comb.jump_length, 0);
      assert.equal(climbs, walk.renoisings, `seed ${seed}`);
    }
  });

  it("are stepped over one at a time", () => {
    const walk = walkFor(repaintGraph({ T: 20, jumps: [{ jump_length: 5, jump_n_sample: 3 }] }));
    const stops: number[] = [];
    for (let at = 0; at < walk.transitions;) stops.push((at = nextValley(walk, at)));
    assert.deepEqual(
      stops.map((at) => levelAt(walk, at)),
      [11, 11, 6, 6, 1, 1, 0],
    );
  });
});

describe("the handles of the plot", () => {
  it("turn drags into values of the node that owns the tooth", () => {
    assert.equal(draggedValue(handle(paper, "length"), 10, [0, -20], scale), 5);
    assert.equal(draggedValue(handle(paper, "length"), 10, [0, -4000], scale), 1);
    assert.equal(draggedValue(handle(paper, "count"), 10, [-40, 0], scale), 5);
    assert.equal(draggedValue(handle(paper, "steps"), 10, [0, -50], scale), 150);
    assert.equal(draggedValue(handle(paper, "limit"), 10, [0, -25], scale), 199);
    const limited = setParam("jump0", "start_resampling", 199)(paper);
    assert.equal(draggedValue(handle(limited, "limit"), 10, [0, 30], scale), NO_LIMIT);
  });

  it("edit j and r so that the walk has 1 230 calls", () => {
    const shorter = handleEdit(handle(paper, "length"), 5)(paper);
    const both = handleEdit(handle(shorter, "count"), 5)(shorter);
    assert.deepEqual(jumpBacksOf(both)[0]?.jump_length, 5);
    assert.deepEqual(jumpBacksOf(both)[0]?.jump_n_sample, 5);
    assert.equal(walkFor(both).evaluations, 1230);
  });

  it("take keys", () => {
    const r = handle(paper, "count");
    assert.deepEqual(
      ["ArrowUp", "ArrowLeft", "PageDown", "Home", "x"].map((key) => keyedValue(r, key, 250)),
      [11, 9, 1, 1, undefined],
    );
    assert.equal(keyedValue(handle(paper, "limit"), "ArrowDown", 250), 248);
    assert.equal(keyedValue(handle(paper, "limit"), "ArrowUp", 250), NO_LIMIT);
  });

  it("stay where no jump can happen, and the reason is known", () => {
    const long = setParam("jump0", "jump_length", 300)(paper);
    assert.equal(handle(long, "length").value, 300);
    const [jump] = jumpBacksOf(long);
    assert.equal(jump && reasonOf(jump, 250), "too-long");
    const [limited] = jumpBacksOf(setParam("jump0", "start_resampling", 3)(paper));
    assert.equal(limited && reasonOf(limited, 250), "limited");
  });

  it("leave T alone where the respacing is written out", () => {
    const graph = repaintGraph({ respacing: "5,5" });
    assert.equal(scheduleOf(graph)?.editable, false);
    assert.ok(!handlesOf(graph, walkFor(graph)).some(({ kind }) => kind === "steps"));
  });
});
