import { normalCumulative } from "../runtime/diffusion/normal.ts";
import { effectiveSampleSize, systematic } from "../runtime/diffusion/particles.ts";
import type { NodeDefinition } from "../runtime/node.ts";
import { problem } from "../runtime/problem.ts";
import { factsOf, numberParam } from "./common/facts.ts";
import { floatsOf, gathered, itemsOf, withTensor } from "./common/items.ts";
import { sampleIn, sampleOut, TITLES } from "./common/sockets.ts";

/** Particles by weight: the likely are copied, the unlikely go. */
export const batchResample: NodeDefinition = {
  type: "batch/resample",
  v: 1,
  category: "batch",
  title: { en: "Resample particles", zh: "粒子重采样" },
  help: {
    en: "Draws as many pictures from the batch as it has, each in proportion to its weight: the likely are copied, the unlikely go.",
    zh: "按权重从批量中抽取同样多的图：可能性大的被复制，小的被淘汰。",
  },
  source: "Trippe et al. 2022 (SMCDiff) Alg. 1; Wu et al. 2023 (TDS) Alg. 1; Douc & Cappé 2005 (systematic)",
  inputs: [sampleIn, { name: "log_weight", title: { en: "log weight", zh: "对数权重" }, types: ["number"] }],
  outputs: [sampleOut, { name: "effective", title: { en: "effective size", zh: "有效数" }, type: "number" }],
  params: [
    {
      name: "scale",
      kind: "number",
      title: { en: "Times", zh: "乘以" },
      help: {
        en: "What the number is multiplied by to be a log weight: −½ for a sum of squares counted in σ.",
        zh: "数值乘以此系数即为对数权重：以 σ 计的平方和取 −½。",
      },
      default: 1,
      min: -1e6,
      max: 1e6,
      varies: true,
    },
  ],
  facts: (site) => ({ sample: factsOf("sample", { ...site.inputs["sample"] }) }),
  check: (site) => {
    const [came, expected] = [site.inputs["log_weight"]?.shape?.[0], site.inputs["sample"]?.shape?.[0]];
    if (came === undefined || expected === undefined || came === expected) return [];
    return [
      problem(
        "batch",
        {
          en: `${site.id}.log_weight holds ${came} numbers, ${site.id}.sample ${expected} pictures.`,
          zh: `${site.id}.log_weight 有 ${came} 个数，而 ${site.id}.sample 有 ${expected} 张图。`,
        },
        { en: "Measure the batch that is to be resampled.", zh: "请度量要重采样的那个批量。" },
        { node: site.id, socket: "log_weight" },
      ),
    ];
  },
  level: { from: "sample" },
  run: async (context) => {
    const { value, shape, data } = await floatsOf(context, "sample");
    if (value.type !== "sample") throw new Error("batch/resample runs without a sample");
    const scale = numberParam(context.site, "scale");
    const weights = (await itemsOf(context, "log_weight", shape[0])).map((log) => scale * log);
    const drawn = context.draw([1, 1, 1, 1], value.seed);
    const [normal = 0] = await context.backend.read(drawn);
    context.backend.free(drawn);
    const chosen = systematic(weights, normalCumulative(normal));
    const effective = effectiveSampleSize(weights);
    const { site, t } = context;
    context.emit({ kind: "number", node: site.id, name: TITLES.number.en, t, value: effective });
    return {
      sample: withTensor(value, context.backend.upload(gathered(data, shape, chosen), shape)),
      effective: { type: "number", number: effective },
    };
  },
};
