import type { GraphFile, OwnDefinition } from "../runtime/graph/format.ts";
import { parseGraph } from "../runtime/graph/parse.ts";
import type { ParamValue, Registry } from "../runtime/node.ts";
import { takingUp, withDefinitions } from "../runtime/own/library.ts";
import { registryOf } from "../runtime/own/registry.ts";
import { UserError, type Problem } from "../runtime/problem.ts";
import type { Language } from "../runtime/text.ts";
import { loadAssets, noAssets, type Assets } from "./assets.ts";
import { Commands } from "./commands/registry.ts";
import { GraphDocument } from "./document.ts";
import { addNode, all, freshId, type Edit, type Position } from "./edits.ts";
import { itemOf } from "./edits-items.ts";
import { EngineClient, ReportEvent, type Adopted, type Tried } from "./engine/client.ts";
import type { Report } from "./engine/messages.ts";
import type { Command } from "./events.ts";
import type { GalleryEntry } from "./gallery/entries.ts";
import { loadWords, preferredLanguage } from "./i18n/index.ts";
import { PLAIN, type ScatterLooks } from "./laboratory/looks.ts";
import { whenSettled } from "./offline/settled.ts";
import { RunReporter } from "./outline/announcer.ts";
import type { SocketRef } from "./outline/targets.ts";
import type { OpenedGraph } from "./open-file.ts";
import { setChoice } from "./paint/paintable.ts";
import { problemsOf } from "./problems-of.ts";
import { Checks } from "./studio/checks.ts";
import { comparedWith } from "./studio/comparing.ts";
import { Figures } from "./studio/figures.ts";
import { Files } from "./studio/files.ts";
import { perform } from "./studio/perform.ts";
import { Runs } from "./studio/runs.ts";
import type { Compared } from "./timeline/compare.ts";

export interface StudioPlaces {
  /** The folder of the page's files. */
  readonly base: URL;
  readonly worker: URL;
}

/**
 * The state of one editor: its document, its engine and what they say. Components show it and hand in what people do.
 * What belongs together is one part of it: `checks` (what is said of the graph), `runs`, `files`, `figures` (how fast).
 *
 * Fires `change`; `value` (with a node's id) when a node has a new picture; `fit` when another graph is shown; `other`
 * when the reader opens a graph in the midst of a lesson, which takes it onto the lesson's document where it is prevented.
 */
export class Studio extends EventTarget {
  /** The reader's document; a lesson works on one of its own in the meantime. */
  readonly own = new GraphDocument();
  /** The document that is shown and edited. */
  doc = this.own;
  private readonly heard = (): void => this.docChanged();
  /** Everything that can be done here, with its keys. */
  readonly commands = new Commands();
  readonly checks = new Checks(this);
  readonly runs = new Runs(this);
  readonly files = new Files(this);
  readonly figures = new Figures();
  /** Before the start it may be set as it is; from then on `speak` changes it. */
  language: Language = preferredLanguage();
  /** Where `hf:` leads, if not to the usual hub. */
  hub: string | undefined;
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
  notices: readonly Problem[] = [];
  compared: Compared | undefined;
  zoneLabel = (_loop: string): string => "";
  status = "";
  /** What every scatter shows of the way of its samples. */
  looks: ScatterLooks = PLAIN;
  /** The node types of the program. */
  private readonly shipped: Registry;
  /** The node types of the reader's library, which graphs take up when they are used. */
  library: readonly OwnDefinition[] = [];
  private offer: { readonly key: readonly unknown[]; readonly registry: Registry } | undefined;
  private readonly places: StudioPlaces;
  engine: EngineClient | undefined;

  constructor(registry: Registry, places: StudioPlaces) {
    super();
    this.shipped = registry;
    this.places = places;
    this.doc.addEventListener("change", this.heard);
    this.labelZones();
  }

  get graph(): GraphFile {
    return this.doc.graph;
  }

  /** The node types that count in the graph: those of the program and those that it brings along. */
  get registry(): Registry {
    return registryOf(this.graph, this.shipped);
  }

