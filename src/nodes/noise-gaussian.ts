import type { Shape } from "../runtime/backend.ts";
import type { NodeDefinition, OperationContext, Site } from "../runtime/node.ts";
import { problem, UserError } from "../runtime/problem.ts";
import { factsOf, numberParam, shapeOf } from "./common/facts.ts";
import { seedParam } from "./common/params.ts";
import { imageIn, optional, sampleOut, scheduleIn } from "./common/sockets.ts";

/** x_T: pure noise, where sampling starts. */
export const noiseGaussian: NodeDefinition = {
  type: "noise/gaussian",
  v: 1,
  category: "noise",
  title: { en: "Gaussian noise", zh: "高斯噪声" },
  help: {
    en: "Pure noise, from which every picture starts. Another seed gives another answer.",
    zh: "纯噪声，每张图都由此开始。换一个种子就得到另一个答案。",
  },
  source: "Lugmayr et al. 2022 Alg. 1, line 1",
  inputs: [scheduleIn, optional(imageIn, { en: "size like", zh: "尺寸参照" })],
  outputs: [sampleOut],
  params: [
    seedParam,
    {
      name: "batch",
      kind: "number",
      title: { en: "Batch N", zh: "批量 N" },
      help: {
        en: "How many answers are drawn at once, each from its own noise; where the size is a picture's, for each of those pictures.",
        zh: "一次得到多少个答案，每个答案有各自的噪声；尺寸取自图像时，对其中每幅如此。",
      },
      unit: { en: "at once", zh: "张" },
      default: 1,
      min: 1,
      max: 16384,
      step: 1,
      integer: true,
    },
  ],
  facts: (site) => {
    const { schedule } = site.inputs;
    return { sample: factsOf("sample", { ...schedule, shape: shapeAt(site) }) };
  },
  level: { at: (site) => site.inputs["schedule"]?.T ?? 0 },
  run: (context) => {
    const { schedule } = context.inputs;
    if (schedule?.type !== "schedule") throw new Error("noise/gaussian runs without a schedule");
    const seed = numberParam(context.site, "seed");
    const x = context.draw(shapeFor(context), seed);
    return { sample: { type: "sample", x, t: schedule.schedule.T, schedule: schedule.schedule, seed } };
  },
};

function shapeAt(site: Site): Shape | undefined {
  const N = numberParam(site, "batch") * (site.inputs["image"]?.shape?.[0] ?? 1);
  const card = site.inputs["schedule"]?.card ?? site.card;
  const shape = site.inputs["image"]?.shape ?? (card && shapeOf(card));
  return shape && [N, shape[1], shape[2], shape[3]];
}

function shapeFor({ site, inputs }: OperationContext): Shape {
  const { image } = inputs;
  if (image?.type === "image") {
    const [N, C, H, W] = image.image.shape;
    return [N * numberParam(site, "batch"), C, H, W];
  }
  const shape = shapeAt(site);
  if (shape) return shape;
  throw new UserError(
    problem(
      "no-size",
      { en: `Nothing says how large the noise of ${site.id} is to be.`, zh: `${site.id} 的噪声没有尺寸依据。` },
      {
        en: `Wire an image into ${site.id}.image, or load a model.`,
        zh: `请把图像接入 ${site.id}.image，或加载模型。`,
      },
      { node: site.id, socket: "image" },
    ),
  );
}
