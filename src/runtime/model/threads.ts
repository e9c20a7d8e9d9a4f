import { floatTensor, node, onnxFile, value } from "./onnx-file.ts";
import type { OrtRuntime } from "./ort.ts";

/** How one number of threads did: milliseconds of a call of the stand-in. */
export interface ThreadTrial {
  readonly threads: number;
  readonly ms: number;
}

export interface ThreadChoice {
  readonly threads: number;
  /** Empty where nothing was tried. */
  readonly trials: readonly ThreadTrial[];
  /** Milliseconds that the trial took. */
  readonly ms: number;
}

/** Below this a trial says nothing. */
const leastBudget = 12;
/** Calls of each that are enough. */
const rounds = 3;

/** Channels and size of the stand-in: a call of about a millisecond. */
const channels = 32;
const size = 30;

/**
 * Chooses the number of threads by calls of a small stand-in (two convolutions as networks have them, with what lies
 * between), so that the network itself is opened once, however large it is. All are called in turns, and the best call of
 * each counts: what else the machine does strikes all alike.
 *
 * @param counts the first is taken where there is no time to try, the last where the machine is too busy for it.
 * @param budget milliseconds that the trial may take: a share of the run that it serves.
 */
export async function chooseThreads(
  ort: OrtRuntime,
  counts: readonly number[],
  budget: number,
  now = (): number => performance.now(),
): Promise<ThreadChoice> {
  const [first = 1] = counts;
  if (counts.length < 2 || budget < leastBudget) return { threads: first, trials: [], ms: 0 };
  const start = now();
  const bytes = standIn();
  const feeds = {
    x: new ort.Tensor("float32", new Float32Array(channels * size * size).fill(0.5), [1, channels, size, size]),
  };
  const tried: {
    threads: number;
    ms: number;
    session: Awaited<ReturnType<OrtRuntime["InferenceSession"]["create"]>>;
  }[] = [];
  try {
    for (const threads of counts) {
      const session = await ort.InferenceSession.create(bytes, {
        executionProviders: ["cpu"],
        intraOpNumThreads: threads,
        logSeverityLevel: 4,
      });
      tried.push({ threads, ms: Infinity, session });
      await session.run(feeds);
      // A machine so busy that this takes long has no cores to spare.
      if (now() - start > budget / 2) return { threads: counts.at(-1) ?? first, trials: [], ms: now() - start };
    }
    for (let round = 0; round < rounds && (round === 0 || (now() - start) * (1 + 1 / (round + 1)) < budget); round++) {
      for (const one of tried) {
        const began = now();
        await one.session.run(feeds);
        one.ms = Math.min(one.ms, now() - began);
      }
    }
  } finally {
    for (const { session } of tried) await session.release();
  }
  const best = tried.reduce((a, b) => (b.ms < a.ms ? b : a));
  return { threads: best.threads, trials: tried.map(({ threads, ms }) => ({ threads, ms })), ms: now() - start };
}

/** x → Conv → SiLU → InstanceNormalization → Conv. */
function standIn(): Uint8Array {
  const kernel = new Float32Array(channels * channels * 9).fill(0.01);
  const ones = new Float32Array(channels).fill(1);
  return onnxFile({
    nodes: [
      node("Conv", ["x", "w1"], "a"),
      node("Sigmoid", ["a"], "s"),
      node("Mul", ["a", "s"], "b"),
      node("InstanceNormalization", ["b", "ones", "ones"], "c"),
      node("Conv", ["c", "w2"], "out"),
    ],
    weights: [
      floatTensor("w1", [channels, channels, 3, 3], kernel),
      floatTensor("w2", [channels, channels, 3, 3], kernel),
      floatTensor("ones", [channels], ones),
    ],
    inputs: [value("x", "float32", [1, channels, size, size])],
    output: value("out", "float32", [1, channels, size - 4, size - 4]),
  });
}

/**
 * A guess at the milliseconds of a call, from the size of the weights and of the pictures: convolutions use every weight
 * at every pixel of their level. Rather too low, so that a trial's share of the run stays small.
 */
export function guessedCallMs(
  bytes: number,
  { height, width }: { readonly height: number; readonly width: number },
): number {
  return (1.1 * (bytes / 4e6) * height * width) / 4096;
}
