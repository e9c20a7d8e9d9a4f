import type { Language } from "../../runtime/text.ts";
import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Problem } from "../../runtime/problem.ts";
import type {
  CodeForm,
  DeviceWish,
  Explained,
  Goal,
  Paired,
  Places,
  Report,
  Request,
  Stops,
  SweepAsked,
  Trial,
  Walk,
  Written,
} from "./messages.ts";

/** How a model did that was opened. */
export type Adopted = Pick<Extract<Report, { kind: "adopted" }>, "kept" | "problems">;

export type Tried = Pick<Extract<Report, { kind: "tried" }>, "tried" | "problems">;

/** Reports that answer one request each. */
type Answered = "adopted" | "fits" | "tried" | "explained" | "written" | "paired" | "trial" | "checked";
type Stopped = Extract<Report, { kind: "trouble" }>;

const isStopped = (report: Report): report is Stopped =>
  report.kind === "trouble" && report.problems.some(({ code }) => code === "engine-stopped");

/** Reports by kind, as events carry them. */
export class ReportEvent extends Event {
  readonly report: Report;

  constructor(report: Report) {
    super("report");
    this.report = report;
  }
}

/** The page's side of the engine: hands requests to the worker and fires a `report` for each of its reports. */
export class EngineClient extends EventTarget {
  private readonly worker: Worker;
  private next = 1;

  /** @param script the address of the worker's module. */
  constructor(script: URL, places: Places, device: DeviceWish) {
    super();
    this.worker = new Worker(script, { type: "module", name: "repaint-engine" });
    this.worker.addEventListener("message", (event: MessageEvent<Report>) =>
      this.dispatchEvent(new ReportEvent(event.data)),
    );
    this.worker.addEventListener("error", (event) => this.dispatchEvent(new ReportEvent(crashed(event.message))));
    this.post({ kind: "open", places, device });
  }

  /** Opens a model at leisure. */
  warm(model: string): void {
    this.post({ kind: "warm", model });
  }

  /** Tries a model and keeps it where it fits its card. */
  async adopt(reference: string, card: string, blobs: ReadonlyMap<string, Blob>): Promise<Adopted> {
    const report = await this.answer("adopted", (id) => ({ kind: "adopt", id, reference, card, blobs }));
    return report.kind === "adopted" ? report : { kept: false, problems: report.problems };
  }

  /** What is wrong with fetching a network that cannot be held here. @param bytes of its files together. */
  async fits(card: string, bytes: number): Promise<readonly Problem[]> {
    return (await this.answer("fits", (id) => ({ kind: "fits", id, card, bytes }))).problems;
  }

  /** What a network makes of a picture, read as each of the cards says: see `Request`. */
  async tryOut(asked: Omit<Extract<Request, { kind: "try" }>, "kind" | "id">): Promise<Tried> {
    const report = await this.answer("tried", (id) => ({ kind: "try", id, ...asked }));
    return report.kind === "tried" ? report : { tried: [], problems: report.problems };
  }

  /** The one report that answers a request, or that the engine has stopped. */
  private answer<K extends Answered>(
    kind: K,
    make: (id: number) => Request,
  ): Promise<Extract<Report, { kind: K }> | Stopped> {
    return new Promise((resolve) => {
      const isOurs = (report: Report): report is Extract<Report, { kind: K }> =>
        report.kind === kind && "id" in report && report.id === id;
      const hear = (event: Event): void => {
        if (!(event instanceof ReportEvent)) return;
        const { report } = event;
        if (!isOurs(report) && !isStopped(report)) return;
        this.removeEventListener("report", hear);
        resolve(report);
      };
      this.addEventListener("report", hear);
      const id = this.ask(make);
    });
  }

  /** A model is no longer kept. */
  forget(reference: string): void {
    this.post({ kind: "forget", reference });
  }

  /** Hands over a picture file that graphs name. */
  picture(reference: string, file: Blob): void {
    this.post({ kind: "picture", reference, file });
  }

  /** @returns the id that the answer carries. */
  check(graph: GraphFile): number {
    return this.ask((id) => ({ kind: "check", id, graph }));
  }

  /** As `check`, and waits for what is said. */
  async checked(graph: GraphFile): Promise<{ readonly problems: readonly Problem[]; readonly walk?: Walk }> {
    return await this.answer("checked", (id) => ({ kind: "check", id, graph }));
  }

  plan(graph: GraphFile): number {
    return this.ask((id) => ({ kind: "plan", id, graph }));
  }

  still(graph: GraphFile, watch: readonly string[], held: boolean): number {
    return this.ask((id) => ({ kind: "still", id, graph, watch, held }));
  }

  /** @param goal where it pauses first. */
  run(graph: GraphFile, watch: readonly string[], goal?: Goal): number {
    return this.ask((id) => ({ kind: "run", id, graph, watch, ...(goal && { goal }) }));
  }

  steer(id: number, kind: "pause" | "cancel"): void {
    this.post({ kind, id });
  }

  /** Goes on to a goal, or back to a moment. */
  go(id: number, goal: Goal, from?: number): void {
    this.post({ kind: "go", id, goal, ...(from !== undefined && { from }) });
  }

  /** Asks for what was recorded around a transition. */
  scrub(id: number, transition: number): void {
    this.post({ kind: "scrub", id, transition });
  }

  /** Measures how exact a graph is. @returns the id that the answers carry. */
  sweep(graph: GraphFile, asked: SweepAsked): number {
    return this.ask((id) => ({ kind: "sweep", id, graph, asked }));
  }

  /** A graph as pseudocode. */
  async explain(graph: GraphFile, language: Language): Promise<Explained> {
    const report = await this.answer("explained", (id) => ({ kind: "explain", id, graph, language }));
    return report.kind === "explained" ? report : { lines: [], latex: "", problems: report.problems };
  }

  /** A graph as a program. @param name what its file is called. */
  async write(graph: GraphFile, form: CodeForm, name: string): Promise<Written> {
    return await this.answer("written", (id) => ({ kind: "write", id, graph, form, name }));
  }

  /** Runs two graphs side by side. @param begun is told the id, which `sweeping` reports carry and `stopSweep` takes. */
  async pair(graphs: readonly [GraphFile, GraphFile], begun: (id: number) => void): Promise<Paired> {
    return await this.answer("paired", (id) => (begun(id), { kind: "pair", id, graphs }));
  }

  /** Runs a graph for its result. @param begun as of `pair`. */
  async trial(graph: GraphFile, begun: (id: number) => void): Promise<Trial> {
    const report = await this.answer("trial", (id) => (begun(id), { kind: "trial", id, graph }));
    return report.kind === "trial" ? report : { numbers: {}, calls: 0, seconds: 0, problems: report.problems };
  }

  stopSweep(id: number): void {
    this.post({ kind: "sweep-stop", id });
  }

  /** Says where runs pause, from now on. */
  stops(stops: Stops): void {
    this.post({ kind: "stops", ...stops });
  }

  dispose(): void {
    this.worker.terminate();
  }

  private ask(make: (id: number) => Request): number {
    const id = this.next++;
    this.post(make(id));
    return id;
  }

  private post(request: Request): void {
    this.worker.postMessage(request);
  }
}

function crashed(message: string): Report {
  const text = message || "the worker could not be loaded";
  return {
    kind: "trouble",
    problems: [
      {
        code: "engine-stopped",
        severity: "error",
        message: { en: `The engine has stopped: ${text}.`, zh: `引擎已停止：${text}。` },
        remedy: { en: "Reload the page; the graph can be saved first.", zh: "请重新载入页面；可先保存图。" },
      },
    ],
  };
}
