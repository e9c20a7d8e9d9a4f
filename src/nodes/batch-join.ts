import type { Shape } from "../runtime/backend.ts";
import type { NodeDefinition, Site } from "../runtime/node.ts";
import { checkSameSize } from "./common/checks.ts";
import { factsOf } from "./common/facts.ts";
import { floatsOf, withTensor } from "./common/items.ts";

/** Two batches one after the other. */
export const batchJoin: NodeDefinition = {
  type: "batch/join",
  v: 1,
  category: "batch",
  title: { en: "Join batches", zh: "合并批量" },
  help: {
    en: "Puts the pictures of b behind those of a; samples have to stand at one level.",
    zh: "把 b 的图接在 a 的图之后；样本须处于同一噪声级。",
  },
  inputs: [
    { name: "a", title: { en: "a", zh: "a" }, types: ["sample", "image", "mask"] },
    { name: "b", title: { en: "b", zh: "b" }, types: ["sample", "image", "mask"] },
  ],
  outputs: [{ name: "both", title: { en: "both", zh: "全部" }, type: { like: ["a"] } }],
  params: [],
  facts: (site) => ({
    both: factsOf(site.inputs["a"]?.type ?? "sample", { ...site.inputs["a"], shape: joined(site) }),
  }),
  check: (site) => checkSameSize(site, "a", ["b"]),
  level: { from: "a" },
  sameLevel: ["a", "b"],
  run: async (context) => {
    const [a, b] = [await floatsOf(context, "a"), await floatsOf(context, "b")];
    const [N, C, H, W] = a.shape;
    const data = new Float32Array(a.data.length + b.data.length);
    data.set(a.data);
    data.set(b.data, a.data.length);
    return { both: withTensor(a.value, context.backend.upload(data, [N + b.shape[0], C, H, W])) };
  },
};

function joined({ inputs: { a, b } }: Site): Shape | undefined {
  if (!a?.shape || !b?.shape) return undefined;
  const [N, C, H, W] = a.shape;
  return [N + b.shape[0], C, H, W];
}
