import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { registry } from "../../src/nodes/index.ts";
import { plan } from "../../src/runtime/graph/plan.ts";
import type { ParamValue } from "../../src/runtime/node.ts";
import { trace } from "../../src/runtime/trace.ts";
import { Walker } from "../../src/runtime/walk.ts";
import { repaintGraph } from "../helpers/graphs.ts";

interface Recorded {
  readonly t_T: number;
  readonly jump_length: number;
  readonly jump_n_sample: number;
  readonly start_resampling: number;
  readonly jump2_length: number;
  readonly jump2_n_sample: number;
  readonly jump3_length: number;
  readonly jump3_n_sample: number;
  readonly model_evaluations: number;
  readonly undo_steps: number;
  readonly times: readonly number[];
}

const schedules = JSON.parse(
  readFileSync(new URL("../fixtures/official/schedules.json", import.meta.url), "utf8"),
) as Recorded[];

function jumpsOf(s: Recorded): Readonly<Record<string, ParamValue>>[] {
  const { start_resampling } = s;
  return [
    { jump_length: s.jump3_length, jump_n_sample: s.jump3_n_sample, start_resampling },
    { jump_length: s.jump2_length, jump_n_sample: s.jump2_n_sample, start_resampling },
    { jump_length: s.jump_length, jump_n_sample: s.jump_n_sample, start_resampling },
  ].filter((jump) => jump.jump_n_sample > 1);
}

describe("the dry run", () => {
  for (const recorded of schedules) {
    const { t_T, jump_length, jump_n_sample, start_resampling, jump2_n_sample, jump3_n_sample } = recorded;
    for (const order of ["paper", "official"] as const) {
      it(`walks the official list in ${order} order: T=${t_T} j=${jump_length} r=${jump_n_sample} s=${start_resampling} r2=${jump2_n_sample} r3=${jump3_n_sample}`, () => {
        const { graph } = { graph: repaintGraph({ T: t_T, jumps: jumpsOf(recorded), order }) };
        const walked = trace(plan(graph, registry));
        assert.deepEqual(
          walked.levels(),
          recorded.times.map((time) => time + 1),
        );
        assert.equal(walked.evaluations, recorded.model_evaluations);
        assert.equal(walked.renoisings, recorded.undo_steps);
      });
    }
  }

  it("takes 4570 transitions, 2410 network calls and 2160 re-noisings for 250/10/10", () => {
    const walked = trace(plan(repaintGraph({ T: 250, jumps: [{ jump_length: 10, jump_n_sample: 10 }] }), registry));
    assert.deepEqual([walked.transitions, walked.evaluations, walked.renoisings], [4570, 2410, 2160]);
    assert.equal(walked.complete, true);
  });

  it("needs no model to know all this", () => {
    const planned = plan(repaintGraph(), registry);
    assert.equal(
      planned.slots.some((slot) => slot.facts.shape),
      false,
    );
    assert.equal(trace(planned).evaluations, 230);
  });

  it("names for each transition the node that made it", () => {
    const planned = plan(repaintGraph({ T: 6, jumps: [{ jump_length: 2, jump_n_sample: 2 }] }), registry);
    const walked = trace(planned);
    for (let i = 0; i < walked.transitions; i++) {
      const down = (walked.to[i] ?? 0) < (walked.from[i] ?? 0);
      assert.equal(planned.nodes[walked.node[i] ?? -1]?.id, down ? "reverse" : "jump0");
    }
  });

  it("stops at its budget and says so", () => {
    const walked = trace(plan(repaintGraph({ T: 250 }), registry), { budget: 100 });
    assert.equal(walked.transitions, 100);
    assert.equal(walked.complete, false);
  });
});

describe("a walker", () => {
  it("goes on from a stored state exactly as it would have gone on", () => {
    const planned = plan(
      repaintGraph({
        T: 12,
        jumps: [
          { jump_length: 1, jump_n_sample: 2 },
          { jump_length: 3, jump_n_sample: 3 },
        ],
      }),
      registry,
    );
    const events = (walker: Walker): string[] => {
      const list: string[] = [];
      while (walker.next())
        list.push(
          `${walker.node?.id} ${walker.isMove} ${walker.from}→${walker.to} ${walker.transition} ${walker.evaluations} ${walker.visits[walker.node?.index ?? 0]}`,
        );
      return list;
    };
    const all = events(new Walker(planned));
    for (const cut of [1, 7, 20, 33, 60, all.length - 2]) {
      const first = new Walker(planned);
      for (let i = 0; i < cut; i++) first.next();
      const state = structuredClone(first.state());
      assert.deepEqual(events(new Walker(planned, state)), all.slice(cut));
    }
  });
});
