import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as ort from "onnxruntime-node";
import { createCpuBackend, type CpuBackend } from "../../src/runtime/cpu/backend.ts";
import type { ModelCard } from "../../src/runtime/model/card.ts";
import type { Network } from "../../src/runtime/model/network.ts";
import { openNetwork } from "../../src/runtime/model/open.ts";
import { parseCard } from "../../src/runtime/model/parse-card.ts";

/** A card with the hash of the file that is really there. */
export type HashedCard = ModelCard & { readonly sha256: string };

/** A network that is open, and the backend its tensors live on. */
export interface Opened {
  readonly network: Network;
  readonly backend: CpuBackend;
}

/** @param path of the card; the network lies beside it. */
export function readCard(path: string): HashedCard {
  const { card, bytes } = readModel(path);
  return { ...card, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/** Opens a model for fills: native, one thread, since each process has one core. */
export async function openModel(path: string): Promise<Opened> {
  const backend = createCpuBackend();
  const network = await openNetwork({ ort, backend, ...readModel(path), provider: "cpu", threads: 1 });
  return { network, backend };
}

function readModel(path: string): { card: ModelCard; bytes: Uint8Array } {
  const card = parseCard(readFileSync(path, "utf8"));
  return { card, bytes: readFileSync(join(dirname(path), card.file)) };
}
