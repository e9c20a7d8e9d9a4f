import type { GraphFile } from "../runtime/graph/format.ts";
import { parseGraph, serializeGraph } from "../runtime/graph/parse.ts";
import type { NodeDefinition, ParamValue, Registry } from "../runtime/node.ts";
import { UserError, type Problem } from "../runtime/problem.ts";
import type { Language, Text } from "../runtime/text.ts";
import { loadAssets, noAssets, type Assets } from "./assets.ts";
import { Commands } from "./commands/registry.ts";
import type { ShownValue } from "./components/preview-store.ts";
import type { ResultPicture } from "./components/result-panel.ts";
import { GraphDocument } from "./document.ts";
import { addNode, all, disconnect, freshId, removeNodes, type Edit, type Position } from "./edits.ts";
import { itemOf, itemsOf } from "./edits-items.ts";
import { EngineClient, ReportEvent, type Adopted } from "./engine/client.ts";
import type { Goal, Progress, Raster, Report, RunState, Walk } from "./engine/messages.ts";
import type { Command } from "./events.ts";
import type { GalleryEntry } from "./gallery/entries.ts";
import { fileName } from "./files.ts";
import { formatNumber, formatSeconds } from "./format.ts";
import { givenOf } from "./given.ts";
import { loadWords, preferredLanguage, words } from "./i18n/index.ts";
import { RunReporter } from "./outline/announcer.ts";
import type { SocketRef } from "./outline/targets.ts";
import type { OpenedGraph } from "./open-file.ts";
import { setChoice } from "./paint/paintable.ts";
import { problemsOf } from "./problems-of.ts";
import { hasPreview } from "./scene-of.ts";
import { sameProgram } from "./same-program.ts";
import type { Compared } from "./timeline/compare.ts";
import { PlayerState, type PlayerAction } from "./timeline/player-state.ts";

export interface StudioPlaces {
  /** The folder of the page's files. */
  readonly base: URL;
  readonly worker: URL;
}

interface RunRecord {
  readonly id: number;
  readonly graph: GraphFile;
}

const SCRUBBED = { kind: "preview" } as const;

/** Milliseconds after which an edited graph is checked; what is edited meanwhile is checked with it. */
const CHECK_AFTER = 60;

/**
 * The state of one editor: its document, its engine and what they say. Components show it and hand in what people do.
 *
 * Fires `change`; `value` (with a node's id) when a node has a new picture; `fit` when another graph is shown.
 */
export class Studio extends EventTarget {
  readonly doc = new GraphDocument();
  /** Everything that can be done here, with its keys. */
  readonly commands = new Commands();
  readonly values = new Map<string, ShownValue>();
  /** Before the start it may be set as it is; from then on `speak` changes it. */
  language: Language = preferredLanguage();
  private wishes = 0;
  theme: "dark" | "light" = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
  assets: Assets = noAssets;
  selected: ReadonlySet<string> = new Set();
  wire: string | undefined;
  /** The socket that has the keys' focus. */
  socket: SocketRef | undefined;
  /** What was said last to those who do not see what happens. */
  announced = "";
  private readonly reporter = new RunReporter();
  problems: readonly Problem[] = [];
  notices: readonly Problem[] = [];
  walk: Walk | undefined;
  /** Of which graph `walk` and `problems` speak. */
  private answered: GraphFile | undefined;
  compared: Compared | undefined;
  zoneLabel = (_loop: string): string => "";
  runState: RunState | "idle" = "idle";
  progress: Progress | undefined;
  transitionsDone = 0;
  readonly player = new PlayerState();
  results: readonly ResultPicture[] = [];
  given: Raster | undefined;
  /** What the network makes of the sample where the run is. */
  estimate: Pick<ShownValue, "raster" | "t"> | undefined;
  status = "";
  device: { readonly name: Text; readonly sentence: Text } | undefined;
  private loading: { readonly name: string; readonly share: number } | undefined;
  private msPerCall = 0;
  /** Of the pictures of the graph's model. */
  imageSize: readonly [height: number, width: number] | undefined;
  /** Cuts a picture file to a size, as a `data:` PNG; undefined when the reader gives it up. */
  cropped = async (file: File, width: number, height: number): Promise<string | undefined> =>
    (await import("./own-image.ts")).croppedPicture(file, width, height);
  readonly registry: Registry;
  private readonly places: StudioPlaces;
  private engine: EngineClient | undefined;
  private run: RunRecord | undefined;
  private checkId = 0;
  private stillId = 0;
  private checkTimer = 0;
  private checked: GraphFile | undefined;

