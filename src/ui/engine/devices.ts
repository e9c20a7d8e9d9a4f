import type { Backend } from "../../runtime/backend.ts";
import { chooseRunner, type Candidate, type Choice } from "../../runtime/model/choose.ts";
import type { ModelCard } from "../../runtime/model/card.ts";
import { neededMemory } from "../../runtime/model/memory.ts";
import type { Network } from "../../runtime/model/network.ts";
import type { ModelFiles } from "../../runtime/model/ort.ts";
import { UserError, type Problem } from "../../runtime/problem.ts";
import type { DeviceWish } from "./messages.ts";
import { bytesOf, HUGE, lackOfMemory } from "./room.ts";
import type { Runner } from "./runner.ts";
import { threadsHere } from "./threads.ts";
import { wasmRunner } from "./wasm-runner.ts";

interface Opening {
  readonly network: Network;
  readonly choice?: Choice;
}

/** Opens networks, on the device that proved fastest with the first of them. */
export class Devices {
  private readonly ortFolder: string;
  private readonly wish: DeviceWish;
  private runner: Runner | undefined;
  private runners: Promise<readonly Runner[]> | undefined;
  private last: Promise<unknown> = Promise.resolve();
  private losses = 0;
  private readonly lost: () => void;

  /**
   * @param ortFolder where ONNX Runtime's files lie.
   * @param lost is told when the device is no more: whatever was opened on it is to be opened again.
   */
  constructor(ortFolder: string, wish: DeviceWish, lost: () => void) {
    this.ortFolder = ortFolder;
    this.wish = wish;
    this.lost = lost;
  }

  /** Where tensors live; the processor until a network has been opened. */
  get backend(): Backend | undefined {
    return this.runner?.backend;
  }

  /** Opens one after another, so that all follow the first. @returns the network, and for the first what was chosen and why. */
  open(card: ModelCard, files: ModelFiles): Promise<Opening> {
    const opening = this.last.then(() => this.openNow(card, files));
    this.last = opening.catch(() => undefined);
    return opening;
  }

  /** Says, before it is fetched or opened, that a network cannot fit here. @param bytes of its files together. */
  lack(card: ModelCard, bytes: number): Promise<Problem | undefined> {
    const looking = this.last.then(async () => {
      if (this.runner) return lackOfMemory(card, bytes, [this.runner]);
      this.prepare();
      return lackOfMemory(card, bytes, (await this.runners) ?? []);
    });
    this.last = looking.catch(() => undefined);
    return looking;
  }

  /** Fetches and compiles the runtime that will be needed, while the first model is still on its way. */
  prepare(): void {
    this.runners ??= this.found();
    this.runners.catch(() => undefined); // Opening says it.
  }

  private async openNow(card: ModelCard, files: ModelFiles): Promise<Opening> {
    if (this.runner) return { network: await this.runner.open(card, files) };
    // A graphics card that was lost is tried once more; what it then cannot open, the processor does.
    if (this.losses === 0) return await this.choose(card, files, await this.prepared());
    const processor = async (): Promise<Runner[]> => [wasmRunner(this.ortFolder, await threadsHere())];
    if (this.losses > 1) return await this.choose(card, files, await processor());
    const again = await this.prepared().catch(() => []);
    return await this.choose(card, files, again).catch(async () => this.choose(card, files, await processor()));
  }

  /** What was prepared, once: who chooses among the runners disposes of the others. */
  private async prepared(): Promise<readonly Runner[]> {
    this.prepare();
    const runners = this.runners ?? [];
    this.runners = undefined;
    return await runners;
  }

  private async found(): Promise<readonly Runner[]> {
    const runners: Runner[] = [];
    const asked = this.wish === "webgpu";
    if (asked || (this.wish !== "wasm" && "gpu" in navigator)) {
      const { gpuRunner } = await import("./gpu-runner.ts"); // Where there is no WebGPU, nobody needs it.
      const beside = async (): Promise<Runner> => wasmRunner(this.ortFolder, await threadsHere());
      runners.push(...(await gpuRunner(this.ortFolder, asked, beside)));
    }
    if (this.wish === "webgpu") return runners;
    const wasm = wasmRunner(this.ortFolder, await threadsHere());
    if (runners.length === 0) void wasm.prepare().catch(() => undefined);
    return [...runners, wasm];
  }

  private async choose(card: ModelCard, files: ModelFiles, runners: readonly Runner[]): Promise<Opening> {
    const needed = neededMemory(card, bytesOf(files), "elsewhere");
    const candidates = runners
      .filter(({ memory }) => needed <= memory)
      .map((runner): Candidate => {
        const open = async (): Promise<{ network: Network; backend: Backend }> => {
          return { network: await runner.open(card, files), backend: runner.backend };
        };
        const { name, needless } = runner;
        return { name, open, ...(needless && { needless }) };
      });
    try {
      const isHuge = needed > HUGE;
      const choice = await (isHuge ? firstThatOpens(candidates) : chooseRunner(candidates));
      const runner = (this.runner = runners.find(({ backend }) => backend === choice.backend));
      void runner?.backend.lost.then(() => this.drop(runner));
      return { network: choice.network, choice };
    } finally {
      for (const runner of runners) if (runner !== this.runner) runner.dispose();
    }
  }

  /** Lets go of a device that is lost. */
  private drop(runner: Runner): void {
    if (this.runner !== runner) return;
    this.runner = undefined;
    this.losses++;
    runner.dispose();
    this.lost();
  }

  dispose(): void {
    this.runner?.dispose();
    this.runner = undefined;
  }
}

/** A huge network is opened once: the next way is taken only where one fails. */
async function firstThatOpens([first, ...others]: readonly Candidate[]): Promise<Choice> {
  const choosing = chooseRunner(first ? [first] : []);
  if (others.length === 0) return await choosing;
  return await choosing.catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    return firstThatOpens(others);
  });
}
