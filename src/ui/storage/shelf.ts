import { createStore, del, get, getMany, keys, promisifyRequest, type UseStore } from "idb-keyval";

/** Where values are kept under keys. */
export interface Shelf {
  get(key: string): Promise<unknown>;
  /** All or none of them. */
  put(entries: readonly (readonly [key: string, value: unknown])[]): Promise<void>;
  remove(key: string): Promise<void>;
  /** The values of all keys that begin so. */
  under(prefix: string): Promise<readonly unknown[]>;
}

/** The browser's own database. It is opened at the first use, and where that fails, at the next. */
export function browserShelf(name = "repaint-graph"): Shelf {
  let opened: UseStore | undefined;
  const store = async <T>(use: (store: UseStore) => Promise<T>): Promise<T> => {
    try {
      return await use((opened ??= createStore(name, "graphs")));
    } catch (error) {
      opened = undefined;
      throw error;
    }
  };
  return {
    get: (key) => store((s) => get<unknown>(key, s)),
    put: (entries) =>
      store((s) =>
        s("readwrite", (shelf) => {
          for (const [key, value] of entries) shelf.put(value, key);
          shelf.transaction.commit(); // By itself it would wait for answers, and a page that is closing may not see them.
          return promisifyRequest(shelf.transaction);
        }),
      ),
    remove: (key) => store((s) => del(key, s)),
    under: (prefix) =>
      store(async (s) => {
        const found = (await keys<IDBValidKey>(s)).filter((key) => typeof key === "string" && key.startsWith(prefix));
        return await getMany<unknown>(found, s);
      }),
  };
}
