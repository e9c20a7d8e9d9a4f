import type { GraphFile } from "../../runtime/graph/format.ts";
import type { NodeDefinition, Registry } from "../../runtime/node.ts";
import type { Problem } from "../../runtime/problem.ts";
import type { Language, Text } from "../../runtime/text.ts";
import type { ShownValue } from "../components/preview-store.ts";
import type { ResultPicture } from "../components/result-panel.ts";
import type { EngineClient } from "../engine/client.ts";
import type { Goal, Progress, Raster, Report, RunState } from "../engine/messages.ts";
import { givenOf } from "../given.ts";
import { doorOf, faceOf, visibleId } from "../own/visible.ts";
import { hasPreview } from "../scene-of.ts";
import { PlayerState, type PlayerAction } from "../timeline/player-state.ts";
import type { Checks } from "./checks.ts";

/** The editor, as its runs see it. */
interface Running extends EventTarget {
  readonly graph: GraphFile;
  readonly registry: Registry;
  readonly engine: EngineClient | undefined;
  readonly checks: Checks;
  readonly language: Language;
  say(text: string): void;
  /** Goes to the node that a run would fail at. */
  stopAt(problem: Problem, node: string): void;
  tell(problems: readonly Problem[]): void;
  changed(): void;
}

/** The run that was begun last, and the graph as it was then. */
interface RunRecord {
  readonly id: number;
  readonly graph: GraphFile;
}

const SCRUBBED = { kind: "preview" } as const;

/** One run at a time, what it shows on its way, and what it makes; without a run what nodes give that need none. */
export class Runs {
  state: RunState | "idle" = "idle";
  progress: Progress | undefined;
  transitionsDone = 0;
  readonly player = new PlayerState();
  readonly values = new Map<string, ShownValue>();
  /** What nodes understood of what they were given. */
  readonly notes = new Map<string, Text>();
  results: readonly (ResultPicture & { readonly run: number })[] = [];
  given: Raster | undefined;
  /** Every Nth step of the run that is over, and N. */
  steps: Pick<Extract<Report, { kind: "steps" }>, "every" | "frames"> | undefined;
  /** What the network makes of the sample where the run is. */
  estimate: Pick<ShownValue, "raster" | "t"> | undefined;
  private run: RunRecord | undefined;
  private stillId = 0;
  private readonly editor: Running;

  constructor(editor: Running) {
    this.editor = editor;
  }

  /** Whether a run is under way, paused or not. */
  get isGoing(): boolean {
    return this.state === "running" || this.state === "paused";
  }

  /** The graph that made the results. */
  get graph(): GraphFile | undefined {
    return this.run?.graph;
  }

  /** The node at which the run stands; of one inside a node of nodes the latter. */
  get active(): string | undefined {
    const { at } = this;
    return at === undefined ? undefined : visibleId(at);
  }

  /** The path of the node at which the run stands, within the nodes of nodes that it lies in. */
  get at(): string | undefined {
    return this.player.cursorNode ?? (this.isGoing ? this.progress?.node : undefined);
  }

  start(goal?: Goal): void {
    const { engine, checks, graph } = this.editor;
    if (!engine || this.isGoing) return;
    const broken = checks.problems.find((problem) => problem.severity === "error" && problem.node !== undefined);
    if (broken?.node !== undefined) return this.editor.stopAt(broken, broken.node);
    this.editor.tell([]);
    this.forget();
    this.state = "running";
    checks.flush();
    this.run = { id: engine.run(graph, this.watched(), goal), graph };
    this.player.begin(this.run.id, graph, checks.pending ? undefined : checks.walk);
    this.editor.changed();
  }

  steer(what: "pause" | "cancel"): void {
    if (this.run) this.editor.engine?.steer(this.run.id, what);
  }

  /** Steps, looks back, or changes where runs pause; a first step begins a run. */
  play(action: PlayerAction): void {
    const { engine } = this.editor;
    if (!engine) return;
    const inner = this.inside(action);
    if (inner.kind === "go" && !this.run) return this.start(inner.goal);
    this.player.act(inner, engine);
    this.editor.changed();
  }

