import { problem, type Problem } from "../problem.ts";
import type { ModelCard } from "./card.ts";

/** What WebAssembly can address, in bytes. */
export const wasmMemory = 2 ** 32;

/**
 * Bytes that an open network takes about: its weights in float32, half as much again while it is opened and prepared, and
 * what lies between its layers at work (a picture of 256×256 takes about 0.4 GB in networks of the usual width).
 *
 * @param fileBytes of the network with its external data, for cards that do not say how many numbers it holds.
 */
export function neededMemory({ parameters, image }: ModelCard, fileBytes: number): number {
  const weights = Math.max(4 * (parameters ?? 0), fileBytes);
  return 1.5 * weights + 6000 * image.height * image.width;
}

/** Says before a network is fetched or opened that it cannot fit; undefined where it can. */
export function tooLarge(card: ModelCard, needed: number, limit: number, where: "wasm" | "here"): Problem | undefined {
  if (needed <= limit) return undefined;
  const gb = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  const place =
    where === "wasm"
      ? { en: `WebAssembly has ${gb(limit)} at most`, zh: `WebAssembly 最多 ${gb(limit)}` }
      : { en: `this machine has ${gb(limit)}`, zh: `本机只有 ${gb(limit)}` };
  return problem(
    "out-of-memory",
    {
      en: `The network "${card.name}" needs about ${gb(needed)} of memory; ${place.en}.`,
      zh: `网络“${card.name}”约需 ${gb(needed)} 内存；${place.zh}。`,
    },
    where === "wasm"
      ? {
          en: "Run it on a graphics card (WebGPU), or from the command line, which runs native code.",
          zh: "请在显卡上（WebGPU）运行，或使用运行原生代码的命令行。",
        }
      : { en: "Use a machine with more memory, or a smaller network.", zh: "请换用内存更大的机器，或更小的网络。" },
  );
}
