import type { default as Sharp } from "sharp";

/** The library, or why it is not there. It is optional: a platform without a build of it reads PNG, JPEG and BMP. */
export type Library = { readonly sharp: typeof Sharp } | { readonly missing: string };

let opened: Promise<Library> | undefined;

export function openSharp(): Promise<Library> {
  opened ??= import("sharp").then(
    ({ default: sharp }) => {
      sharp.cache(false);
      return { sharp };
    },
    (error: unknown) => ({ missing: (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "" }),
  );
  return opened;
}
