import type { ModelCard } from "../../runtime/model/card.ts";
import { neededMemory, tooLarge, wasmMemory } from "../../runtime/model/memory.ts";
import type { ExternalFile, ModelFiles } from "../../runtime/model/ort.ts";
import type { Problem } from "../../runtime/problem.ts";
import type { Runner } from "./runner.ts";

/** From here on a network is opened once, on the first runner that can hold it, and no call is spent on trying it. */
export const HUGE = 2e9;

/**
 * Bytes of memory that this machine surely has no more of. Browsers round to a power of two, and say 8 GB where there is
 * more: then nothing is known.
 */
export function deviceMemory(): number {
  const said = "deviceMemory" in navigator ? Number(navigator.deviceMemory) : NaN;
  return said < 8 ? said * 1.5e9 : Infinity;
}

/** What says that a network fits none of the runners; undefined where one can hold it. */
export function lackOfMemory(card: ModelCard, bytes: number, runners: readonly Runner[]): Problem | undefined {
  const most = Math.max(...runners.map(({ memory }) => memory));
  return tooLarge(card, neededMemory(card, bytes, "elsewhere"), most, most === wasmMemory ? "wasm" : "here");
}

/** Bytes of a model's files together. */
export function bytesOf({ bytes, external }: ModelFiles): number {
  const size = (file: ExternalFile): number => ("sha256" in file ? file.bytes : file.length);
  return [bytes, ...(external?.values() ?? [])].reduce((sum, file) => sum + size(file), 0);
}