  constructor(registry: Registry, places: StudioPlaces) {
    super();
    this.registry = registry;
    this.places = places;
    this.doc.addEventListener("change", () => this.docChanged());
    this.labelZones();
  }

  get graph(): GraphFile {
    return this.doc.graph;
  }

  /** Opens the engine and the first graph. */
  async start(first: string | OpenedGraph): Promise<void> {
    const models = new URL("models/", this.places.base).href;
    const ort = new URL("ort/", this.places.base).href;
    this.engine = new EngineClient(this.places.worker, { models, ort }, wishedDevice());
    this.engine.addEventListener("report", (event) => event instanceof ReportEvent && this.take(event.report));
    [this.assets] = await Promise.all([loadAssets(this.places.base), loadWords(this.language)]);
    if (typeof first === "string") await this.openTemplate(first, true);
    else this.show(first.graph, first.notes, true);
    const model = this.graph.nodes.find((node) => typeof node.params["model"] === "string")?.params["model"];
    if (typeof model === "string") this.engine.warm(model);
  }

  stop(): void {
    this.engine?.dispose();
    this.engine = undefined;
  }

  /** The selected nodes, without groups and notes. */
  get selectedNodes(): ReadonlySet<string> {
    const nodes = this.graph.nodes.filter(({ id }) => this.selected.has(id));
    return nodes.length === this.selected.size ? this.selected : new Set(nodes.map(({ id }) => id));
  }

