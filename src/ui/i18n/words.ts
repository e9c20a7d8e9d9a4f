import type { en } from "./en/index.ts";

type Widened<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { readonly [K in keyof T]: Widened<T[K]> };

/** The words of the editor: a key for each, the same in every language. */
export type Words = Widened<typeof en>;
