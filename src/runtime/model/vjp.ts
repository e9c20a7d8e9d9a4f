import type { Shape } from "../backend.ts";
import { UserError } from "../problem.ts";
import { Caller } from "./caller.ts";
import type { ModelCard } from "./card.ts";
import { fitOf } from "./fit.ts";
import { checkIdentity } from "./identity.ts";
import { inTurn, type ModelFiles, type OrtRuntime, type SessionOptions } from "./ort.ts";
import { createSession } from "./session.ts";

/** Whether gradients can be taken through a model. */
export const hasVjp = (card: ModelCard, files: ModelFiles): boolean =>
  card.vjp !== undefined && files.vjp !== undefined;

/**
 * The vector–Jacobian product of a network, on the host. Its file is read and its session opened with the first call: most
 * graphs take no gradients.
 */
export class Vjp {
  private opened: Promise<Caller> | undefined;
  private readonly ort: OrtRuntime;
  private readonly card: ModelCard;
  private readonly files: ModelFiles;
  private readonly options: SessionOptions;
  private readonly writesOut: boolean;

  /** @param writesOut as `Caller` takes it. */
  constructor(ort: OrtRuntime, card: ModelCard, files: ModelFiles, options: SessionOptions, writesOut: boolean) {
    this.ort = ort;
    this.card = card;
    this.files = files;
    this.options = options;
    this.writesOut = writesOut;
  }

  /** @returns `N C H W` floats that are valid until the next call. */
  async call(
    x: Float32Array,
    shape: Shape,
    timestep: number,
    label: number,
    cotangent: Float32Array,
  ): Promise<Float32Array> {
    const held = new Float32Array(x); // Opening takes time, in which the memory under a view may grow.
    const shown = new Float32Array(cotangent);
    this.opened ??= this.open();
    return (await this.opened).call(held, shape, timestep, label, shown);
  }

  async close(): Promise<void> {
    const caller = await this.opened?.catch(() => undefined);
    this.opened = undefined;
    if (caller) await inTurn(this.ort, () => caller.session.release());
  }

  private async open(): Promise<Caller> {
    const card = vjpCard(this.card);
    const files = await this.files.vjp?.();
    if (!files) throw new Error(`${this.card.name} has no vector–Jacobian product`);
    await checkIdentity(card, files);
    const session = await createSession(this.ort, card, files, this.options);
    const fitted = fitOf(card, session);
    if ("problems" in fitted) {
      await inTurn(this.ort, () => session.release());
      throw new UserError(...fitted.problems);
    }
    return new Caller(this.ort, session, card, fitted.fit, this.writesOut);
  }
}

/** The card by which the file of a vector–Jacobian product is read: as many channels out as in. */
function vjpCard({
  bytes: _bytes,
  sha256: _sha256,
  external_data: _data,
  variance: _variance,
  ...card
}: ModelCard): ModelCard {
  const { file = card.file, ...sums } = card.vjp ?? {};
  return { ...card, ...sums, file, io: { ...card.io, cotangent: "cotangent", out: "vjp" } };
}
