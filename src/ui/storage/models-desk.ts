import type { GraphFile } from "../../runtime/graph/format.ts";
import { resourcesOf } from "../../runtime/graph/resources.ts";
import { addressOf, isRemote, plainReference } from "../../runtime/model/address.ts";
import { makesPictures, type ModelCard } from "../../runtime/model/card.ts";
import type { WrittenCard } from "../../runtime/model/complete-card.ts";
import { neededMemory } from "../../runtime/model/memory.ts";
import { parseCard, readCard, writtenCard } from "../../runtime/model/parse-card.ts";
import type { Registry } from "../../runtime/node.ts";
import type { Problem } from "../../runtime/problem.ts";
import type { Language } from "../../runtime/text.ts";
import type { Adopted, EngineClient, Tried } from "../engine/client.ts";
import { modelWords } from "../i18n/models.ts";
import { problemsOf } from "../problems-of.ts";
import { askBeside, withExternal, type Fetched } from "./beside.ts";
import { download } from "./download.ts";
import { completed, gather, type BareNetwork, type WholeModel } from "./model-files.ts";
import { ModelStore, type KeptModel, type ModelBlobs } from "./model-store.ts";

/** Whether a model is neither in the box nor made of points: it has to be opened or fetched before it can run. */
const isForeign = (reference: string): boolean => !/^(bundled|points):/.test(reference);

/** The editor, as its models see it. */
export interface ModelUser {
  readonly graph: GraphFile;
  readonly registry: Registry;
  readonly language: Language;
  say(text: string): void;
  tell(problems: readonly Problem[]): void;
  setParam(node: string, name: string, value: string): void;
  /** Where `hf:` leads, if not to the usual hub. */
  readonly hub: string | undefined;
  tryOut(asked: Parameters<EngineClient["tryOut"]>[0]): Promise<Tried>;
  fits(card: string, bytes: number): Promise<readonly Problem[]>;
  adopt(reference: string, card: string, blobs: ModelBlobs): Promise<Adopted>;
  forgetModel(reference: string): void;
  offerModels(models: readonly KeptModel[]): void;
}

/** A model that the graph names and that is not here. */
export interface Wanted {
  readonly reference: string;
  readonly state: "asked" | "asking" | "sized" | "running" | "paused" | "checking" | "failed" | "bare" | "unfit";
  readonly loaded: number;
  /** 0 while it is not known. */
  readonly total: number;
  /** Bytes of memory that it takes when it is open; absent before its card has been asked for. */
  readonly needed?: number;
  readonly problems: readonly Problem[];
}

/**
 * The models that a browser keeps and that a graph asks for: opens them from disk, downloads them once the reader has
 * agreed, tries each against its card, removes them.
 *
 * Fires `change`.
 */
export class ModelsDesk extends EventTarget {
  models: readonly KeptModel[] = [];
  wanted: readonly Wanted[] = [];
  problems: readonly Problem[] = [];
  space: StorageEstimate = {};
  private readonly user: ModelUser;
  private readonly store: ModelStore;
  private waiting: readonly File[] = [];
  /** Networks that wait for their card, or for answers in its place. */
  bare: readonly BareNetwork[] = [];
  private readonly fetched = new Map<string, Fetched>();
  /** Addresses that the reader has given here, beside those of the graph. */
  private readonly named = new Set<string>();
  private readonly stops = new Map<string, AbortController>();

  constructor(user: ModelUser, store = new ModelStore()) {
    super();
    this.user = user;
    this.store = store;
  }

  /** Looks anew at what is kept and at what the graph asks for. */
  async refresh(): Promise<void> {
    this.models = await this.store.list().catch(() => []);
    this.user.offerModels(this.models);
    this.space = await navigator.storage.estimate().catch(() => ({}));
    const { models } = resourcesOf(this.user.graph, this.user.registry);
    const wanted: Wanted[] = [];
    for (const reference of new Set([...models.filter(isForeign), ...this.named])) {
      if (await this.store.find(reference).catch(() => undefined)) continue;
      wanted.push(this.wanted.find((other) => other.reference === reference) ?? (await this.begun(reference)));
    }
    this.wanted = wanted;
    this.changed();
  }

