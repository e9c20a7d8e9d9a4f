import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LENGTH } from "./writer.ts";

const writer = fileURLToPath(new URL("writer.ts", import.meta.url));

/**
 * Kills a process that writes files, without a warning, at some moment.
 *
 * @param after milliseconds from when its first files were there.
 * @returns what is wrong with what it left; undefined where every file is a whole one.
 */
export async function killedWhileWriting(folder: string, after: number): Promise<string | undefined> {
  const child = spawn(process.execPath, ["--import", "tsx", writer, folder], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  await once(child.stdout, "data");
  await new Promise((done) => setTimeout(done, after));
  child.kill("SIGKILL");
  await ended;
  for (const name of readdirSync(folder).filter((name) => !name.endsWith(".tmp"))) {
    const text = readFileSync(join(folder, name), "utf8");
    if (text.length !== LENGTH) return `${name} has ${text.length} of ${LENGTH} letters`;
    if (text !== (text[0] ?? "").repeat(LENGTH)) return `${name} is a mixture of two`;
  }
  return undefined;
}
