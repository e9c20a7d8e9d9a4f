import type { Backend } from "../../src/runtime/backend.ts";
import type { Facts, NodeDefinition, OperationContext, Picture, Registry, Value } from "../../src/runtime/node.ts";

/** A face to be filled. */
export interface Face {
  readonly face: number;
  /** Of its noise. */
  readonly seed: number;
  /** `1 C H W` in [0, 1]. */
  readonly picture: Picture;
  /** `1 1 H W`, 1 = known: in place of the mask that the graph draws. */
  readonly keep_mask?: Picture;
}

/**
 * The same nodes, with the two that make pictures and masks asked once for each face, their answers laid one after
 * another: so many different faces are filled in one run, each under its own mask.
 */
export function registryFor(registry: Registry, faces: readonly Face[]): Registry {
  const own: readonly (readonly [string, NodeDefinition])[] = [...registry].map(([type, definition]) => {
    if (type === "image/load")
      return [type, onceEach(definition, faces, (context, { picture }) => ({ ...context, image: () => picture }))];
    if (type === "image/mask") return [type, onceEach(definition, faces, drawnFor)];
    return [type, definition];
  });
  return new Map(own);
}

/** Wide and narrow strokes are drawn from the number of the face. */
function drawnFor(context: OperationContext, { face, keep_mask }: Face): OperationContext {
  if (keep_mask) {
    const params = { ...context.site.params, preset: "painted", painted: "window", hole: "black" };
    return { ...context, image: () => keep_mask, site: { ...context.site, params } };
  }
  return { ...context, site: { ...context.site, params: { ...context.site.params, seed: face } } };
}

function onceEach(
  definition: NodeDefinition,
  faces: readonly Face[],
  contextFor: (context: OperationContext, face: Face) => OperationContext,
): NodeDefinition {
  const { run, facts } = definition;
  if (!run || !facts) throw new Error(`${definition.type} is no operation`);
  return {
    ...definition,
    facts: (site) =>
      Object.fromEntries(Object.entries(facts(site)).map(([name, value]) => [name, withBatch(value, faces.length)])),
    run: async (context) => {
      const answers: Readonly<Record<string, Value>>[] = [];
      for (const face of faces) answers.push(await run(contextFor(context, face)));
      return await joined(answers, context.backend);
    },
  };
}

function withBatch(facts: Facts, N: number): Facts {
  const { shape } = facts;
  return shape ? { ...facts, shape: [N, shape[1], shape[2], shape[3]] } : facts;
}

async function joined(
  answers: readonly Readonly<Record<string, Value>>[],
  backend: Backend,
): Promise<Readonly<Record<string, Value>>> {
  const outputs: Record<string, Value> = {};
  for (const name of Object.keys(answers[0] ?? {})) {
    const tensors = answers.map((answer) => tensorOf(answer[name]));
    const [first] = tensors;
    if (!first) continue;
    const [, C, H, W] = first.shape;
    const data = new Float32Array(tensors.length * C * H * W);
    for (const [i, tensor] of tensors.entries()) {
      data.set(await backend.read(tensor), i * C * H * W);
      backend.free(tensor);
    }
    const tensor = backend.upload(data, [tensors.length, C, H, W]);
    outputs[name] =
      answers[0]?.[name]?.type === "mask" ? { type: "mask", mask: tensor } : { type: "image", image: tensor };
  }
  return outputs;
}

function tensorOf(value: Value | undefined) {
  if (value?.type === "image") return value.image;
  if (value?.type === "mask") return value.mask;
  throw new Error(`a ${value?.type ?? "missing value"} where a picture or a mask was expected`);
}
