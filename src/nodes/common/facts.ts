import type { Shape } from "../../runtime/backend.ts";
import type { ModelCard } from "../../runtime/model/card.ts";
import type { Facts, Site, SocketType } from "../../runtime/node.ts";

/** Facts of one type with what is known, undefined parts left out. */
export function factsOf(type: SocketType, known: { readonly [K in keyof Omit<Facts, "type">]?: Facts[K] | undefined }) {
  const { shape, T, schedule, card, crop } = known;
  return {
    type,
    ...(shape && { shape }),
    ...(T !== undefined && { T }),
    ...(schedule && { schedule }),
    ...(card && { card }),
    ...(crop && { crop }),
  };
}

/** What is known of a value that is `like` another one: its process and model, with the larger batch of all `shapes`. */
export function likeInput(site: Site, input: string, type: SocketType, batchOf: readonly string[] = []): Facts {
  const from = site.inputs[input];
  const shape = from?.shape;
  const N = Math.max(...[input, ...batchOf].map((name) => site.inputs[name]?.shape?.[0] ?? 1));
  return factsOf(type, { ...from, crop: undefined, shape: shape && [N, shape[1], shape[2], shape[3]] });
}

/** `N C H W` of a card's pictures. */
export function shapeOf(card: ModelCard, N = 1): Shape {
  return [N, card.image.channels, card.image.height, card.image.width];
}

/** A number param, which the validator has made sure of. */
export function numberParam(site: Pick<Site, "params">, name: string): number {
  const value = site.params[name];
  if (typeof value !== "number") throw new Error(`param ${name} is ${String(value)}, expected a number`);
  return value;
}

/** A param that holds text: a choice, a reference, an equation. */
export function textParam(site: Pick<Site, "params">, name: string): string {
  const value = site.params[name];
  if (typeof value !== "string") throw new Error(`param ${name} is ${String(value)}, expected text`);
  return value;
}

/** A flag param. */
export function flagParam(site: Pick<Site, "params">, name: string): boolean {
  return site.params[name] === true;
}
