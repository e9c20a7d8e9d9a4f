import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { registry } from "../../src/nodes/index.ts";
import type { Tensor } from "../../src/runtime/backend.ts";
import type { RunOptions } from "../../src/runtime/execute.ts";
import { plan } from "../../src/runtime/graph/plan.ts";
import { problem, UserError } from "../../src/runtime/problem.ts";
import { trace } from "../../src/runtime/trace.ts";
import type { Goal, Raster, Report, Stops } from "../../src/ui/engine/messages.ts";
import { Player, type PlayerParts } from "../../src/ui/engine/player.ts";
import { Recording } from "../../src/ui/engine/recording.ts";
import { PlayerState } from "../../src/ui/timeline/player-state.ts";
import { repaintGraph } from "../helpers/graphs.ts";
import { littleEnv, littleRig, type LittleRig } from "../helpers/little-network.ts";

let rig: LittleRig;
before(async () => void (rig = await littleRig()));
after(() => assert.equal(rig.backend.live, 0));

const graph = repaintGraph({ T: 12, jumps: [{ jump_length: 3, jump_n_sample: 3 }] });
const made = plan(graph, registry, littleEnv, { watch: new Set(["reverse", "jump0"]) });
const walk = trace(made);

/** A player under test, and what it has said. */
class Played {
  stops: Stops = { nodes: [], levels: [], slow: false };
  readonly reports: Report[] = [];
  private heard: (() => void) | undefined;
  private following: Promise<void> | undefined;
  readonly player: Player;

  constructor(options: RunOptions = rig, reopen?: () => Promise<RunOptions>) {
    this.player = new Player(this.parts(options, reopen));
  }

  private parts = (options: RunOptions, reopen?: () => Promise<RunOptions>): PlayerParts => ({
    id: 1,
    plan: made,
    whole: () => plan(graph, registry, littleEnv, { watch: "all" }),
    trace: walk,
    options,
    ...(reopen && { reopen }),
    watch: new Set(["reverse", "jump0"]),
    send: (report) => {
      this.reports.push(report);
      if (report.kind === "state") this.heard?.();
    },
    msPerCall: 0,
    stops: () => this.stops,
  });

  /** Goes to a goal. @returns the state in which the player then is. */
  async go(goal: Goal, from?: number): Promise<string> {
    if (this.player.go(goal, from)) {
      this.following = this.player.follow();
    }
    for (;;) {
      await new Promise<void>((done) => (this.heard = done));
      const state = this.reports.findLast((report) => report.kind === "state");
      if (state?.kind === "state" && state.state !== "running") return state.state;
    }
  }

  get at(): { readonly node: string; readonly transition: number; readonly t: number } {
    const progress = this.reports.findLast((report) => report.kind === "progress");
    assert.ok(progress?.kind === "progress");
    const { node, transition, t } = progress;
    return { node, transition, t };
  }

  /** The last picture of a node. */
  picture(node: string): readonly number[] {
    const preview = this.reports.findLast((report) => report.kind === "preview" && report.node === node);
    assert.ok(preview?.kind === "preview");
    return [...preview.raster.rgba];
  }

  async end(): Promise<void> {
    this.player.cancel();
    await this.following;
  }
}

describe("the player", () => {
  it("steps by a node, a transition, a tooth, to a node and to a level", async () => {
    const played = new Played();
    assert.equal(await played.go({ kind: "visit" }), "paused");
    assert.equal(played.at.transition, 0);
    await played.go({ kind: "transition" });
    assert.deepEqual(played.at, { node: "reverse", transition: 1, t: 11 });
    await played.go({ kind: "tooth" });
    assert.deepEqual(played.at, { node: "reverse", transition: 5, t: 7 });
    await played.go({ kind: "node", node: "jump0" });
    assert.deepEqual(played.at, { node: "jump0", transition: 6, t: 8 });
    await played.go({ kind: "tooth" });
    assert.equal(played.at.t, 7);
    await played.go({ kind: "level", t: 4 });
    assert.equal(played.at.t, 4);
    assert.equal(await played.go({ kind: "end" }), "finished");
    assert.equal(played.at.transition, walk.transitions);
    await played.end();
  });

  it("steps back to what was there, to the bit, and goes on to the same end", async () => {
    const played = new Played();
    await played.go({ kind: "level", t: 5 });
    const [there, seen] = [played.at, played.picture("reverse")];
    for (let i = 0; i < 3; i++) await played.go({ kind: "transition" });
    for (let i = 0; i < 3; i++) await played.go({ kind: "back-transition" });
    assert.deepEqual([played.at, played.picture("reverse")], [there, seen]);
    const before = played.at;
    await played.go({ kind: "visit" });
    await played.go({ kind: "back" });
    assert.deepEqual(played.at, before);
    assert.equal(await played.go({ kind: "end" }), "finished");
    const end = played.picture("reverse");
    const straight = new Played();
    await straight.go({ kind: "end" });
    assert.deepEqual(end, straight.picture("reverse"));
    await Promise.all([played.end(), straight.end()]);
  });

  it("goes back into a run that is over, from the moment that is looked at", async () => {
    const played = new Played();
    assert.equal(await played.go({ kind: "end" }), "finished");
    assert.equal(await played.go({ kind: "transition" }, 7), "paused");
    assert.equal(played.at.transition, 8);
    assert.equal(await played.go({ kind: "end" }), "finished");
    assert.equal(played.at.transition, walk.transitions);
    await played.end();
  });

  it("pauses at breakpoints on nodes and on t, and is cancelled", async () => {
    const played = new Played();
    played.stops = { nodes: [], levels: [6], slow: false };
    assert.equal(await played.go({ kind: "end" }), "paused");
    assert.equal(played.at.t, 6);
    played.stops = { nodes: ["composite"], levels: [], slow: false };
    assert.equal(await played.go({ kind: "end" }), "paused");
    assert.equal(played.at.node, "composite");
    await played.end();
    assert.equal(played.reports.findLast((report) => report.kind === "state")?.state, "cancelled");
  });

  it("obeys what is asked before it begins", async () => {
    const played = new Played();
    played.player.cancel();
    await played.player.follow();
    assert.equal(played.reports.findLast((report) => report.kind === "state")?.state, "cancelled");
    assert.ok(!played.reports.some((report) => report.kind === "progress"));
  });

  it("shows what was recorded without computing", async () => {
    const played = new Played();
    await played.go({ kind: "end" });
    const calls = played.reports.length;
    played.player.scrub(9);
    const scrubbed = played.reports.at(-1);
    assert.equal(played.reports.length, calls + 1);
    assert.ok(scrubbed?.kind === "scrubbed" && scrubbed.transition === 9 && scrubbed.frames.length > 0);
    await played.end();
  });
});

