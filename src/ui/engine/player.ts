import { execute, type Run, type RunOptions, type Visit } from "../../runtime/execute.ts";
import type { Plan } from "../../runtime/graph/program.ts";
import { History } from "../../runtime/history.ts";
import { UserError } from "../../runtime/problem.ts";
import type { Trace } from "../../runtime/trace.ts";
import { problemsOf } from "../problems-of.ts";
import { arrivalOf, isStop, Moves, standOf, type Arrived } from "./goals.ts";
import { macrotask } from "./macrotask.ts";
import type { Goal, RunState, Stops } from "./messages.ts";
import { Recording } from "./recording.ts";
import { Showing, type Send } from "./showing.ts";
import type { StepFrames } from "./step-frames.ts";
import { Stopwatch } from "./stopwatch.ts";

/** Milliseconds between two reports, and for each visit in slow motion. */
const REPORT_EVERY = 100;
const SLOW_VISIT = 250;
/** Key-frames kept of one run. */
const KEY_FRAMES = 32;
/** So many times a run goes on after its device is lost: a network that loses it at every call will do so again. */
const MOST_LOSSES = 3;

const isLost = (error: unknown): boolean =>
  error instanceof UserError && error.problems.some(({ code }) => code === "device-lost");

/** What a run is made of. */
export interface PlayerParts {
  readonly id: number;
  readonly plan: Plan;
  /** The same graph's plan with every node watched: what an earlier moment is computed again with. */
  readonly whole: () => Plan;
  readonly trace: Trace;
  readonly options: RunOptions;
  /** Opens everything anew on whatever device there is, once the one that a run was on is lost. */
  readonly reopen?: () => Promise<RunOptions>;
  readonly watch: ReadonlySet<string>;
  /** Whether the graph is given data. */
  readonly isData?: boolean;
  /** Keeps steps for films. */
  readonly steps?: StepFrames | undefined;
  readonly send: Send;
  readonly msPerCall: number;
  /** As they are now; they may change at any time. */
  readonly stops: () => Stops;
}

/**
 * Plays one run: forwards as fast as it goes, step by step to a goal, and back to any moment before. Messages come in
 * between two visits, so it can be paused and cancelled within one network call.
 */
export class Player {
  private wanted: "run" | "rest" | "cancel" = "run";
  private asked: { readonly goal: Goal; readonly from: number | undefined } | undefined;
  private arrived: Arrived | undefined;
  private wake: (() => void) | undefined;
  private run: Run | undefined;
  private plan: Plan;
  private options: RunOptions;
  private event = -1;
  /** A visit that is made, and of which not everything is told yet. */
  private telling: number | undefined;
  private transition = 0;
  private latest = -1;
  private finished = false;
  private playing = false;
  private reported = -Infinity;
  private readonly history = new History({ every: 50, most: KEY_FRAMES });
  private readonly moves = new Moves();
  private readonly recording = new Recording();
  private readonly showing: Showing;
  private readonly parts: PlayerParts;
  private readonly clock: Stopwatch;

  constructor(parts: PlayerParts) {
    this.parts = parts;
    this.plan = parts.plan;
    this.options = parts.options;
    this.clock = new Stopwatch(parts.msPerCall);
    this.showing = new Showing(parts.id, parts.watch, parts.send, parts.isData === true, this.recording);
  }

  pause(): void {
    if (this.wanted === "run") this.wanted = "rest";
    this.arrived = undefined;
    this.wake?.();
  }

  cancel(): void {
    this.wanted = "cancel";
    this.wake?.();
  }

  /**
   * Asks for a step, or for going on.
   *
   * @param from the transition to start from, where that is not the one at which the run stands.
   * @returns whether `follow` is to be called, since the run was over.
   */
  go(goal: Goal, from?: number): boolean {
    this.asked = { goal, from: from === this.transition ? undefined : from };
    this.wake?.();
    if (this.playing) return false;
    this.playing = true;
    this.wanted = "run";
    return true;
  }

  /** Milliseconds of one network call as measured in this run, or undefined. */
  get msPerCall(): number | undefined {
    return this.clock.msPerCall;
  }

  /** Shows what was recorded around a transition; nothing is computed. */
  scrub(transition: number): void {
    const frames = this.recording.at(transition).map((frame) => {
      return { ...frame, raster: { ...frame.raster, rgba: frame.raster.rgba.slice() } };
    });
    const buffers = frames.map((frame) => frame.raster.rgba.buffer);
    this.parts.send({ kind: "scrubbed", id: this.parts.id, transition, frames }, buffers);
  }

  /** Plays until the end, or until it is cancelled. It does not throw. */
  async follow(): Promise<void> {
    this.playing = true;
    this.clock.resume();
    this.state("running");
    try {
      this.state(await this.survive());
    } catch (error) {
      this.run?.dispose();
      this.parts.send({ kind: "state", id: this.parts.id, state: "failed", problems: problemsOf(error) });
    } finally {
      this.run = undefined;
      this.playing = false;
      this.clock.pause();
    }
  }

  /** Plays, and goes on where it was when the device is lost on the way. */
  private async survive(): Promise<RunState> {
    const { reopen } = this.parts;
    for (let losses = 0; ; losses++) {
      try {
        if (losses > 0 && reopen) await this.revive(reopen);
        return await this.play();
      } catch (error) {
        if (losses >= MOST_LOSSES || !reopen || !isLost(error)) throw error;
      }
    }
  }

