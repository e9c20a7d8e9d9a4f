import { deviceLost, outOfMemory } from "./problems.ts";

/** What goes wrong on a device after the call that asked for it has returned. */
export class Faults {
  /** Resolves with a sentence when the device is lost. */
  readonly lost: Promise<string>;
  readonly #device: GPUDevice;
  #first: Error | undefined;
  #isLost = false;
  #told: Promise<void> = Promise.resolve();
  /** Those who wait to know whether the device is lost. */
  readonly #waiting = new Set<() => void>();

  constructor(device: GPUDevice) {
    this.#device = device;
    this.lost = device.lost.then(({ reason, message }) => {
      const sentence = message || reason || "no reason given";
      this.#first = deviceLost(sentence);
      this.#isLost = true;
      for (const told of [...this.#waiting]) told();
      return sentence;
    });
    device.addEventListener("uncapturederror", this.#onUncaptured);
  }

  /** The first fault is the cause of those that follow. */
  add(error: Error): void {
    this.#first ??= error;
  }

  /** @throws what is known to have gone wrong. */
  check(): void {
    if (this.#first) throw this.#first;
  }

  /** Ends the device's innermost error scope; `onError` learns, later, what it caught. */
  endScope(onError: (error: GPUError) => void): void {
    const before = this.#told;
    const ended = this.#device.popErrorScope().then(
      (error) => void (error && onError(error)),
      () => undefined, // A lost device has nothing to tell.
    );
    this.#told = ended.then(() => before);
  }

  /** @throws what went wrong, also of what the device has yet to tell of scopes that are ended. */
  async checkAll(): Promise<void> {
    await this.#told;
    this.check();
  }

  /** What is behind `error`: a failed call may be told of before the loss that made it fail. */
  async causeOf(error: unknown): Promise<unknown> {
    // Not a race against `lost`, which would hold its waiters for as long as the device lives.
    await new Promise<void>((resolve) => {
      const told = (): void => {
        this.#waiting.delete(told);
        resolve();
      };
      this.#waiting.add(told);
      this.#device.queue.onSubmittedWorkDone().then(told, told);
    });
    return this.#first ?? error;
  }

  /** Once a failed run has freed everything, and the device has told all that came of it, the next run may try again. */
  async recover(): Promise<void> {
    if (!this.#first || this.#isLost) return;
    await this.#device.queue.onSubmittedWorkDone();
    if (!this.#isLost) this.#first = undefined;
  }

  dispose(): void {
    this.#device.removeEventListener("uncapturederror", this.#onUncaptured);
  }

  readonly #onUncaptured = ({ error }: GPUUncapturedErrorEvent): void => {
    this.add(error instanceof GPUOutOfMemoryError ? outOfMemory() : new Error(error.message));
  };
}
