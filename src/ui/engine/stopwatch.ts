/** Milliseconds over which the rate is taken. */
const WINDOW = 2000;

/** Measures how many network calls a second a run makes; pauses do not count. */
export class Stopwatch {
  private marks: { readonly at: number; readonly calls: number }[] = [];
  private readonly expected: number;
  private readonly now: () => number;
  private readonly start: number;
  private pausedAt: number | undefined;
  private paused = 0;

  /** @param msPerCall what is expected before anything is measured; 0: nothing. */
  constructor(msPerCall: number, now: () => number = () => performance.now()) {
    this.expected = msPerCall;
    this.now = now;
    this.start = now();
  }

  /** Milliseconds that the run has been at work. */
  private get elapsed(): number {
    return (this.pausedAt ?? this.now()) - this.start - this.paused;
  }

  get seconds(): number {
    return this.elapsed / 1000;
  }

  mark(calls: number): void {
    const at = this.elapsed;
    if (this.marks.at(-1)?.calls === calls) return;
    this.marks.push({ at, calls });
    while (this.marks.length > 2 && at - (this.marks[0]?.at ?? at) > WINDOW) this.marks.shift();
  }

  /** Calls a second. */
  get rate(): number {
    const { msPerCall } = this;
    if (msPerCall !== undefined) return 1000 / msPerCall;
    return this.expected > 0 ? 1000 / this.expected : 0;
  }

  get msPerCall(): number | undefined {
    const [first, last] = [this.marks[0], this.marks.at(-1)];
    if (!first || !last || last.calls - first.calls < 3) return undefined;
    return (last.at - first.at) / (last.calls - first.calls);
  }

  /** Forgets the rate; the run goes on elsewhere. */
  restart(): void {
    this.marks = [];
  }

  pause(): void {
    this.pausedAt ??= this.now();
  }

  resume(): void {
    if (this.pausedAt === undefined) return;
    this.paused += this.now() - this.pausedAt;
    this.pausedAt = undefined;
  }
}