  private async revive(reopen: () => Promise<RunOptions>): Promise<void> {
    this.clock.pause();
    this.run?.dispose();
    this.run = undefined;
    this.options = await reopen();
    if (this.event >= 0) await this.stand(this.event, false);
    this.clock.resume();
  }

  private async play(): Promise<RunState> {
    for (;;) {
      await macrotask();
      if (this.asked) await this.turn(this.asked.goal, this.asked.from);
      if (this.wanted === "rest") await this.rest();
      if (this.asked) continue;
      if (this.wanted === "cancel") {
        await this.run?.return();
        return "cancelled";
      }
      this.run ??= this.latest < 0 ? execute(this.plan, this.options) : undefined;
      if (!this.run) return this.finished ? "finished" : "cancelled";
      const { done, value } = await this.run.next();
      if (done) {
        this.finished = true;
        if (this.parts.steps) this.parts.send(this.parts.steps.report(this.parts.id));
        return "finished";
      }
      await this.made(value);
    }
  }

  /** Takes up what was asked for: a moment of the past, or a goal ahead. */
  private async turn(goal: Goal, from: number | undefined): Promise<void> {
    this.asked = undefined;
    const start = from === undefined ? this.event : this.moves.eventOf(from);
    const past = start === undefined ? undefined : standOf(goal, start, this.moves, from ?? this.transition);
    if (past !== undefined) await this.stand(past);
    else if (start !== undefined && start !== this.event) await this.stand(start);
    else if (!this.run && this.latest >= 0 && !this.finished) await this.stand(this.latest);
    if (this.wanted === "cancel") return;
    const isPast = goal.kind === "back" || goal.kind === "back-transition" || goal.kind === "stand";
    this.arrived = isPast ? undefined : arrivalOf(goal, this.parts.trace, this.transition);
    const resting = this.wanted === "rest";
    this.wanted = isPast ? "rest" : "run";
    if (resting && !isPast) this.resume();
  }

  private async made(visit: Visit): Promise<void> {
    this.telling = this.event = visit.index;
    this.latest = Math.max(this.latest, visit.index);
    if (visit.move) this.transition = visit.move.transition;
    this.moves.record(visit);
    this.clock.mark(visit.evaluations);
    if (this.run) await this.history.record(this.run, visit);
    const stops = this.parts.stops();
    if (this.arrived?.(visit, this.transition) || isStop(stops, visit)) {
      this.arrived = undefined;
      if (this.wanted === "run") this.wanted = "rest";
    }
    const always = this.wanted !== "run" || stops.slow || visit.evaluations >= this.parts.trace.evaluations;
    await this.showing.look(this.plan, visit, this.transition, always);
    await this.parts.steps?.look(this.plan, visit);
    this.report(visit, always);
    this.telling = undefined;
    if (stops.slow && this.wanted === "run") await this.sleep(SLOW_VISIT);
  }

  private report(visit: Visit, always: boolean): void {
    const now = performance.now();
    if (!always && now - this.reported < REPORT_EVERY) return;
    this.reported = now;
    const { rate, seconds } = this.clock;
    const evaluationsTotal = this.parts.trace.evaluations;
    const left = evaluationsTotal - visit.evaluations;
    this.parts.send({
      kind: "progress",
      id: this.parts.id,
      node: visit.node,
      t: visit.t,
      transition: this.transition,
      evaluations: visit.evaluations,
      evaluationsTotal,
      rate,
      secondsLeft: rate > 0 ? left / rate : Infinity,
      seconds,
    });
    this.showing.flush();
  }

  /**
   * Computes an earlier moment again, from the nearest key-frame.
   *
   * @param inView with every node in view, as for a reader who looks back.
   */
  private async stand(event: number, inView = true): Promise<void> {
    this.clock.pause();
    this.run?.dispose();
    if (inView) this.plan = this.parts.whole();
    const from = this.history.nearest(event);
    this.run = execute(this.plan, { ...this.options, ...(from && { from }) });
    this.transition = from?.walker.transition ?? 0;
    const pass = 2 * this.plan.nodes.length;
    for (;;) {
      await macrotask();
      if (this.wanted === "cancel") return;
      const { done, value } = await this.run.next();
      if (done) break;
      this.event = value.index;
      if (value.move) this.transition = value.move.transition;
      if (value.index === event && this.telling === event) {
        await this.made(value);
        break;
      }
      if (inView && value.index > event - pass) await this.showing.look(this.plan, value, this.transition, true);
      if (value.index < event) continue;
      this.report(value, true);
      break;
    }
    this.clock.restart();
  }

  private async rest(): Promise<void> {
    this.clock.pause();
    this.state("paused");
    while (this.wanted === "rest" && !this.asked) await new Promise<void>((resolve) => (this.wake = resolve));
    this.wake = undefined;
  }

  private resume(): void {
    this.clock.resume();
    this.state("running");
  }

  private async sleep(milliseconds: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      timer = setTimeout(resolve, milliseconds);
    });
    clearTimeout(timer);
    this.wake = undefined;
  }

  private state(state: RunState): void {
    this.showing.flush();
    this.parts.send({ kind: "state", id: this.parts.id, state });
  }
}
