import type { Backend } from "../../runtime/backend.ts";
import type { ModelCard } from "../../runtime/model/card.ts";
import type { Network } from "../../runtime/model/network.ts";
import type { ModelFiles } from "../../runtime/model/ort.ts";
import type { Text } from "../../runtime/text.ts";

/** A way to run networks: all of a graph's live on one backend. */
export interface Runner {
  readonly name: Text;
  readonly backend: Backend;
  /** Bytes that a network and its work may take at most; Infinity where nothing is known. */
  readonly memory: number;
  /** Not opened where another one answers within so many milliseconds: its runtime would be fetched for nothing. */
  readonly needless?: number;
  open(card: ModelCard, files: ModelFiles): Promise<Network>;
  dispose(): void;
}