/** The little rig, whose device is lost at the nth thing that is read from it, again and again after so many more. */
async function frailRig(reads: readonly number[]): Promise<{ rig: LittleRig; reopen: () => Promise<LittleRig> }> {
  const opened: LittleRig[] = [];
  const open = async (): Promise<LittleRig> => {
    const fresh = await littleRig();
    let left = reads[opened.length] ?? Infinity;
    opened.push(fresh);
    const lost = new UserError(
      problem("device-lost", { en: "The GPU was lost.", zh: "GPU 连接已丢失。" }, { en: "Run again.", zh: "请重试。" }),
    );
    const { backend } = fresh;
    const read = backend.read.bind(backend);
    backend.read = (tensor: Tensor) => (left-- > 0 ? read(tensor) : Promise.reject(lost));
    return fresh;
  };
  after(() => opened.forEach(({ backend }) => assert.equal(backend.live, 0)));
  return { rig: await open(), reopen: open };
}

describe("a run whose device is lost", () => {
  for (const reads of [[0], [1], [9], [30], [40], [50], [3, 5, 2], [20, 0]]) {
    it(`goes on at the same visit and ends with the same picture, lost after ${reads.join(", then ")} readings`, async () => {
      const straight = new Played();
      await straight.go({ kind: "end" });
      const frail = await frailRig(reads);
      const played = new Played(frail.rig, frail.reopen);
      assert.equal(await played.go({ kind: "end" }), "finished");
      assert.deepEqual(played.at, straight.at);
      assert.deepEqual(played.picture("reverse"), straight.picture("reverse"));
      const seen = played.reports.flatMap((report) => (report.kind === "progress" ? [report.evaluations] : []));
      assert.ok(seen.every((count) => count <= walk.evaluations));
      await Promise.all([played.end(), straight.end()]);
    });
  }

  it("is paused where it was to pause, and fails in a sentence when that happens again and again", async () => {
    const frail = await frailRig([4]);
    const played = new Played(frail.rig, frail.reopen);
    assert.equal(await played.go({ kind: "level", t: 5 }), "paused");
    assert.equal(played.at.t, 5);
    await played.end();
    const hopeless = await frailRig([0, 0, 0, 0, 0, 0]);
    const failing = new Played(hopeless.rig, hopeless.reopen);
    assert.equal(await failing.go({ kind: "end" }), "failed");
    await failing.end();
  });
});

const raster = (value: number): Raster => ({ width: 2, height: 2, rgba: new Uint8ClampedArray(16).fill(value) });

describe("a recording", () => {
  it("gives of each node the last picture up to a moment, and the latest of one moment", () => {
    const recording = new Recording();
    for (const transition of [1, 2, 4, 4, 7]) recording.put({ node: "a", transition, raster: raster(transition) });
    recording.put({ node: "b", transition: 5, raster: raster(50) });
    const at = (t: number): unknown => recording.at(t).map((f) => [f.node, f.transition]);
    assert.deepEqual(
      [at(0), at(3), at(4), at(6), at(99)],
      [
        [],
        [["a", 2]],
        [["a", 4]],
        [
          ["a", 4],
          ["b", 5],
        ],
        [
          ["a", 7],
          ["b", 5],
        ],
      ],
    );
  });

  it("stays within its budget and keeps the whole run in reach", () => {
    const recording = new Recording(16 * 20);
    for (let transition = 0; transition < 1000; transition++) {
      if (recording.wants("a", transition)) recording.put({ node: "a", transition, raster: raster(0) });
      assert.ok(recording.size <= 16 * 20);
    }
    for (let transition = 0; transition < 1000; transition += 50) {
      const [frame] = recording.at(transition);
      assert.ok(frame && transition - frame.transition <= 140, `${transition}: ${frame?.transition}`);
    }
  });

  it("takes what is seen again at an earlier moment", () => {
    const recording = new Recording();
    for (const transition of [1, 2, 3]) recording.put({ node: "a", transition, raster: raster(1) });
    recording.put({ node: "a", transition: 2, raster: raster(9) });
    assert.equal(recording.at(2)[0]?.raster.rgba[0], 9);
    assert.equal(recording.at(3)[0]?.transition, 3);
  });
});

describe("the page's player", () => {
  it("says when the graph has become another than the run's", () => {
    const state = new PlayerState();
    assert.equal(state.isOld(graph), false);
    state.begin(1, graph, undefined);
    assert.equal(
      state.isOld({ ...graph, nodes: graph.nodes.map((node) => ({ ...node, pos: [1, 1] as const })) }),
      false,
    );
    assert.equal(state.isOld({ ...graph, links: graph.links.slice(1) }), true);
  });
});
