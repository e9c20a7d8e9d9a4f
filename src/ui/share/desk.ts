import type { GraphFile } from "../../runtime/graph/format.ts";
import { parseGraph } from "../../runtime/graph/parse.ts";
import type { Registry } from "../../runtime/node.ts";
import type { Problem } from "../../runtime/problem.ts";
import type { Language } from "../../runtime/text.ts";
import { words } from "../i18n/index.ts";
import type { OpenedGraph } from "../open-file.ts";
import { problemsOf } from "../problems-of.ts";
import { Autosave, notSaved, type SavedDocument } from "../storage/autosave.ts";
import { browserHold, claimDocument, keepDocument, newDocument, tabSession, type Claim } from "../storage/claim.ts";
import { browserShelf } from "../storage/shelf.ts";
import { ModelStore } from "../storage/model-store.ts";
import type { ModelsDesk, ModelUser } from "../storage/models-desk.ts";
import { newId, snapshotOf, Vault, type Snapshot } from "../storage/vault.ts";
import { Sharing, type GraphTaker } from "./sharing.ts";
import { formatBytes, LINK_MARK } from "./weight.ts";

/** The editor, as saving and sharing see it. */
export interface Editor extends GraphTaker, ModelUser {
  readonly graph: GraphFile;
  readonly doc: SavedDocument;
  readonly language: Language;
  say(text: string): void;
}

/** Milliseconds that the first graph waits for the browser's memory. */
const PATIENCE = 5000;

/** What this browser keeps, as the list shows it. */
export interface Kept {
  readonly points: readonly Snapshot[];
  readonly copies: readonly Snapshot[];
  readonly others: readonly Snapshot[];
}

/**
 * Saves, restores and shares the graph of one editor. An editor that is a whole page reads the address's hash and keeps
 * its graph in the browser; one inside another's page does neither.
 *
 * Fires `change`.
 */
export class Desk extends EventTarget {
  readonly sharing: Sharing;
  kept: Kept | undefined;
  /** While its dialog is open. */
  models: ModelsDesk | undefined;
  private modelsDesk: Promise<ModelsDesk> | undefined;
  private readonly editor: Editor;
  private readonly host: Element;
  private readonly registry: Registry;
  private vault: Vault | undefined;
  private autosave: Autosave | undefined;
  private claim: (Claim & { readonly points: readonly Snapshot[] }) | undefined;

  constructor(editor: Editor, registry: Registry, base: URL, host: Element) {
    super();
    this.editor = editor;
    this.registry = registry;
    this.host = host;
    this.sharing = new Sharing(editor, registry, new URL("survey-worker.js", base));
    this.sharing.addEventListener("change", () => this.changed());
  }

  /** Whether the editor is a whole page: the attribute `page`. */
  get isPage(): boolean {
    return this.host.hasAttribute("page");
  }

  /** What this tab, or the last one, had open. */
  async restored(): Promise<OpenedGraph | undefined> {
    if (!this.isPage) return undefined;
    const vault = new Vault(browserShelf());
    const late = new Promise<undefined>((done) => setTimeout(() => done(undefined), PATIENCE));
    const claiming = this.claimed(vault);
    this.claim = await Promise.race([claiming, late]);
    this.vault = vault;
    if (!this.claim) {
      const { id } = (this.claim = { ...(await newDocument(tabSession, browserHold)), points: [] });
      void claiming.then(() => tabSession.set(id)); // It comes too late to be shown, and is not this tab's.
    }
    return this.claim.from && this.read(this.claim.from);
  }

  /** The tab's document with its restore points: saving can begin the moment that the graph is shown. */
  private async claimed(vault: Vault): Promise<Claim & { readonly points: readonly Snapshot[] }> {
    const claim = await claimDocument(vault, tabSession, browserHold);
    return { ...claim, points: claim.from ? await vault.points(claim.id).catch(() => []) : [] };
  }

