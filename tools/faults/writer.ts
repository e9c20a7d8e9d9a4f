import { writeAll } from "../../src/cli/disk.ts";

/** How long each file is. */
export const LENGTH = 3_000_000;

/** Writes two files into a folder again and again, each of one letter, until it is killed; says when the first are there. */
export async function writeForEver(folder: string): Promise<never> {
  for (let i = 0; ; i++) {
    const content = String.fromCharCode(97 + (i % 26)).repeat(LENGTH);
    await writeAll(folder, [
      ["picture.png", content],
      ["result.json", content],
    ]);
    if (i === 0) process.stdout.write("ready\n");
  }
}

const [, script, folder] = process.argv;
if (script?.endsWith("writer.ts") && folder !== undefined) await writeForEver(folder);
