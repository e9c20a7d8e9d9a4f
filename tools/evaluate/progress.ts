import { duration } from "../../src/cli/progress.ts";

/** Seconds between lines where nobody looks at a terminal. */
const LINE_EVERY = 30;

/** Says how far a long piece of work has come, at what rate, and how long the rest will take at that rate. */
export class Progress {
  private readonly total: number;
  private readonly pictures: number;
  private readonly began = performance.now();
  private work = 0;
  private done = 0;
  private said = 0;

  /** @param total network calls, once per picture; @param pictures how many there are to be. */
  constructor(total: number, pictures: number) {
    this.total = total;
    this.pictures = pictures;
  }

  add(work: number, pictures: number): void {
    this.work += work;
    this.done += pictures;
    const now = performance.now();
    const { isTTY } = process.stderr;
    if (!isTTY && now - this.said < 1000 * LINE_EVERY && this.work < this.total) return;
    this.said = now;
    process.stderr.write(isTTY ? `\r${this.line(now)}\u001b[K` : `${this.line(now)}\n`);
  }

  end(): void {
    if (process.stderr.isTTY && this.done > 0) process.stderr.write("\n");
  }

  private line(now: number): string {
    const rate = this.work / ((now - this.began) / 1000);
    const left = duration((this.total - this.work) / rate);
    const share = (100 * this.work) / this.total;
    return `${this.done}/${this.pictures} pictures, ${share.toFixed(1)} %, ${Math.round(rate)} calls a second, ${left} left`;
  }
}