  /** An action at a node of nodes is one at the first node inside it. */
  private inside(action: PlayerAction): PlayerAction {
    const { graph } = this.editor;
    if (action.kind === "break-node") return { ...action, node: doorOf(graph, action.node) };
    if (action.kind !== "go" || action.goal.kind !== "node") return action;
    return { ...action, goal: { kind: "node", node: doorOf(graph, action.goal.node) } };
  }

  /** Asks for what nodes give that need no run. */
  still(): void {
    const { engine, graph } = this.editor;
    if (engine && this.state !== "running") this.stillId = engine.still(graph, this.watched(), this.values.size > 0);
  }

  /** Another graph is shown: nothing of the old one is left. */
  clear(): void {
    this.values.clear();
    this.notes.clear();
    this.results = [];
    this.given = undefined;
    this.forget();
  }

  forget(): void {
    if (this.isGoing) this.steer("cancel");
    this.run = undefined;
    this.steps = undefined;
    this.estimate = undefined;
    this.player.forget();
    this.state = "idle";
    this.progress = undefined;
    this.transitionsDone = 0;
  }

  private watched(): string[] {
    const { graph, registry } = this.editor;
    return graph.nodes
      .filter((node) => {
        const definition = registry.get(node.type);
        return definition !== undefined && hasPreview(definition);
      })
      .map((node) => faceOf(graph, node.id));
  }

  /** What the worker tells of the run. @returns whether there is something new to draw beside values of nodes. */
  take(report: Report): boolean {
    if (report.kind === "note" && (report.id === this.run?.id || report.id === this.stillId)) {
      this.notes.set(visibleId(report.node), report.text);
      this.editor.say([...this.notes.values()].map((text) => text[this.editor.language]).join(" "));
      return true;
    }
    if (!("id" in report) || report.id !== this.run?.id) return false;
    if (report.kind === "progress") {
      this.progress = report;
      this.player.came(report.transition);
      this.transitionsDone = report.transition;
    } else if (report.kind === "steps") this.steps = report;
    else if (report.kind === "result") {
      const { id, node, name, raster, values } = report;
      // A node may give two pictures: the reader's own, filled, and the network's.
      const others = this.results.filter((one) => one.node !== node || (one.run === id && one.name !== name));
      this.results = [...others, { run: id, node, name, raster, ...(values && { values }) }];
    } else if (report.kind === "state") {
      this.state = report.state;
      if (report.problems) this.editor.tell(report.problems);
      if (report.state === "finished" && this.player.walk) this.transitionsDone = this.player.walk.transitions;
    }
    return true;
  }

  /** A value on the way. While the reader looks at an earlier moment, what the run makes does not cover it. */
  takePreview(report: Extract<Report, { kind: "preview" }>): void {
    if (report.id === this.run?.id && this.player.cursor !== undefined) return;
    this.takeValue(report);
  }

  /** The values of an earlier moment. */
  takeScrubbed(report: Extract<Report, { kind: "scrubbed" }>): void {
    const { engine } = this.editor;
    if (!engine) return;
    for (const frame of this.player.takeScrubbed(report, engine))
      this.takeValue({ ...frame, ...SCRUBBED, id: report.id });
  }

  private takeValue({ id, node: from, raster, t, live, scatter }: Extract<Report, { kind: "preview" }>): void {
    if (id !== this.run?.id && id !== this.stillId) return;
    const { graph, registry } = this.editor;
    const node = visibleId(from);
    if (node !== from && faceOf(graph, node) !== from) return;
    this.values.set(node, {
      raster,
      ...(t !== undefined && { t }),
      ...(live && { live }),
      ...(scatter && { scatter }),
    });
    this.editor.dispatchEvent(new CustomEvent("value", { detail: node }));
    const definition = registry.get(graph.nodes.find((n) => n.id === node)?.type ?? "");
    if (definition && predicts(definition) && id === this.run?.id) {
      this.estimate = { raster, ...(t !== undefined && { t }) }; // Seen with the progress that comes after it.
    }
    if (definition?.category !== "input") return;
    this.given = givenOf(graph, registry, (other) => this.values.get(other)?.raster);
    this.editor.changed();
  }
}

/** Whether predictions come from this node, and not from one before it. */
function predicts({ inputs, outputs }: NodeDefinition): boolean {
  return outputs.some(({ type }) => type === "prediction") && !inputs.some(({ types }) => types.includes("prediction"));
}
