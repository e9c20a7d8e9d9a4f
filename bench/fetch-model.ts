import type { ModelCard } from "../src/runtime/model/card.ts";

/** A bundled network from the test runner's own server; its card is the project's own, and checked elsewhere. */
export async function fetchModel(name: string): Promise<{ card: ModelCard; bytes: Uint8Array }> {
  const card = (await (await fetch(`/models/${name}.json`)).json()) as ModelCard;
  const file = await fetch(`/models/${card.file}`);
  return { card, bytes: new Uint8Array(await file.arrayBuffer()) };
}
