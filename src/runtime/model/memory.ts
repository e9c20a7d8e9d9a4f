import { problem, type Problem } from "../problem.ts";
import type { ModelCard } from "./card.ts";

/** What WebAssembly can address, in bytes. */
export const wasmMemory = 2 ** 32;

/** From so many bytes of weights on, native code keeps them once: the layout of its fastest calls takes a second copy. */
export const huge = 1e9;

/** What a card says of a network's size, as far as it does. */
type Sized = Pick<ModelCard, "parameters"> & { readonly image: Pick<ModelCard["image"], "height" | "width"> };

/** Bytes of the weights in float32. */
export const weightsOf = ({ parameters }: Pick<ModelCard, "parameters">, fileBytes: number): number =>
  Math.max(4 * (parameters ?? 0), fileBytes);

/**
 * Bytes that an open network takes about: its weights in float32 and what opening makes of them, and what lies between its
 * layers at work. Measured with 552.8 M parameters at 256×256: 1.11 × native, 2.05 × elsewhere, and 1.16 GB between layers,
 * which grow with the pictures and with the layers' width, so with the root of the number of weights.
 *
 * @param fileBytes of the network with its external data, for cards that do not say how many numbers it holds.
 */
export function neededMemory(card: Sized, fileBytes: number, where: "native" | "elsewhere"): number {
  const weights = weightsOf(card, fileBytes);
  const { height, width } = card.image;
  const times = where === "native" && weights >= huge ? 1.15 : 2.1;
  return times * weights + 0.766 * Math.sqrt(weights / 4) * height * width;
}

/** Says before a network is fetched or opened that it cannot fit; undefined where it can. */
export function tooLarge(
  card: Pick<ModelCard, "name">,
  needed: number,
  limit: number,
  where: "wasm" | "here",
): Problem | undefined {
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
