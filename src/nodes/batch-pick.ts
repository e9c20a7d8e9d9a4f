import type { NodeDefinition, Site } from "../runtime/node.ts";
import { factsOf, numberParam, textParam } from "./common/facts.ts";
import { floatsOf, gathered, itemsOf, withTensor } from "./common/items.ts";
import { optional } from "./common/sockets.ts";

/** One picture out of a batch: by its place, or the one with the largest or smallest number. */
export const batchPick: NodeDefinition = {
  type: "batch/pick",
  v: 1,
  category: "batch",
  title: { en: "Pick from batch", zh: "取出一张" },
  help: {
    en: "Takes one picture out of a batch: by its place, or the one whose number is largest or smallest.",
    zh: "从批量中取出一张：按位置，或按数值最大、最小。",
  },
  inputs: [
    { name: "a", title: { en: "batch", zh: "批量" }, types: ["sample", "image", "mask"] },
    optional({ name: "score", title: { en: "score", zh: "得分" }, types: ["number"] }),
  ],
  outputs: [{ name: "one", title: { en: "one", zh: "一张" }, type: { like: ["a"] } }],
  params: [
    {
      name: "by",
      kind: "choice",
      title: { en: "Pick", zh: "取" },
      help: { en: "Which one; with a score, the best of them.", zh: "取哪一张；接入得分时可取最好的一张。" },
      default: "place",
      options: [
        { value: "place", title: { en: "by place", zh: "按位置" } },
        { value: "largest", title: { en: "largest score", zh: "得分最大" } },
        { value: "smallest", title: { en: "smallest score", zh: "得分最小" } },
      ],
    },
    {
      name: "place",
      kind: "number",
      title: { en: "Place", zh: "位置" },
      help: { en: "From 0; counted round when the batch is smaller.", zh: "从 0 开始；批量不足时循环计数。" },
      default: 0,
      min: 0,
      max: 16383,
      step: 1,
      integer: true,
    },
  ],
  facts: (site) => ({ one: oneOf(site) }),
  level: { from: "a" },
  run: async (context) => {
    const { value, shape, data } = await floatsOf(context, "a");
    const by = textParam(context.site, "by");
    let chosen = numberParam(context.site, "place");
    if (by !== "place" && context.inputs["score"]) {
      const scores = await itemsOf(context, "score", shape[0]);
      const better = (a: number, b: number): boolean => (by === "largest" ? a > b : a < b);
      chosen = scores.reduce((best, score, i) => (better(score, scores[best] ?? NaN) ? i : best), 0);
    }
    const [, C, H, W] = shape;
    return { one: withTensor(value, context.backend.upload(gathered(data, shape, [chosen]), [1, C, H, W])) };
  },
};

function oneOf({ inputs: { a } }: Site) {
  const shape = a?.shape;
  return factsOf(a?.type ?? "sample", { ...a, shape: shape && [1, shape[1], shape[2], shape[3]] });
}
