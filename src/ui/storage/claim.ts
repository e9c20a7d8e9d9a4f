import { newId, type Snapshot, type Vault } from "./vault.ts";

const KEY = "repaint-graph:document";

/** Which document a tab works on, and what it begins with. */
export interface Claim {
  readonly id: string;
  /** The graph to begin with, where there is one. */
  readonly from?: Snapshot;
}

/** Where a tab remembers its document over a reload: its `sessionStorage`. */
export interface Session {
  get(): string | undefined;
  set(id: string): void;
}

/** Takes hold of a document for as long as the tab lives. @returns whether no other tab has it. */
export type Hold = (id: string) => Promise<boolean>;

/**
 * Gives a tab a document that no other tab has: its own from before a reload, or the last one that nobody has open, or a
 * new one. A duplicated tab brings its twin's id along: it goes on from a copy.
 */
export async function claimDocument(vault: Vault, session: Session, hold: Hold): Promise<Claim> {
  const before = session.get();
  try {
    if (before !== undefined) {
      const from = await vault.document(before);
      if (await hold(before)) return from ? { id: before, from } : { id: before };
      return await newDocument(session, hold, from);
    }
    for (const document of await vault.documents()) {
      if (!(await hold(document.id))) continue;
      session.set(document.id);
      return { id: document.id, from: document };
    }
  } catch {
    // A browser that keeps nothing: the first save will say so.
  }
  return await newDocument(session, hold);
}

/** A new document for a tab, which may begin as a copy of another. */
export async function newDocument(session: Session, hold: Hold, from?: Snapshot): Promise<Claim> {
  const id = newId();
  await hold(id);
  session.set(id);
  return from ? { id, from } : { id };
}

/** The tab's own memory; where it is forbidden, none. */
export const tabSession: Session = {
  get() {
    try {
      const id = sessionStorage.getItem(KEY);
      return id !== null && /^[0-9a-f]{16}$/.test(id) ? id : undefined;
    } catch {
      return undefined;
    }
  },
  set(id) {
    try {
      sessionStorage.setItem(KEY, id);
    } catch {
      // Then a reload begins anew.
    }
  },
};

/** Holds documents with the browser's locks. A reload may come before the lock of the page before is free: it waits. */
export const browserHold: Hold = async (id) => {
  const locks = navigator.locks as LockManager | undefined; // Only where the page is secure.
  if (!locks) return await (byWord ??= new WordOfMouth(new BroadcastChannel(KEY))).hold(id);
  for (let attempt = 0; attempt < 4; attempt++) {
    const held = await new Promise<boolean>((resolve) => {
      void locks.request(`repaint-graph:${id}`, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock === null ? undefined : new Promise<void>(() => undefined);
      });
    });
    if (held) return true;
    if (tabSession.get() !== id) return false;
    await new Promise((done) => setTimeout(done, 60));
  }
  return false;
};

let byWord: WordOfMouth | undefined;

/** What tabs say to one another: who wants a document, who has it, and who took it without right and has left it. */
interface Word {
  readonly kind: "want" | "have" | "left";
  readonly id: string;
  /** Who wants it; also in the answer, which is meant for that tab alone. */
  readonly tab: string;
}

/** What a tab does when two of them have come to one document. */
export interface Dispute {
  /** The other had it first: this tab goes on under a name of its own. */
  move(id: string): Promise<unknown>;
  /** The other has left it, and may have written over what this tab had saved. */
  reclaim(): unknown;
}

/** The little that is needed of a `BroadcastChannel`. */
export interface Channel {
  postMessage(word: unknown): void;
  addEventListener(type: "message", hear: (event: MessageEvent<unknown>) => void): void;
}

/**
 * Looks out for other tabs at the tab's document, where that cannot be known for sure.
 *
 * @returns the name to save it under
 */
export const keepDocument = (id: string, dispute: Dispute): string =>
  byWord ? byWord.keep(id, tabSession, dispute) : id;

/**
 * Holds documents where the browser has no locks, on a page without https: a tab asks the others before it takes one, and
 * whoever has it says so. Of two that ask at once, the one with the smaller name has it. A tab that was too busy to answer in
 * time answers late, and then the other gives way.
 */
export class WordOfMouth {
  private readonly tab = newId();
  private readonly mine = new Set<string>();
  private kept: { id: string; readonly session: Session; readonly dispute: Dispute } | undefined;
  private readonly asking = new Map<string, () => void>();
  private readonly channel: Channel;
  private readonly patience: number;

  /** @param patience milliseconds that another tab has for its answer. */
  constructor(channel: Channel, patience = 200) {
    this.channel = channel;
    this.patience = patience;
    channel.addEventListener("message", ({ data }) => isWord(data) && this.hear(data));
  }

  async hold(id: string): Promise<boolean> {
    if (this.mine.has(id)) return true;
    const taken = new Promise<boolean>((answer) => {
      this.asking.set(id, () => answer(true));
      setTimeout(() => answer(false), this.patience);
    });
    this.say({ kind: "want", id, tab: this.tab });
    const isTaken = await taken;
    this.asking.delete(id);
    if (!isTaken) this.mine.add(id);
    return !isTaken;
  }

  /** What is to happen with the document that the tab saves. @returns its name, another one where it was lost meanwhile. */
  keep(id: string, session: Session, dispute: Dispute): string {
    const name = this.mine.has(id) ? id : this.rename(session);
    this.kept = { id: name, session, dispute };
    return name;
  }

  private rename(session: Session): string {
    const id = newId();
    this.mine.add(id);
    session.set(id);
    return id;
  }

  private hear({ kind, id, tab }: Word): void {
    if (kind === "left") {
      if (this.kept?.id === id) this.kept.dispute.reclaim();
    } else if (kind === "have") {
      if (tab !== this.tab) return;
      if (this.asking.has(id)) this.asking.get(id)?.();
      else if (this.mine.delete(id)) void this.leave(id);
    } else if (this.mine.has(id) || (this.asking.has(id) && this.tab < tab)) this.say({ kind: "have", id, tab });
  }

  private async leave(id: string): Promise<void> {
    const { kept } = this;
    if (kept?.id === id) await kept.dispute.move((kept.id = this.rename(kept.session)));
    this.say({ kind: "left", id, tab: this.tab });
  }

  private say(word: Word): void {
    this.channel.postMessage(word);
  }
}

function isWord(value: unknown): value is Word {
  if (typeof value !== "object" || value === null) return false;
  const { kind, id, tab } = value as Partial<Record<keyof Word, unknown>>;
  return (kind === "want" || kind === "have" || kind === "left") && typeof id === "string" && typeof tab === "string";
}
