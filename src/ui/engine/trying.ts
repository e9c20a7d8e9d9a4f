import { tryAnswers } from "../../nodes/try-answers.ts";
import type { Backend } from "../../runtime/backend.ts";
import type { ModelCard } from "../../runtime/model/card.ts";
import { parseCard } from "../../runtime/model/parse-card.ts";
import type { Network } from "../../runtime/model/network.ts";
import { rasterOf } from "../../runtime/picture/raster.ts";
import type { Picture, Registry } from "../../runtime/node.ts";
import type { Report, Request } from "./messages.ts";
import { problemsOf } from "../problems-of.ts";

type Asked = Extract<Request, { kind: "try" }>;
type Answer = Extract<Report, { kind: "tried" }>;

/** What a trial of answers works with. */
export interface Bench {
  readonly registry: Registry;
  backend(): Backend;
  open(card: ModelCard, blobs: Asked["blobs"]): Promise<Network>;
  picture(reference: string): Promise<Picture>;
}

/** Shows what a network without a card makes of a picture, read one way and another. It stays open for the next trial. */
export class Trying {
  private readonly bench: Bench;
  private open: { readonly key: string; readonly network: Promise<Network> } | undefined;

  constructor(bench: Bench) {
    this.bench = bench;
  }

  async answer({ id, key, cards, blobs, picture }: Asked): Promise<Answer> {
    try {
      const read = cards.map((text) => parseCard(text));
      const [first] = read;
      if (!first) return { kind: "tried", id, tried: [], problems: [] };
      if (this.open?.key !== key) await this.close();
      this.open ??= { key, network: this.bench.open(first, blobs) };
      const [network, shown] = await Promise.all([this.open.network, this.bench.picture(picture)]);
      const tried = await tryAnswers(this.bench.registry, this.bench.backend(), network, read, shown);
      const pictures = tried.map(({ picture: made, distance }) => ({ raster: rasterOf(made), distance }));
      return { kind: "tried", id, tried: pictures, problems: [] };
    } catch (error) {
      await this.close();
      return { kind: "tried", id, tried: [], problems: problemsOf(error) };
    }
  }

  /** Lets go of the network, before it or another one is opened to stay. */
  async close(): Promise<void> {
    const { open } = this;
    this.open = undefined;
    await open?.network.then(
      (network) => network.close(),
      () => undefined,
    );
  }
}