  // ── edits ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  edit(edit: Edit, gesture?: string): void {
    this.doc.apply(edit, gesture);
  }

  setParam(node: string, name: string, value: ParamValue): void {
    this.edit(setChoice(this.registry, node, name, value));
  }

  add(type: string, at: Position): void {
    const definition = this.registry.get(type);
    if (!definition) return;
    const id = freshId(this.graph, type);
    this.edit(addNode(definition, id, at));
    this.select([id]);
  }

  select(nodes: readonly string[], wire?: string, socket?: SocketRef): void {
    this.selected = new Set(nodes);
    this.wire = wire;
    this.socket = socket;
    this.changed();
  }

  /** Says something aloud; the same twice is heard twice. */
  announce(text: string): void {
    this.announced = text === this.announced ? `${text}\u00a0` : text;
    this.changed();
  }

  say(text: string): void {
    if (text === this.status) return;
    this.status = text;
    this.changed();
  }

  command(command: Command): void {
    switch (command) {
      case "undo":
        return void this.doc.undo();
      case "redo":
        return void this.doc.redo();
      case "delete":
        return this.deleteSelected();
      case "select-all":
        return this.select([...this.graph.nodes.map(({ id }) => id), ...itemsOf(this.graph).map(([key]) => key)]);
      case "language":
        return void this.speak(this.language === "en" ? "zh" : "en");
      case "theme":
        this.theme = this.theme === "dark" ? "light" : "dark";
        return this.changed();
      case "dismiss":
        this.notices = [];
        return this.changed();
      case "run":
        return this.startRun();
      case "stop":
        return this.steer("cancel");
      case "pause":
        return this.steer("pause");
      case "resume":
        return this.play({ kind: "go", goal: { kind: "end" } });
      case "step":
        return this.play({ kind: "go", goal: { kind: "visit" } });
    }
  }

  private deleteSelected(): void {
    const { socket } = this;
    if (socket?.side === "output") {
      const wires = this.graph.links.filter(([from, output]) => from === socket.node && output === socket.name);
      this.edit(all(...wires.map(([, , to, input]) => disconnect(to, input))));
    } else if (this.wire !== undefined) {
      const dot = this.wire.indexOf(".");
      this.edit(disconnect(this.wire.slice(0, dot), this.wire.slice(dot + 1)));
      this.wire = undefined;
    } else if (!socket) {
      this.edit(removeNodes(this.selected));
      this.select([]); // The keys of groups and notes now stand for others.
    } else return;
    this.announce(words(this.language).outline.removed);
  }

  private docChanged(): void {
    const ids = new Set(this.graph.nodes.map((node) => node.id));
    this.selected = new Set([...this.selected].filter((key) => ids.has(key) || itemOf(this.graph, key)));
    if (this.socket && !ids.has(this.socket.node)) this.socket = undefined;
    if (!this.checked || !sameProgram(this.checked, this.graph)) {
      this.checkTimer ||= window.setTimeout(() => this.check(), CHECK_AFTER);
    }
    this.changed();
  }

  private check(): void {
    clearTimeout(this.checkTimer);
    this.checkTimer = 0;
    this.checked = this.graph;
    if (!this.engine) return;
    this.checkId = this.engine.check(this.graph);
    if (this.runState === "running") return;
    this.stillId = this.engine.still(this.graph, this.watched());
  }

  // ── files ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  async openTemplate(name: string, first = false): Promise<void> {
    await this.guarded(async () => {
      if (!/^[\w-]+$/.test(name)) return;
      const { graph, notes } = await this.templateOf(name);
      this.show(graph, notes, first);
    });
  }

  /** Lays a second schedule over the timeline's: see the event `compare`. */
  async compare(what: string, results: readonly GalleryEntry[] = []): Promise<void> {
    const [kind, name = ""] = what.split(" ");
    if (kind === "now" && this.walk) {
      const title = (language: Language): string => words(language).timeline.compareEarlier;
      this.compared = { what, title, walk: this.walk };
    } else this.compared = kind ? await this.comparedWith(what, kind, name, results) : undefined;
    this.changed();
  }

  private async comparedWith(
    what: string,
    kind: string,
    name: string,
    results: readonly GalleryEntry[],
  ): Promise<Compared | undefined> {
    const entry = kind === "run" ? results.find(({ number }) => number === Number(name)) : undefined;
    const template = this.assets.templates.find((one) => one.name === name);
    const graph = entry?.graph ?? (template && (await this.guarded(() => this.templateOf(name)))?.graph);
    const title = (language: Language): string =>
      template?.title[language] ?? words(language).gallery.run(Number(name));
    const { dryRunOf } = await import("./timeline/compare.ts");
    const walk = graph && dryRunOf(graph, this.registry);
    if (walk) return { what, title, walk };
    this.say(words(this.language).timeline.compareFails(title(this.language)));
    return undefined;
  }

  private async templateOf(name: string): Promise<OpenedGraph> {
    const response = await fetch(new URL(`graphs/${name}.json`, this.places.base));
    return parseGraph(await response.text(), this.registry);
  }

  /** Opens what was chosen, dropped or pasted: a graph, or a picture for the graph. */
  async openFiles(files: readonly File[], node?: string): Promise<void> {
    const [file] = files;
    if (!file) return;
    await this.guarded(async () => {
      const { isOfModel, readGraph } = await import("./open-file.ts");
      if ((await Promise.all(files.map(isOfModel))).some(Boolean)) return await this.modelFiles(files, node);
      const opened = await readGraph(file, this.registry);
      if (opened) return this.foreign(opened, file.type.startsWith("image/") ? "picture" : "file");
      const wanted = this.graph.nodes.filter((n) => node === undefined || n.id === node);
      const place = [...wanted, ...this.graph.nodes].find((n) => this.pictureParam(n.type) !== undefined);
      const param = place && this.pictureParam(place.type);
      if (!place || param === undefined) return this.say(words(this.language).noImageNode);
      await this.setPicture(file, place.id, param);
    });
  }

  /** Puts a picture file into a param, cut to the model's size. */
  async setPicture(file: File, node: string, param: string): Promise<void> {
    await this.guarded(async () => {
      const [height, width] = this.imageSize ?? [64, 64];
      const url = await this.cropped(file, width, height);
      if (url !== undefined) this.setParam(node, param, url);
    });
  }

  graphFile(): File {
    const name = fileName(this.graph.meta?.title?.[this.language] ?? "graph", "json");
    return new File([serializeGraph(this.graph)], name, { type: "application/json" });
  }

  /** The first result as PNG with its graph inside. */
  async pictureFile(): Promise<File | undefined> {
    const [result] = this.results;
    if (!result) return undefined;
    const { width, height, rgba } = result.raster;
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext("2d")?.putImageData(new ImageData(rgba, width, height), 0, 0);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
    const text = serializeGraph(this.run?.graph ?? this.graph);
    const { graphKeyword, writeText } = await import("../runtime/png/text.ts");
    const png = await writeText(bytes, graphKeyword, text);
    return new File([new Uint8Array(png)], fileName(result.name, "png"), { type: "image/png" });
  }

  /** What is done with a graph from outside; the editor around this asks the reader first. */
  foreign = ({ graph, notes }: OpenedGraph, _from: "file" | "picture" | "clipboard"): void =>
    this.show(graph, notes, false);

  /** What is done with the files of a model; the editor around this keeps them. */
  modelFiles = (_files: readonly File[], _node?: string): Promise<void> => Promise.resolve();

  async adopt(reference: string, card: string, blobs: ReadonlyMap<string, Blob>): Promise<Adopted> {
    const adopted = await this.engine?.adopt(reference, card, blobs);
    this.check();
    return adopted ?? { kept: false, problems: [] };
  }

  forgetModel(reference: string): void {
    this.engine?.forget(reference);
    this.check();
  }

  /** Models that this browser keeps can be chosen as the bundled ones can. */
  offerModels(kept: Assets["models"]): void {
    const bundled = this.assets.models.filter(({ reference }) => reference.startsWith("bundled:"));
    this.assets = { ...this.assets, models: [...bundled, ...kept] };
    this.changed();
  }

  /** Shows problems that are not the graph's own. */
  tell(problems: readonly Problem[]): void {
    this.notices = problems;
    this.changed();
  }

  /** Goes over to a language, once its words are there. Of several wishes the last one counts. */
  async speak(language: Language): Promise<void> {
    const wish = ++this.wishes;
    await this.guarded(() => loadWords(language));
    if (wish !== this.wishes || language === this.language) return;
    this.language = language;
    this.refreshWords();
  }

  /** Language or theme have been set from outside. */
  refreshWords(): void {
    this.labelZones();
    this.changed();
  }

  show(graph: GraphFile, notes: readonly Problem[], forget: boolean): void {
    this.notices = notes;
    this.values.clear();
    this.results = [];
    this.given = undefined;
    this.forgetRun();
    this.walk = undefined;
    this.problems = [];
    this.doc.open(graph, { forget });
    this.select([]);
    this.dispatchEvent(new Event("fit"));
  }

  private pictureParam(type: string): string | undefined {
    return this.registry.get(type)?.params.find((param) => param.kind === "image" && param.default !== "")?.name;
  }

  /** Mistakes of the reader become sentences; anything else goes on. */
  private async guarded<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.notices = problemsOf(error);
      this.changed();
      if (!(error instanceof UserError)) throw error;
      return undefined;
    }
  }

  // ── runs ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The node at which the run stands. */
  get active(): string | undefined {
    if (this.player.cursorNode !== undefined) return this.player.cursorNode;
    return this.runState === "running" || this.runState === "paused" ? this.progress?.node : undefined;
  }

  get expected(): { readonly calls: number; readonly complete: boolean; readonly seconds: number } | undefined {
    const { walk } = this;
    if (!walk) return undefined;
    return { calls: walk.evaluations, complete: walk.complete, seconds: (walk.evaluations * this.msPerCall) / 1000 };
  }

  get deviceLine(): string {
    const w = words(this.language);
    if (this.device) return this.device.name[this.language];
    if (this.loading) return w.deviceLoading(this.loading.name, `${Math.round(this.loading.share * 100)} %`);
    return w.deviceWaiting;
  }

  /** Steps, looks back, or changes where runs pause; a first step begins a run. */
  play(action: PlayerAction): void {
    if (!this.engine) return;
    if (action.kind === "go" && !this.run) return this.startRun(action.goal);
    this.player.act(action, this.engine);
    this.changed();
  }

  /** Whether the graph has been edited since it was checked, or opened and not yet checked. */
  get isChecking(): boolean {
    return this.checkTimer !== 0 || this.answered !== this.checked;
  }

  private startRun(goal?: Goal): void {
    const { engine } = this;
    if (!engine || this.runState === "running" || this.runState === "paused") return;
    const broken = this.problems.find((problem) => problem.severity === "error" && problem.node !== undefined);
    if (broken?.code === "model-not-here") this.dispatchEvent(new Event("models"));
    if (broken?.node !== undefined) {
      this.dispatchEvent(new CustomEvent("locate", { detail: broken.node }));
      return this.select([broken.node]);
    }
    this.notices = [];
    this.forgetRun();
    this.runState = "running";
    if (this.checkTimer !== 0) this.check();
    this.run = { id: engine.run(this.graph, this.watched(), goal), graph: this.graph };
    this.player.begin(this.run.id, this.graph, this.isChecking ? undefined : this.walk);
    this.changed();
  }

  private steer(what: "pause" | "cancel"): void {
    if (this.run) this.engine?.steer(this.run.id, what);
  }

  private forgetRun(): void {
    if (this.runState === "running" || this.runState === "paused") this.steer("cancel");
    this.run = undefined;
    this.estimate = undefined;
    this.player.forget();
    this.runState = "idle";
    this.progress = undefined;
    this.transitionsDone = 0;
  }

  private watched(): string[] {
    return this.graph.nodes
      .filter((node) => {
        const definition = this.registry.get(node.type);
        return definition !== undefined && hasPreview(definition);
      })
      .map((node) => node.id);
  }

  /** What the worker tells. */
  private take(report: Report): void {
    switch (report.kind) {
      case "checked":
        if (report.id !== this.checkId) return;
        this.problems = report.problems;
        this.walk = report.walk;
        this.answered = this.checked;
        this.player.learn(this.checked, report.walk);
        this.imageSize = report.imageSize;
        if (this.runState !== "running" && this.runState !== "paused") this.forgetRun();
        this.labelZones();
        break;
      case "loading":
        this.loading = { name: report.name, share: report.total > 0 ? report.loaded / report.total : 0 };
        break;
      case "device":
        this.device = report;
        this.msPerCall = report.msPerCall;
        this.labelZones();
        break;
      case "trouble":
        this.notices = report.problems;
        break;
      case "preview":
        // While the reader looks at an earlier moment, what the run makes does not cover it.
        if (report.id === this.run?.id && this.player.cursor !== undefined) return;
        return this.takeValue(report);
      case "scrubbed":
        if (!this.engine) return;
        for (const frame of this.player.takeScrubbed(report, this.engine))
          this.takeValue({ ...frame, ...SCRUBBED, id: report.id });
        return;
      default:
        if ("id" in report && report.id === this.run?.id) this.takeRun(report);
        else return;
    }
    this.announced =
      this.reporter.report(this.runState, this.progress, this.language, performance.now()) ?? this.announced;
    this.changed();
  }

  private takeRun(report: Report): void {
    if (report.kind === "progress") {
      this.progress = report;
      this.player.came(report.transition);
      this.transitionsDone = report.transition;
      return;
    }
    if (report.kind === "result") {
      const { node, name, raster } = report;
      this.results = [...this.results.filter((result) => result.node !== node), { node, name, raster }];
    } else if (report.kind === "state") {
      this.runState = report.state;
      if (report.problems) this.notices = report.problems;
      if (report.state === "finished" && this.player.walk) this.transitionsDone = this.player.walk.transitions;
      if (report.state === "finished" && this.progress && this.progress.rate > 0) {
        this.msPerCall = 1000 / this.progress.rate;
        this.labelZones();
      }
    }
  }

  private takeValue({ id, node, raster, t, live }: Extract<Report, { kind: "preview" }>): void {
    if (id !== this.run?.id && id !== this.stillId) return;
    this.values.set(node, { raster, ...(t !== undefined && { t }), ...(live && { live }) });
    this.dispatchEvent(new CustomEvent("value", { detail: node }));
    const definition = this.registry.get(this.graph.nodes.find((n) => n.id === node)?.type ?? "");
    if (definition && predicts(definition) && id === this.run?.id) {
      this.estimate = { raster, ...(t !== undefined && { t }) }; // Seen with the progress that comes after it.
    }
    if (definition?.category !== "input") return;
    this.given = givenOf(this.graph, this.registry, (other) => this.values.get(other)?.raster);
    this.changed();
  }

  /** A new function for new words, so that the canvas knows to draw them. */
  private labelZones(): void {
    const { walk, msPerCall } = this;
    this.zoneLabel = (loop) => {
      const { language } = this;
      const w = words(language);
      const figures = walk?.loops.find((entry) => entry.loop === loop);
      if (!figures) return w.zoneUnknown;
      const calls = formatNumber(figures.evaluations);
      const label = w.zoneLabel(formatNumber(figures.top), formatNumber(figures.bottom), calls);
      if (msPerCall === 0) return label;
      return `${label} · ${w.about(formatSeconds((figures.evaluations * msPerCall) / 1000, language))}`;
    };
  }

  private changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

/** Whether predictions come from this node, and not from one before it. */
function predicts({ inputs, outputs }: NodeDefinition): boolean {
  return outputs.some(({ type }) => type === "prediction") && !inputs.some(({ types }) => types.includes("prediction"));
}

/** `?device=wasm` or `?device=webgpu` in the page's address overrides the choice. */
function wishedDevice(): "auto" | "wasm" | "webgpu" {
  const wish = new URLSearchParams(location.search).get("device");
  return wish === "wasm" || wish === "webgpu" ? wish : "auto";
}
