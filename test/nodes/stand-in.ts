import type { Tensor } from "../../src/runtime/backend.ts";
import { createCpuBackend } from "../../src/runtime/cpu/backend.ts";
import { execute, type NoiseSource } from "../../src/runtime/execute.ts";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { plan } from "../../src/runtime/graph/plan.ts";
import { resourcesOf } from "../../src/runtime/graph/resources.ts";
import type { ModelCard } from "../../src/runtime/model/card.ts";
import type { Network } from "../../src/runtime/model/network.ts";
import type { Artifact, Part, Picture } from "../../src/runtime/node.ts";
import { registry } from "../../src/nodes/index.ts";
import { UserError, type Problem } from "../../src/runtime/problem.ts";
import { cardOf } from "../helpers/cards.ts";

/** A small model of the usual kind. */
export const CARD: ModelCard = cardOf("small", 8);

/** What a network that is no network answers. */
export type Answer = (call: {
  readonly timestep: number;
  readonly label: number | undefined;
  readonly x: Float32Array;
}) => readonly number[] | Float32Array;

export interface Bench {
  readonly card?: ModelCard;
  /** Output channel values, spread over the pixels; zeros by default. */
  readonly answer?: Answer;
  /** By reference; `sample:face-1000000` is a grey ramp unless given. */
  readonly images?: Readonly<Record<string, Picture>>;
  readonly noise?: NoiseSource;
  readonly seed?: number;
  /** Keep every output readable. */
  readonly watch?: boolean;
}

export interface Outcome {
  readonly artifacts: readonly Artifact[];
  /** The network calls made, in order. */
  readonly calls: readonly { readonly timestep: number; readonly label: number | undefined }[];
  /** What was on `node.output.part` after each visit of the node. */
  readonly read: ReadonlyMap<string, readonly (Float32Array | number)[]>;
  readonly evaluations: number;
}

/** A picture whose values say where they are from: channel, row and column. */
export function ramp(C: number, H: number, W: number): Picture {
  const data = Float32Array.from({ length: C * H * W }, (_, i) => ((i * 37) % 256) / 255);
  return { shape: [1, C, H, W], data };
}

/** Runs a graph to its end on the CPU with a stand-in network. @throws Error when a tensor is left alive. */
export async function runBench(graph: GraphFile, bench: Bench = {}): Promise<Outcome> {
  const { card = CARD, noise, seed } = bench;
  const backend = createCpuBackend();
  const images = new Map(Object.entries(bench.images ?? { "sample:face-1000000": ramp(3, 8, 8) }));
  const sizes = new Map([...images].map(([name, { shape }]) => [name, [shape[2], shape[3]] as const]));
  const { models } = resourcesOf(graph, registry);
  const env = { cards: new Map(models.map((reference) => [reference, card])), images: sizes };
  const planned = plan(graph, registry, env, bench.watch ? { watch: "all" } : {});
  const calls: { timestep: number; label: number | undefined }[] = [];
  const network: Network = {
    card,
    sha256: "",
    runner: "none",
    call: async (x, timestep, label) => {
      calls.push({ timestep, label });
      const [N, C, H, W] = x.shape;
      const channels = card.variance === "learned_range" ? 2 * C : C;
      const given = bench.answer?.({ timestep, label, x: (await backend.read(x)).slice() }) ?? [0];
      const length = N * channels * H * W;
      return backend.upload(
        Float32Array.from({ length }, (_, i) => given[i % given.length] ?? 0),
        [N, channels, H, W],
      );
    },
    // As of a network that says 0.9 x, which is what benches of gradients answer.
    ...(card.vjp && {
      vjp: async (x: Tensor, timestep: number, cotangent: Tensor, label?: number) => {
        calls.push({ timestep, label });
        return backend.upload(
          (await backend.read(cotangent)).map((v) => 0.9 * v),
          x.shape,
        );
      },
    }),
    close: async () => {},
  };
  const artifacts: Artifact[] = [];
  const read = new Map<string, (Float32Array | number)[]>();
  const networks = new Map(models.map((reference) => [reference, network]));
  const run = execute(planned, {
    backend,
    networks,
    images,
    ...(noise && { noise }),
    ...(seed !== undefined && { seed }),
  });
  let evaluations = 0;
  for await (const visit of run) {
    evaluations = visit.evaluations;
    artifacts.push(...visit.artifacts);
    if (!bench.watch) continue;
    for (const { name } of registry.get(typeOf(graph, visit.node))?.outputs ?? []) {
      for (const part of ["x", "eps", "pred_xstart", "log_variance", "x_t", "image", "mask"] satisfies Part[]) {
        const value = await visit.read(name, part);
        if (value === undefined) continue;
        const key = `${visit.node}.${name}.${part}`;
        read.set(key, [...(read.get(key) ?? []), typeof value === "number" ? value : value.data.slice()]);
      }
    }
  }
  if (backend.live !== 0) throw new Error(`${backend.live} tensors are still alive`);
  return { artifacts, calls, read, evaluations };
}

const typeOf = (graph: GraphFile, id: string): string => graph.nodes.find((node) => node.id === id)?.type ?? "";

/** The pictures that were saved, by name. */
export function saved({ artifacts }: Outcome): ReadonlyMap<string, Picture> {
  return new Map(artifacts.flatMap((a) => (a.kind === "save" ? [[a.name, a.picture] as const] : [])));
}

/** The problems with which something fails. */
export async function problemsOf(work: () => unknown): Promise<readonly Problem[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (error instanceof UserError) return error.problems;
    throw error;
  }
}
