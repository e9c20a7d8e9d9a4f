import { closeSync, existsSync, fsyncSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import type { VotesFile } from "../../runtime/study/user-study.ts";

/**
 * A file of answers that only grows, a line for each time somebody handed theirs over. A line is on the disk, whole, before
 * `append` returns; one that a kill cut off is taken away when the file is opened again.
 */
export class VotesLog {
  private readonly file: number;

  constructor(path: string) {
    if (existsSync(path)) {
      const bytes = readFileSync(path);
      const end = bytes.lastIndexOf(0x0a) + 1;
      if (end < bytes.length) truncateSync(path, end);
    }
    this.file = openSync(path, "a");
  }

  append(votes: VotesFile): void {
    const line = Buffer.from(`${JSON.stringify(votes)}\n`);
    // In one call, which the system does not mix with others of a file opened for appending.
    if (writeSync(this.file, line) !== line.length) throw new Error("the disk took a part of a line only");
    fsyncSync(this.file);
  }

  close(): void {
    closeSync(this.file);
  }
}
