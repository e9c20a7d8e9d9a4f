import type { Run, Visit } from "../../runtime/execute.ts";
import type { Plan } from "../../runtime/graph/plan.ts";
import type { Artifact, NodeDefinition, Picture } from "../../runtime/node.ts";
import type { Trace } from "../../runtime/walk.ts";
import type { Report, RunState } from "./messages.ts";
import { problemsOf } from "../problems-of.ts";
import { rasterOf } from "./raster.ts";
import { Stopwatch } from "./stopwatch.ts";

/** Milliseconds between two pictures of one node, and between two reports. */
const PREVIEW_EVERY = 125;
const REPORT_EVERY = 100;

type Send = (report: Report, transfer?: Transferable[]) => void;

/** Pulls a run from its iterator, and lets messages in between two visits, so that it can be paused and cancelled. */
export class RunControl {
  private wanted: "run" | "pause" | "cancel" = "run";
  private steps = 0;
  private wake: (() => void) | undefined;
  private readonly shown = new Map<string, number>();
  private readonly pending = new Map<string, Extract<Report, { kind: "preview" }>>();
  private reported = -Infinity;
  private readonly id: number;
  private readonly plan: Plan;
  private readonly trace: Pick<Trace, "evaluations">;
  private readonly send: Send;
  private readonly watch: ReadonlySet<string>;
  private readonly clock: Stopwatch;

  constructor(
    id: number,
    plan: Plan,
    trace: Pick<Trace, "evaluations">,
    watch: ReadonlySet<string>,
    send: Send,
    msPerCall: number,
  ) {
    this.id = id;
    this.plan = plan;
    this.trace = trace;
    this.watch = watch;
    this.send = send;
    this.clock = new Stopwatch(msPerCall);
  }

  pause(): void {
    if (this.wanted === "run") this.wanted = "pause";
  }

  resume(): void {
    if (this.wanted === "pause") this.wanted = "run";
    this.wake?.();
  }

  /** While paused: one more visit. */
  step(): void {
    this.steps++;
    this.wake?.();
  }

  cancel(): void {
    this.wanted = "cancel";
    this.wake?.();
  }

  /** Milliseconds of one network call as measured in this run, or undefined. */
  get msPerCall(): number | undefined {
    return this.clock.msPerCall;
  }

  /** Pulls until the end. The run is over when this resolves; it does not throw. */
  async follow(run: Run): Promise<void> {
    this.state("running");
    try {
      for (;;) {
        await macrotask();
        if (this.wanted === "pause" && this.steps === 0) await this.rest();
        if (this.steps > 0) this.steps--;
        if (this.wanted === "cancel") {
          await run.return();
          return this.state("cancelled");
        }
        const { done, value } = await run.next();
        if (done) return this.state("finished");
        await this.report(value);
      }
    } catch (error) {
      run.dispose();
      this.send({ kind: "state", id: this.id, state: "failed", problems: problemsOf(error) });
    }
  }

  private async rest(): Promise<void> {
    this.clock.pause();
    this.state("paused");
    while (this.wanted === "pause" && this.steps === 0) {
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    this.wake = undefined;
    this.clock.resume();
    if (this.wanted === "run") this.state("running");
  }

  private state(state: RunState): void {
    this.flush();
    this.send({ kind: "state", id: this.id, state });
  }

  private async report(visit: Visit): Promise<void> {
    const now = performance.now();
    const total = this.trace.evaluations;
    const last = visit.evaluations >= total;
    this.clock.mark(visit.evaluations);
    for (const artifact of visit.artifacts) this.artifact(artifact, visit, last, now);
    if (this.watch.has(visit.node) && this.due(visit.node, now, last)) await this.show(visit);
    // Pictures go out together with the figures, so that the page draws once for all of them.
    if (!last && this.wanted !== "pause" && now - this.reported < REPORT_EVERY) return;
    this.reported = now;
    this.progress(visit, total);
    this.flush();
  }

  private async show(visit: Visit): Promise<void> {
    const definition = this.plan.nodes.find((node) => node.id === visit.node)?.definition;
    const output = definition && pictureOutput(definition);
    const picture = output === undefined ? undefined : await visit.read(output);
    if (output === undefined || typeof picture !== "object") return;
    const { range, hasLevel } = this.lookOf(visit.node, output);
    this.preview(visit.node, hasLevel ? visit.t : undefined, picture, range);
  }

  private progress(visit: Visit, evaluationsTotal: number): void {
    const { rate, seconds } = this.clock;
    const left = evaluationsTotal - visit.evaluations;
    this.send({
      kind: "progress",
      id: this.id,
      node: visit.node,
      t: visit.t,
      transition: visit.move?.transition ?? -1,
      evaluations: visit.evaluations,
      evaluationsTotal,
      rate,
      secondsLeft: rate > 0 ? left / rate : Infinity,
      seconds,
    });
  }

  private due(node: string, now: number, last: boolean): boolean {
    const at = this.shown.get(node) ?? -Infinity;
    if (!last && this.wanted !== "pause" && now - at < PREVIEW_EVERY) return false;
    this.shown.set(node, now);
    return true;
  }

  private artifact(artifact: Artifact, visit: Visit, last: boolean, now: number): void {
    const { id } = this;
    if (artifact.kind === "number") {
      this.send({ kind: "number", id, node: artifact.node, name: artifact.name, value: artifact.value });
      return;
    }
    if (artifact.kind === "save") {
      const raster = rasterOf(artifact.picture);
      this.send({ kind: "result", id, node: artifact.node, name: artifact.name, raster });
      this.preview(artifact.node, undefined, artifact.picture, [-1, 1]);
      return;
    }
    const picture = artifact.kind === "picture" ? artifact.picture : artifact.pictures.at(-1);
    if (picture && this.due(artifact.node, now, last)) this.preview(artifact.node, visit.t, picture, [-1, 1]);
  }

  private preview(node: string, t: number | undefined, picture: Picture, range: readonly [number, number]): void {
    const raster = rasterOf(picture, range);
    this.pending.set(node, { kind: "preview", id: this.id, node, raster, ...(t !== undefined && { t }) });
  }

  private flush(): void {
    for (const report of this.pending.values()) this.send(report, [report.raster.rgba.buffer]);
    this.pending.clear();
  }

  /** Masks go from 0 to 1, pictures over the range of their model; samples and predictions have a level. */
  private lookOf(
    id: string,
    output: string,
  ): { readonly range: readonly [number, number]; readonly hasLevel: boolean } {
    const node = this.plan.nodes.find((other) => other.id === id);
    const slot = node?.outputs.get(output);
    const facts = slot === undefined ? undefined : this.plan.slots[slot]?.facts;
    const hasLevel = facts?.type === "sample" || facts?.type === "prediction";
    const range = facts?.card?.image.range ?? node?.site.card?.image.range ?? [-1, 1];
    return { range: facts?.type === "mask" ? [0, 1] : range, hasLevel };
  }
}

/** The output of a node that is shown: its first one that carries a picture. */
export function pictureOutput(definition: NodeDefinition): string | undefined {
  const pictures = ["image", "mask", "sample", "prediction"];
  return definition.outputs.find(({ type }) => typeof type !== "string" || pictures.includes(type))?.name;
}

const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();

/** Lets messages in: a promise that is already fulfilled would not. */
export function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(0);
  });
}
