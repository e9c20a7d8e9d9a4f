import type { Backend } from "../backend.ts";
import { problem, UserError, type Problem } from "../problem.ts";
import type { Text } from "../text.ts";
import type { Network } from "./network.ts";
import { tryCall } from "./try-call.ts";

/** A network that is open, and the backend its tensors live on. */
export interface Opened {
  readonly network: Network;
  readonly backend: Backend;
}

/** One way to run a network. */
export interface Candidate {
  readonly name: Text;
  /** An adapter that draws in software is no GPU: about 100 times slower than WebAssembly. Never taken by itself. */
  readonly isSoftware?: boolean;
  /** Milliseconds of a call: where another one has answered within them before, this one is not opened. */
  readonly needless?: number;
  open(): Promise<Opened>;
  /** Gives back what `open` made besides the network, when another candidate is taken. */
  discard?(opened: Opened): void;
}

/** How one candidate did. */
export interface Trial {
  readonly name: Text;
  /** Milliseconds of one call after warming up; absent when it was not timed. */
  readonly ms?: number;
  /** Why it was not timed. */
  readonly reason?: Text;
}

export interface Choice extends Opened {
  readonly name: Text;
  readonly trials: readonly Trial[];
  /** Which was taken and why, in a sentence. */
  readonly sentence: Text;
}

/** A candidate whose first call already takes this many times the best timed call is not called again. */
const hopeless = 8;

/**
 * Times one warmed-up network call on each candidate and takes the fastest. Candidates that cannot be opened are passed
 * over and named; a software adapter is never taken. With a single candidate nothing is timed.
 *
 * @throws UserError `no-runner` when none is left, with the reasons.
 */
export async function chooseRunner(
  candidates: readonly Candidate[],
  now = (): number => performance.now(),
): Promise<Choice> {
  const fit = candidates.filter((candidate) => candidate.isSoftware !== true);
  const trials: Trial[] = candidates
    .filter((c) => c.isSoftware === true)
    .map(({ name }) => ({ name, reason: software }));
  const failures: Problem[] = [];
  let best: (Opened & { candidate: Candidate; ms: number | undefined }) | undefined;
  for (const candidate of fit) {
    if (best?.ms !== undefined && best.ms <= (candidate.needless ?? -1)) {
      trials.push({ name: candidate.name, reason: needless });
      continue;
    }
    try {
      const opened = await candidate.open();
      const ms = fit.length === 1 ? undefined : await timeCall(candidate, opened, best?.ms ?? Infinity, now);
      trials.push(ms === undefined ? { name: candidate.name } : { name: candidate.name, ms });
      if (best === undefined || (ms ?? Infinity) < (best.ms ?? Infinity)) {
        if (best) await drop(best.candidate, best);
        best = { ...opened, candidate, ms };
      } else await drop(candidate, opened);
    } catch (error) {
      if (!(error instanceof UserError)) {
        if (best) await drop(best.candidate, best);
        throw error;
      }
      trials.push({ name: candidate.name, reason: reasonOf(error) });
      failures.push(...error.problems);
    }
  }
  if (best === undefined) throw new UserError(...(failures.length > 0 ? failures : [noRunner(trials)]));
  const { network, backend, candidate } = best;
  return { network, backend, name: candidate.name, trials, sentence: sentenceOf(candidate.name, trials) };
}

const software: Text = {
  en: "a software adapter, which is slower than the processor itself",
  zh: "软件适配器，比处理器本身更慢",
};

const needless: Text = { en: "not needed", zh: "不需要" };

async function timeCall(candidate: Candidate, opened: Opened, best: number, now: () => number): Promise<number> {
  try {
    const first = await oneCall(opened, now);
    return first > hopeless * best ? first : await oneCall(opened, now);
  } catch (error) {
    await drop(candidate, opened);
    throw error;
  }
}

/** Milliseconds of one call on a batch of one, until the device has done it. */
async function oneCall({ network, backend }: Opened, now: () => number): Promise<number> {
  const { channels, height, width } = network.card.image;
  const { card } = network;
  const x = backend.upload(new Float32Array(channels * height * width), [1, channels, height, width]);
  try {
    const start = now();
    const out = await tryCall(network, backend, x, Math.floor(card.num_train_timesteps / 2));
    backend.free(out);
    await backend.idle();
    return now() - start;
  } finally {
    backend.free(x);
  }
}

async function drop(candidate: Candidate, opened: Opened): Promise<void> {
  await opened.network.close();
  candidate.discard?.({ network: opened.network, backend: opened.backend });
}

function sentenceOf(name: Text, trials: readonly Trial[]): Text {
  const say = (language: "en" | "zh"): string => {
    const others = trials.filter((trial) => trial.name !== name).map((trial) => trialWords(trial)[language]);
    const own = trials.find((trial) => trial.name === name)?.ms;
    const time = own === undefined ? "" : language === "en" ? `: ${inMs(own)} a call` : `：每次调用 ${inMs(own)}`;
    const rest = others.length === 0 ? "" : language === "en" ? ` (${others.join("; ")})` : `（${others.join("；")}）`;
    return language === "en" ? `Runs on ${name.en}${time}${rest}.` : `运行于${name.zh}${time}${rest}。`;
  };
  return { en: say("en"), zh: say("zh") };
}

function trialWords({ name, ms, reason }: Trial): Text {
  if (ms !== undefined) return { en: `${name.en} ${inMs(ms)}`, zh: `${name.zh} ${inMs(ms)}` };
  return { en: `not ${name.en}: ${reason?.en ?? "not timed"}`, zh: `未用${name.zh}：${reason?.zh ?? "未计时"}` };
}

function inMs(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

function reasonOf(error: UserError): Text {
  const trim = (text: string): string => text.replace(/[.。]$/, "");
  const first = error.problems[0]?.message;
  return { en: trim(first?.en ?? error.message), zh: trim(first?.zh ?? error.message) };
}

function noRunner(trials: readonly Trial[]): Problem {
  const names = (language: "en" | "zh"): string => trials.map((t) => trialWords(t)[language]).join("; ");
  return problem(
    "no-runner",
    { en: `Nothing here can run the network (${names("en")}).`, zh: `此处没有可运行网络的设备（${names("zh")}）。` },
    { en: "Choose a device yourself: wasm runs everywhere.", zh: "请自行选择设备：wasm 在任何地方都能运行。" },
  );
}
