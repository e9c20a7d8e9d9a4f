import type { Backend, Shape, Tensor } from "../../runtime/backend.ts";
import type { CpuBackend } from "../../runtime/cpu/backend.ts";
import type { NoiseSource } from "../../runtime/execute.ts";
import type { GraphFile, GraphNode } from "../../runtime/graph/format.ts";
import type { Facts, NodeDefinition, Registry } from "../../runtime/node.ts";
import { gives } from "../../runtime/study/takes.ts";

/** A picture that is filled, as the network sees it, under its own mask and from its own noise. */
export interface Prepared {
  /** Of its noise. */
  readonly seed: number;
  /** `C H W` in the network's range. */
  readonly image: Float32Array;
  /** `H W`, 1 = known. */
  readonly keep_mask: Float32Array;
  readonly C: number;
  readonly H: number;
  readonly W: number;
}

/** The graph with as many samples as there are pictures: each of its one is one of theirs. */
export function withBatch(graph: GraphFile, registry: Registry, N: number): GraphFile {
  const changed = (node: GraphNode): GraphNode =>
    registry.get(node.type)?.params.some(({ name, kind }) => name === "batch" && kind === "number")
      ? { ...node, params: { ...node.params, batch: N } }
      : node;
  return { ...graph, nodes: graph.nodes.map(changed) };
}

/**
 * The same nodes, with those that give the picture and the mask giving all pictures and masks one after another: so many
 * different pictures are filled in one run.
 */
export function registryFor(registry: Registry, items: readonly Prepared[]): Registry {
  return new Map(
    [...registry].map(([type, definition]): [string, NodeDefinition] => {
      if (gives(definition, "image")) return [type, stacked(definition, items, "image")];
      if (gives(definition, "mask")) return [type, stacked(definition, items, "mask")];
      return [type, definition];
    }),
  );
}

function stacked(definition: NodeDefinition, items: readonly Prepared[], type: "image" | "mask"): NodeDefinition {
  const output = definition.outputs.find((one) => one.type === type)?.name ?? type;
  const { check: _, ...unchecked } = definition;
  const { C: channels, H, W } = items[0] ?? { C: 0, H: 0, W: 0 };
  const shape: Shape = [items.length, type === "image" ? channels : 1, H, W];
  return {
    ...unchecked,
    facts: (site): Readonly<Record<string, Facts>> => ({
      [output]: { type, shape, ...(site.card && { card: site.card }) },
    }),
    run: ({ backend }) => {
      const tensor = upload(
        backend,
        items.map((item) => (type === "image" ? item.image : item.keep_mask)),
        shape,
      );
      return { [output]: type === "image" ? { type, image: tensor } : { type, mask: tensor } };
    },
  };
}

function upload(backend: Backend, parts: readonly Float32Array[], shape: Shape): Tensor {
  const [N, C, H, W] = shape;
  const data = new Float32Array(N * C * H * W);
  for (const [i, part] of parts.entries()) data.set(part, i * C * H * W);
  return backend.upload(data, shape);
}

/**
 * Draws for each picture of a batch what a run of that picture alone would draw, so that a fill depends on the picture and
 * its seed, and not on its company.
 */
export function noiseFor(backend: CpuBackend, items: readonly Pick<Prepared, "seed">[]): NoiseSource {
  return ({ node, visit, draw, shape: [, C, H, W] }) =>
    backend.noiseOfEach(
      items.map(({ seed }) => ({ seed, node, visit, draw })),
      [items.length, C, H, W],
    );
}
