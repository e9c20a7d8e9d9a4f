import type { Shape } from "../runtime/backend.ts";
import type { NodeDefinition, OperationContext, Part, Site } from "../runtime/node.ts";
import { checkBatches, checkSameSize } from "./common/checks.ts";
import { factsOf, textParam } from "./common/facts.ts";
import { floatsOf, itemsValue } from "./common/items.ts";
import { maskIn, optional, TITLES } from "./common/sockets.ts";

/** A measure gathers the values of one sample, in float64. */
interface Measure {
  readonly start: number;
  add(sum: number, value: number): number;
  end(sum: number, count: number): number;
}

const same = (sum: number): number => sum;
const MEASURES: Readonly<Record<string, Measure>> = {
  sum: { start: 0, add: (sum, value) => sum + value, end: same },
  mean: { start: 0, add: (sum, value) => sum + value, end: (sum, count) => (count === 0 ? 0 : sum / count) },
  norm: { start: 0, add: (sum, value) => sum + value * value, end: Math.sqrt },
  sum_of_squares: { start: 0, add: (sum, value) => sum + value * value, end: same },
  max: { start: -Infinity, add: Math.max, end: (most, count) => (count === 0 ? 0 : most) },
};

/** One number of each sample of a batch: how large it is, how bright, how far off. */
export const mathMeasure: NodeDefinition = {
  type: "math/measure",
  v: 1,
  category: "math",
  title: { en: "Measure", zh: "度量" },
  help: {
    en: "One number for each picture of a batch: sum, mean, norm or largest value, on a part of it where a mask is wired. Equations take each picture's own.",
    zh: "为批量中的每张图给出一个数：和、均值、范数或最大值；接入掩码时只计一部分。公式中各图用各自的数。",
  },
  source: "Song et al. 2021 (score SDE) Alg. 4, 5: ‖g‖₂, ‖z‖₂",
  inputs: [
    { name: "a", title: { en: "picture", zh: "图像" }, types: ["sample", "image", "mask", "prediction"] },
    optional(maskIn),
  ],
  outputs: [{ name: "number", title: TITLES.number, type: "number" }],
  params: [
    {
      name: "measure",
      kind: "choice",
      title: { en: "Measure", zh: "度量" },
      help: { en: "What is gathered of the values of one picture.", zh: "对一张图的所有值求什么。" },
      default: "norm",
      options: [
        { value: "norm", title: { en: "norm, √Σa²", zh: "范数 √Σa²" } },
        { value: "sum_of_squares", title: { en: "sum of squares, Σa²", zh: "平方和 Σa²" } },
        { value: "sum", title: { en: "sum, Σa", zh: "和 Σa" } },
        { value: "mean", title: { en: "mean", zh: "均值" } },
        { value: "max", title: { en: "largest value", zh: "最大值" } },
      ],
    },
    {
      name: "of",
      kind: "choice",
      title: { en: "Of", zh: "对象" },
      help: {
        en: "One number for each picture, or the mean of these for the whole batch.",
        zh: "每张图各一个数，或整个批量取其平均。",
      },
      default: "each",
      options: [
        { value: "each", title: { en: "each picture", zh: "每张图" } },
        { value: "batch", title: { en: "the batch, in the mean", zh: "整个批量的平均" } },
      ],
    },
    {
      name: "part",
      kind: "choice",
      title: { en: "Part of a prediction", zh: "预测的哪一部分" },
      help: { en: "Which picture of a prediction is measured.", zh: "度量预测中的哪张图。" },
      default: "pred_xstart",
      options: [
        { value: "pred_xstart", title: { en: "clean estimate x̂₀", zh: "干净估计 x̂₀" } },
        { value: "eps", title: { en: "noise ε", zh: "噪声 ε" } },
      ],
    },
    {
      name: "region",
      kind: "choice",
      title: { en: "Region", zh: "区域" },
      help: { en: "Which pixels count where a mask is wired.", zh: "接入掩码时计入哪些像素。" },
      default: "known",
      options: [
        { value: "known", title: { en: "known", zh: "已知" } },
        { value: "unknown", title: { en: "to be filled", zh: "待填充" } },
      ],
    },
  ],
  facts: (site) => ({
    number: factsOf("number", { shape: textParam(site, "of") === "batch" ? undefined : itemsShape(site) }),
  }),
  check: (site) => [...checkSameSize(site, "a", ["keep_mask"]), ...checkBatches(site, ["a", "keep_mask"])],
  run: async (context) => {
    const { site, t, backend } = context;
    const items = await measured(context);
    const mean = items.reduce((sum, item) => sum + item, 0) / items.length;
    context.emit({ kind: "number", node: site.id, name: textParam(site, "measure"), t, value: mean });
    const own = textParam(site, "of") === "each";
    return { number: own ? itemsValue(backend, items) : { type: "number", number: mean } };
  },
};

/** One number for each picture: known as soon as the batch is. */
function itemsShape({ inputs: { a } }: Site): Shape {
  return [a?.shape?.[0] ?? 1, 1, 1, 1];
}

async function measured(context: OperationContext): Promise<Float32Array> {
  const part: Part = textParam(context.site, "part") === "eps" ? "eps" : "pred_xstart";
  const { shape, data } = await floatsOf(context, "a", part);
  const mask = context.inputs["keep_mask"] ? await floatsOf(context, "keep_mask") : undefined;
  const wanted = textParam(context.site, "region") === "known" ? 1 : 0;
  const { start, add, end } = MEASURES[textParam(context.site, "measure")] ?? { start: 0, add: same, end: same };
  const [N, C, H, W] = shape;
  const [size, plane] = [C * H * W, H * W];
  return Float32Array.from({ length: N }, (_, n) => {
    let [sum, count] = [start, 0];
    for (let i = 0; i < size; i++) {
      if (mask && mask.data[maskAt(mask.shape, n, i, plane)] !== wanted) continue;
      sum = add(sum, data[n * size + i] ?? 0);
      count++;
    }
    return end(sum, count);
  });
}

/** Where the mask's value for element i of sample n lies; masks broadcast over samples and channels. */
function maskAt([N, C]: Shape, n: number, i: number, plane: number): number {
  const sample = N === 1 ? 0 : n;
  return C === 1 ? sample * plane + (i % plane) : sample * C * plane + i;
}
