import { readdir, readFile, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { sha256Of } from "../disk.ts";
import { plainReference } from "../../runtime/model/address.ts";

/** A network that was fetched, `source.json` beside its files. */
export interface Kept {
  readonly reference: string;
  /** The network's file in its folder. */
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  /** When it was fetched, ISO 8601. */
  readonly fetched: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** The usual folder for what can be fetched again: XDG's, macOS's or Windows's. */
function cacheFolder(env: Env): string {
  const home = env["HOME"] || homedir();
  const base =
    env["XDG_CACHE_HOME"] ||
    (process.platform === "win32" && env["LOCALAPPDATA"]) ||
    (process.platform === "darwin" ? join(home, "Library", "Caches") : join(home, ".cache"));
  return join(base, "repaint-graph", "models");
}

/** Where a reference's files lie, or would. */
export function folderOf(reference: string, env: Env): string {
  const hash = sha256Of(plainReference(reference));
  return join(cacheFolder(env), hash.slice(0, 24));
}

export async function findKept(reference: string, env: Env): Promise<(Kept & { readonly folder: string }) | undefined> {
  return await readKept(folderOf(reference, env));
}

export async function listKept(env: Env): Promise<readonly (Kept & { readonly folder: string })[]> {
  const names = await readdir(cacheFolder(env)).catch(() => []);
  const all = await Promise.all(names.map((name) => readKept(join(cacheFolder(env), name))));
  return all.filter((kept) => kept !== undefined).sort((a, b) => b.fetched.localeCompare(a.fetched));
}

export async function removeKept(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

async function readKept(folder: string): Promise<(Kept & { readonly folder: string }) | undefined> {
  try {
    const kept = JSON.parse(await readFile(join(folder, "source.json"), "utf8")) as Partial<
      Record<keyof Kept, unknown>
    >;
    const { reference, file, sha256, bytes, fetched } = kept;
    const texts = [reference, file, sha256, fetched].every((text) => typeof text === "string");
    if (!texts || typeof bytes !== "number" || /[/\\]/.test(String(file))) return undefined;
    return { ...(kept as Kept), folder };
  } catch {
    return undefined;
  }
}
