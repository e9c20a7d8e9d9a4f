import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** The package's own folder: two up, from `src/cli` as from `dist/cli`. */
const packageRoot = new URL("../../", import.meta.url);

/** Where `graphs/` and `models/` lie: beside the source, and in an installed package once only, with the page. */
const shippedRoot = ["./", "dist/site/"]
  .map((folder) => new URL(folder, packageRoot))
  .find((folder) => existsSync(new URL("graphs/", folder)));

/** The page as it is built. */
export const pageRoot = fileURLToPath(new URL("dist/site", packageRoot));

/** The page of a user study as it is built. */
export const userStudyRoot = fileURLToPath(new URL("dist/user-study", packageRoot));

/** In an installed package: what the page needs and a dependency brings. */
export const borrowedList = fileURLToPath(new URL("dist/borrowed.json", packageRoot));

/** The path of what is shipped: a graph, a model, a sample. */
export function inPackage(path: string): string {
  return fileURLToPath(new URL(path, shippedRoot ?? packageRoot));
}

/** Names of the files in a folder of the package that end in `.json`, without the ending. */
export async function shippedNames(folder: string): Promise<readonly string[]> {
  const files = await readdir(inPackage(folder)).catch(() => []);
  return files
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length))
    .sort();
}

export async function packageVersion(): Promise<string> {
  const text = await readFile(new URL("package.json", packageRoot), "utf8");
  const value: unknown = JSON.parse(text);
  return typeof value === "object" && value !== null && "version" in value ? String(value.version) : "0";
}
