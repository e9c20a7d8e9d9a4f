/** Every file of the site with what tells its content apart, as `tools/build/site-files.mjs` lists them. */
declare module "virtual:site-files" {
  /** What the editor is made of: kept with the first visit. `revision` is null where the name itself tells. */
  export const small: { url: string; revision: string | null }[];
  /** Networks and runtimes, by address below the site: kept once they have been used. */
  export const large: Readonly<Record<string, string>>;
}