  /** What can be added: what is known to the graph, and the reader's library. */
  get offered(): Registry {
    const { graph, library, shipped } = this;
    const key = [graph.definitions, library];
    if (this.offer?.key.every((part, i) => part === key[i])) return this.offer.registry;
    const registry = registryOf(withDefinitions(graph, library), shipped);
    this.offer = { key, registry };
    return registry;
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
    this.figures.isLater = savesData();
    if (typeof model === "string" && !this.figures.isLater) void whenSettled().then(() => this.engine?.warm(model));
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
    const definition = this.offered.get(type);
    if (!definition) return;
    const id = freshId(this.graph, type);
    this.edit(all((graph) => takingUp(graph, type, this.library), addNode(definition, id, at)));
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

  look(looks: ScatterLooks): void {
    this.looks = looks;
    this.changed();
  }

  say(text: string): void {
    if (text === this.status) return;
    this.status = text;
    this.changed();
  }

  command(command: Command): void {
    perform(this, command);
  }

  private docChanged(): void {
    const ids = new Set(this.graph.nodes.map((node) => node.id));
    this.selected = new Set([...this.selected].filter((key) => ids.has(key) || itemOf(this.graph, key)));
    if (this.socket && !ids.has(this.socket.node)) this.socket = undefined;
    this.checks.wish();
    this.changed();
  }

  // ── graphs and models ─────────────────────────────────────────────────────────────────────────────────────────────

  async openTemplate(name: string, first = false): Promise<void> {
    await this.guarded(async () => {
      if (!/^[\w-]+$/.test(name)) return;
      const { graph, notes } = await this.templateOf(name);
      this.show(graph, notes, first);
    });
  }

  async templateOf(name: string): Promise<OpenedGraph> {
    const response = await fetch(new URL(`graphs/${name}.json`, this.places.base));
    return parseGraph(await response.text(), this.registry);
  }

  show(graph: GraphFile, notes: readonly Problem[], forget: boolean): void {
    if (this.doc !== this.own && this.dispatchEvent(new Event("other", { cancelable: true }))) this.workOn(this.own);
    this.notices = notes;
    this.runs.clear();
    this.checks.forget();
    this.doc.open(graph, { forget });
    this.select([]);
    this.dispatchEvent(new Event("fit"));
  }

  /** Shows and edits another document from now on; the one before stays as it is, its history included. */
  workOn(doc: GraphDocument): void {
    this.doc.removeEventListener("change", this.heard);
    this.doc = doc;
    this.doc.addEventListener("change", this.heard);
    this.another();
    this.docChanged();
  }

  /** Puts another graph on the document that is shown, as one edit. */
  putOn(graph: GraphFile): void {
    this.another();
    this.doc.open(graph, { forget: this.graph.nodes.length === 0 });
  }

  private another(): void {
    this.notices = [];
    this.runs.clear();
    this.checks.forget();
  }

  /** Lays a second schedule over the timeline's: see the event `compare`. */
  async compare(what: string, results: readonly GalleryEntry[] = []): Promise<void> {
    this.compared = await comparedWith(this, what, results);
    this.changed();
  }

  async adopt(reference: string, card: string, blobs: ReadonlyMap<string, Blob>): Promise<Adopted> {
    const adopted = await this.engine?.adopt(reference, card, blobs);
    this.checks.check();
    return adopted ?? { kept: false, problems: [] };
  }

  /** Says before a network is fetched that it cannot be held here. */
  async fits(card: string, bytes: number): Promise<readonly Problem[]> {
    return (await this.engine?.fits(card, bytes)) ?? [];
  }

  async tryOut(asked: Parameters<EngineClient["tryOut"]>[0]): Promise<Tried> {
    return (await this.engine?.tryOut(asked)) ?? { tried: [], problems: [] };
  }

  /** The node types of the reader's library, as they are now. */
  takeLibrary(library: Studio["library"]): void {
    this.library = library;
    this.changed();
  }

  forgetModel(reference: string): void {
    this.engine?.forget(reference);
    this.checks.check();
  }

  /** Models that this browser keeps can be chosen as the bundled ones can. */
  offerModels(kept: Assets["models"]): void {
    const bundled = this.assets.models.filter(({ reference }) => reference.startsWith("bundled:"));
    this.assets = { ...this.assets, models: [...bundled, ...kept] };
    this.changed();
  }

  // ── words ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Shows problems that are not the graph's own. */
  tell(problems: readonly Problem[]): void {
    this.notices = problems;
    this.changed();
  }

  /** Mistakes of the reader become sentences; anything else goes on. */
  async guarded<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.tell(problemsOf(error));
      if (!(error instanceof UserError)) throw error;
      return undefined;
    }
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

  private labelZones(): void {
    this.zoneLabel = this.figures.zoneLabel(this.checks.walk, this.language);
  }

  // ── the engine ────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The graph is being checked; what nodes give without a run is asked for too. */
  checking(): void {
    this.runs.still();
  }

  /** A run would fail at this node: goes there, and where a model is missing lets choose one. */
  stopAt({ code }: Problem, node: string): void {
    if (code === "model-not-here") this.dispatchEvent(new Event("models"));
    this.dispatchEvent(new CustomEvent("locate", { detail: node }));
    this.select([node]);
  }

  /** What the worker tells. */
  private take(report: Report): void {
    const { checks, runs, figures } = this;
    switch (report.kind) {
      case "checked":
        if (!checks.take(report)) return;
        runs.player.learn(checks.graph, report.walk);
        if (!runs.isGoing) runs.forget();
        this.labelZones();
        break;
      case "loading":
        figures.take(report);
        break;
      case "device":
        figures.take(report);
        this.labelZones();
        break;
      case "trouble":
        this.notices = report.problems;
        break;
      case "preview":
        return runs.takePreview(report);
      case "scrubbed":
        return runs.takeScrubbed(report);
      default:
        if (!runs.take(report)) return;
        if (report.kind === "state" && report.state === "finished" && runs.progress) {
          figures.learn(runs.progress.rate);
          this.labelZones();
        }
    }
    const { state, progress } = runs;
    this.announced = this.reporter.report(state, progress, this.language, performance.now()) ?? this.announced;
    this.changed();
  }

  changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

/** `?device=wasm` or `?device=webgpu` in the page's address overrides the choice. */
function wishedDevice(): "auto" | "wasm" | "webgpu" {
  const wish = new URLSearchParams(location.search).get("device");
  return wish === "wasm" || wish === "webgpu" ? wish : "auto";
}

/** Whether the reader's browser asks that nothing be fetched that nobody has asked for: the network then comes with the first run. */
const savesData = (): boolean =>
  (navigator as { connection?: { readonly saveData?: boolean } }).connection?.saveData === true;
