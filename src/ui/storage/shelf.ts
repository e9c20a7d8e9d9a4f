import { createStore, del, get, getMany, keys, setMany, type UseStore } from "idb-keyval";

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
        setMany(
          entries.map(([key, value]) => [key, value]),
          s,
        ),
      ),
    remove: (key) => store((s) => del(key, s)),
    under: (prefix) =>
      store(async (s) => {
        const found = (await keys<IDBValidKey>(s)).filter((key) => typeof key === "string" && key.startsWith(prefix));
        return await getMany<unknown>(found, s);
      }),
  };
}
