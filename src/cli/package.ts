import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** The package's own folder: two up, from `src/cli` as from `dist/cli`. */
export const packageRoot = new URL("../../", import.meta.url);

export function inPackage(path: string): string {
  return fileURLToPath(new URL(path, packageRoot));
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
  const text = await readFile(inPackage("package.json"), "utf8");
  const value: unknown = JSON.parse(text);
  return typeof value === "object" && value !== null && "version" in value ? String(value.version) : "0";
}