  /** What is known of a wanted model: some of it may have come in an earlier visit. */
  private async begun(reference: string): Promise<Wanted> {
    const part = await this.store.part(this.urlOf(reference) ?? "").catch(() => undefined);
    const total = part?.total || Number(/#(?:.*&)?bytes=(\d{1,15})\b/.exec(reference)?.[1] ?? 0);
    return { reference, state: part ? "paused" : "asked", loaded: part?.loaded ?? 0, total, problems: [] };
  }

  // ── from the disk ─────────────────────────────────────────────────────────────────────────────────────────────────

  /** Opens chosen or dropped files. What is incomplete waits for the rest. @param node the node they were chosen for. */
  async open(files: readonly File[], node?: string): Promise<void> {
    try {
      const names = new Set(files.map(({ name }) => name));
      const all = [...this.waiting.filter(({ name }) => !names.has(name)), ...files];
      this.waiting = [];
      const { models, problems, waiting, bare } = await gather(all);
      this.waiting = waiting;
      this.bare = [...this.bare.filter((network) => network.reference !== undefined), ...bare];
      this.tell(problems);
      for (const model of models) await this.take(model, node);
    } catch (error) {
      this.tell(problemsOf(error));
    }
  }

  private async take({ card, text, blobs }: WholeModel, node?: string): Promise<void> {
    const isNamed = (reference: string): boolean => {
      const last = plainReference(reference).split(/[:/]/).at(-1);
      return last === card.name || last === card.file || `${last}.onnx` === card.file;
    };
    const wanted = this.wantedReferences().find(isNamed);
    const reference = wanted ?? `file:${card.name}`;
    if (!(await this.adopt(reference, text, blobs)) || wanted !== undefined) return;
    // What makes no pictures never stands where the graph's only model is, which does.
    if (node !== undefined || makesPictures(card)) this.use(reference, node);
  }

  /** Takes a network with the answers that a reader gave in place of a card. */
  async answer({ file, card, reference, blobs }: BareNetwork, answers: WrittenCard): Promise<void> {
    const text = JSON.stringify(answered(card, answers));
    if (reference !== undefined) {
      this.bare = this.bare.filter((network) => network.reference !== reference);
      return await this.arrived(reference, text, blobs);
    }
    await this.open([file, new File([text], file.name.replace(/\.onnx$/i, ".json"))]);
  }

  /** Reads a network without a card as each of several answers says, on a picture of the box. */
  async tryOut({ file, card, blobs }: BareNetwork, answers: readonly WrittenCard[]): Promise<Tried["tried"]> {
    const key = `${file.name} ${file.size} ${file.lastModified}`;
    const cards = answers.map((given) => JSON.stringify(answered(card, given)));
    const { tried, problems } = await this.user.tryOut({ key, cards, blobs, picture: "sample:face-1000000" });
    this.tell(problems);
    return tried;
  }

  /** Sets it in a node; where none is named, in the graph's only one. */
  use(reference: string, node?: string): void {
    const { graph, registry } = this.user;
    const places = graph.nodes.flatMap((entry) =>
      (registry.get(entry.type)?.params ?? [])
        .filter(({ kind }) => kind === "model")
        .map(({ name }) => ({ node: entry.id, name })),
    );
    const place = places.find((entry) => entry.node === node) ?? (places.length === 1 ? places[0] : undefined);
    if (place) this.user.setParam(place.node, place.name, reference);
  }

  private wantedReferences(): readonly string[] {
    const { models } = resourcesOf(this.user.graph, this.user.registry);
    const kept = new Set(this.models.map(({ reference }) => reference));
    return models.filter((name) => isForeign(name) && !kept.has(plainReference(name)));
  }

  /** Tries a model and keeps it. @returns whether it fits. */
  private async adopt(reference: string, text: string, blobs: ModelBlobs): Promise<boolean> {
    const w = modelWords(this.user.language);
    this.user.say(w.checking);
    const { kept, problems } = await this.user.adopt(reference, text, blobs);
    this.user.say("");
    this.tell(problems);
    if (problems.length > 0) return false;
    const title = parseCard(text).title[this.user.language];
    await this.refresh();
    this.user.say((kept ? w.ready : w.readyNow)(title));
    return true;
  }

  async remove({ reference, title }: KeptModel): Promise<void> {
    await this.store.remove(reference).catch(() => undefined);
    this.user.forgetModel(reference);
    this.user.say(modelWords(this.user.language).removed(title[this.user.language]));
    await this.refresh();
  }

  // ── from the net, once the reader has agreed ──────────────────────────────────────────────────────────────────────

  /** Where a reference's network lies; undefined for what is no address. */
  urlOf(reference: string): string | undefined {
    try {
      return isRemote(reference) ? addressOf(reference, this.user.hub).href : undefined;
    } catch {
      return undefined;
    }
  }

  /** The reader names a network by its address: its card and size are asked for. One that is kept is used. */
  async want(reference: string): Promise<void> {
    try {
      addressOf(reference, this.user.hub);
    } catch (error) {
      return this.tell(problemsOf(error));
    }
    this.tell([]);
    if (await this.store.find(reference).catch(() => undefined)) return this.use(reference);
    this.named.add(reference);
    await this.refresh();
    await this.fetch(reference);
  }

  /** The reader agrees: asks for the card first, and where the size was not known before, stops there. */
  async fetch(reference: string): Promise<void> {
    const stop = new AbortController();
    this.stops.set(reference, stop);
    try {
      if (!this.fetched.has(reference) && !(await this.begin(reference, stop.signal))) return;
      const blobs = await this.load(reference, stop.signal);
      const text = await this.complete(reference, blobs, stop.signal);
      if (text !== undefined) await this.arrived(reference, text, blobs);
    } catch (error) {
      if (stop.signal.aborted) this.become(reference, { state: "paused" });
      else this.become(reference, { state: "failed", problems: problemsOf(error) });
    } finally {
      this.stops.delete(reference);
    }
  }

  pause(reference: string): void {
    this.stops.get(reference)?.abort();
  }

  /** Throws away what has come of a model. */
  async discard(reference: string): Promise<void> {
    await this.discardParts(reference);
    this.named.delete(reference);
    this.bare = this.bare.filter((network) => network.reference !== reference);
    this.wanted = this.wanted.filter((entry) => entry.reference !== reference);
    await this.refresh();
  }

  private async discardParts(reference: string): Promise<void> {
    const url = this.urlOf(reference) ?? "";
    const files = this.fetched.get(reference)?.files ?? [["", url] as const];
    this.fetched.delete(reference);
    for (const [, address] of files) await this.store.discard(address);
  }

  /** Asks for card and size. @returns whether the reader has agreed to that size before, and it fits here. */
  private async begin(reference: string, signal: AbortSignal): Promise<boolean> {
    this.become(reference, { state: "asking", problems: [] });
    const url = addressOf(reference, this.user.hub).href;
    const fetched = await askBeside(url, signal);
    const before = this.wanted.find((entry) => entry.reference === reference)?.total ?? 0;
    const { total } = fetched;
    const { card } = await completed(writtenCard(fetched.text ?? "{}"), fetched.files[0]?.[0] ?? "", undefined);
    const problems = await this.user.fits(JSON.stringify(card), total);
    const needed = neededMemory(card, total, "elsewhere");
    this.become(reference, { total, needed, problems, state: problems.length > 0 ? "unfit" : "sized" });
    if (problems.length > 0) return false;
    this.fetched.set(reference, fetched);
    return before > 0 && total <= before;
  }

  /**
   * The card of what has come. What it leaves out, the network says.
   *
   * @returns undefined where something is to be agreed to or answered first.
   */
  private async complete(reference: string, blobs: ModelBlobs, signal: AbortSignal): Promise<string | undefined> {
    const fetched = this.fetched.get(reference);
    const [name = "", network] = [...blobs][0] ?? [];
    if (!fetched || !network) return undefined;
    const file = new File([network], name);
    const { card, assumed } = await completed(writtenCard(fetched.text ?? "{}"), name, file);
    const lacking = (card.external_data ?? []).filter((entry) => !blobs.has(entry.file)).map((entry) => entry.file);
    if (lacking.length > 0) {
      const more = await withExternal(fetched, lacking, signal);
      this.fetched.set(reference, more);
      this.become(reference, { state: "sized", total: more.total });
      return undefined;
    }
    if (fetched.text !== undefined) return JSON.stringify(card);
    this.bare = [
      ...this.bare.filter((other) => other.reference !== reference),
      { file, card, assumed, reference, blobs },
    ];
    this.become(reference, { state: "bare" });
    return undefined;
  }

  /** All of a model is here. */
  private async arrived(reference: string, text: string, blobs: ModelBlobs): Promise<void> {
    this.become(reference, { state: "checking" });
    const wasNamed = this.named.has(reference);
    const fits = await this.adopt(reference, text, blobs);
    await this.discardParts(reference);
    if (!fits) return this.become(reference, { state: "failed", loaded: 0, problems: this.problems });
    this.named.delete(reference);
    if (wasNamed && makesPictures(parseCard(text))) this.use(reference);
  }

  private async load(reference: string, signal: AbortSignal): Promise<ModelBlobs> {
    const blobs = new Map<string, Blob>();
    let before = 0;
    this.become(reference, { state: "running", problems: [] });
    for (const [name, url] of this.fetched.get(reference)?.files ?? []) {
      const progress = (loaded: number, total: number): void => {
        const known = this.wanted.find((entry) => entry.reference === reference)?.total ?? 0;
        this.become(reference, { loaded: before + loaded, total: Math.max(known, before + total) });
      };
      const blob = await download(url, this.store, { signal, progress });
      blobs.set(name, blob);
      before += blob.size;
    }
    return blobs;
  }

  private become(reference: string, change: Partial<Wanted>): void {
    this.wanted = this.wanted.map((entry) => (entry.reference === reference ? { ...entry, ...change } : entry));
    this.changed();
  }

  private tell(problems: readonly Problem[]): void {
    this.problems = problems;
    this.user.tell(problems);
    this.changed();
  }

  private changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

/** A card with a reader's answers in it. */
function answered(card: ModelCard, { image, ...rest }: WrittenCard): ModelCard {
  const text = JSON.stringify({ ...card, ...rest, image: { ...card.image, ...image } });
  return readCard(writtenCard(text), { file: card.file }).card;
}
