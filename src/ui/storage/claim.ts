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
  const fresh = async (from?: Snapshot): Promise<Claim> => {
    const id = newId();
    await hold(id);
    session.set(id);
    return from ? { id, from } : { id };
  };
  try {
    if (before !== undefined) {
      const from = await vault.document(before);
      if (await hold(before)) return from ? { id: before, from } : { id: before };
      return await fresh(from);
    }
    for (const document of await vault.documents()) {
      if (!(await hold(document.id))) continue;
      session.set(document.id);
      return { id: document.id, from: document };
    }
  } catch {
    // A browser that keeps nothing: the first save will say so.
  }
  return await fresh();
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

/** What tabs say to one another: who wants a document, and who has it. */
interface Word {
  readonly kind: "want" | "have";
  readonly id: string;
  /** Who wants it; also in the answer, which is meant for that tab alone. */
  readonly tab: string;
}

/** The little that is needed of a `BroadcastChannel`. */
export interface Channel {
  postMessage(word: unknown): void;
  addEventListener(type: "message", hear: (event: MessageEvent<unknown>) => void): void;
}

/**
 * Holds documents where the browser has no locks, on a page without https: a tab asks the others before it takes one, and
 * whoever has it says so. Of two that ask at once, the one with the smaller name has it.
 */
export class WordOfMouth {
  private readonly tab = newId();
  private readonly mine = new Set<string>();
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

  private hear({ kind, id, tab }: Word): void {
    if (kind === "have") {
      if (tab === this.tab) this.asking.get(id)?.();
    } else if (this.mine.has(id) || (this.asking.has(id) && this.tab < tab)) this.say({ kind: "have", id, tab });
  }

  private say(word: Word): void {
    this.channel.postMessage(word);
  }
}

function isWord(value: unknown): value is Word {
  if (typeof value !== "object" || value === null) return false;
  const { kind, id, tab } = value as Partial<Record<keyof Word, unknown>>;
  return (kind === "want" || kind === "have") && typeof id === "string" && typeof tab === "string";
}