  /** Saves from now on, and looks at the address. */
  async start(signal: AbortSignal): Promise<void> {
    const { vault, claim } = this;
    if (!claim || !vault) return;
    const { points } = claim;
    const id = keepDocument(claim.id, { move: (name) => autosave.move(name), reclaim: () => autosave.again() });
    const autosave = (this.autosave = new Autosave(vault, this.editor.doc, { id, points }));
    autosave.addEventListener("trouble", (event) => this.trouble((event as CustomEvent<Problem | undefined>).detail));
    autosave.start(signal);
    addEventListener("pagehide", () => void autosave.flush(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && void autosave.flush(), { signal });
    addEventListener("hashchange", () => this.readHash(), { signal });
    this.readHash();
    this.editor.offerModels(await new ModelStore().list().catch(() => []));
    await vault.tidy(autosave.id).catch(() => undefined);
  }

  answer(open: boolean): void {
    this.clearHash();
    this.sharing.answer(open);
  }

  async copyLink(): Promise<void> {
    const { encodeLink } = await import("./link.ts");
    const link = await encodeLink(this.editor.graph);
    const w = words(this.editor.language).sharing;
    const page = new URL(this.isPage ? location.href : document.baseURI);
    page.hash = "";
    const address = page.href.replace(/#$/, "") + link;
    try {
      await navigator.clipboard.writeText(address);
      this.editor.say(w.linkCopied(formatBytes(link.length)));
    } catch {
      if (this.isPage) history.replaceState(history.state, "", link);
      this.editor.say(w.linkNotCopied);
    }
  }

  // ── models ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Opens the files of a model from disk. */
  async openModel(files: readonly File[], node?: string): Promise<void> {
    await (await this.modelDesk()).open(files, node);
  }

  async listModels(): Promise<void> {
    const [desk] = await Promise.all([this.modelDesk(), import("../storage/models-dialog.ts")]);
    this.models = desk;
    this.changed();
  }

  closeModels(): void {
    this.models = undefined;
    this.changed();
  }

  /** Loaded when it is needed. */
  private modelDesk(): Promise<ModelsDesk> {
    return (this.modelsDesk ??= import("../storage/models-desk.ts").then(
      ({ ModelsDesk }) => new ModelsDesk(this.editor),
    ));
  }

  // ── what is kept ──────────────────────────────────────────────────────────────────────────────────────────────────

  /** Shows the list of what is kept. */
  async list(): Promise<void> {
    const { vault } = this;
    if (!vault) return;
    await this.autosave?.flush();
    const mine = this.autosave?.id;
    const points = this.autosave?.restorePoints() ?? [];
    try {
      const [copies, documents] = await Promise.all([vault.copies(), vault.documents()]);
      this.kept = { points, copies, others: documents.filter(({ id }) => id !== mine) };
    } catch {
      this.kept = { points, copies: [], others: [] };
    }
    this.changed();
  }

  closeList(): void {
    this.kept = undefined;
    this.changed();
  }

  async keepCopy(name: string): Promise<void> {
    const { vault, editor } = this;
    try {
      await vault?.keep(snapshotOf(newId(), editor.graph, Date.now(), name));
      editor.say(words(editor.language).sharing.kept(name));
      await this.list();
    } catch (error) {
      this.closeList();
      editor.tell([notSaved(error)]);
    }
  }

  /** Opens what was kept; what is open now can be had back by undoing. */
  openKept(snapshot: Snapshot): void {
    this.closeList();
    const opened = this.read(snapshot);
    if (opened) this.editor.show(opened.graph, opened.notes, false);
  }

  async remove(snapshot: Snapshot): Promise<void> {
    try {
      if (this.kept?.copies.includes(snapshot)) await this.vault?.removeCopy(snapshot.id);
      else await this.vault?.removeDocument(snapshot.id);
    } catch (error) {
      this.editor.tell([notSaved(error)]);
    }
    await this.list();
  }

  private read({ text }: Snapshot): OpenedGraph | undefined {
    try {
      return parseGraph(text, this.registry);
    } catch (error) {
      this.editor.tell(problemsOf(error));
      return undefined;
    }
  }

  private trouble(trouble: Problem | undefined): void {
    this.editor.tell(trouble ? [trouble] : []);
  }

  // ── the address ───────────────────────────────────────────────────────────────────────────────────────────────────

  private readHash(): void {
    if (!location.hash.startsWith(LINK_MARK)) return;
    void this.sharing.proposeText(location.hash, "link");
    if (!this.sharing.proposal) this.clearHash();
  }

  private clearHash(): void {
    if (this.isPage && location.hash.startsWith(LINK_MARK)) {
      history.replaceState(history.state, "", location.pathname + location.search);
    }
  }

  private changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}
