import { scalarsAt } from "../runtime/diffusion/schedule.ts";
import type { NodeDefinition, Site } from "../runtime/node.ts";
import { problem, type Problem } from "../runtime/problem.ts";
import { checkModelSize } from "./common/checks.ts";
import { factsOf, numberParam } from "./common/facts.ts";
import { seedParam, UNITS } from "./common/params.ts";
import { imageIn, sampleOut, scheduleIn } from "./common/sockets.ts";

/**
 * Starts from a picture instead of from noise.
 *
 *     x_t = √ᾱ_t x_0 + √(1 − ᾱ_t) ε
 */
export const noiseStartAt: NodeDefinition = {
  type: "noise/start-at",
  v: 1,
  category: "noise",
  title: { en: "Start at level", zh: "从某级开始" },
  help: {
    en: "Adds noise to a picture up to a chosen level and starts there: what is coarse stays, what is fine is made anew.",
    zh: "把图像加噪到选定的级别再开始：大致轮廓保留，细节重新生成。",
  },
  source: "Meng et al. 2022 (SDEdit), Alg. 1",
  inputs: [imageIn, scheduleIn],
  outputs: [sampleOut],
  params: [
    {
      name: "t",
      kind: "number",
      title: { en: "Level t", zh: "噪声级 t" },
      help: {
        en: "0 is the picture itself, T is noise alone. Half of T keeps the outline.",
        zh: "0 为图像本身，T 为纯噪声。取 T 的一半可保留轮廓。",
      },
      unit: UNITS.level,
      default: 25,
      min: 0,
      max: 4000,
      step: 1,
      integer: true,
    },
    seedParam,
  ],
  facts: ({ inputs: { image, schedule } }) => ({ sample: factsOf("sample", { ...schedule, shape: image?.shape }) }),
  check: (site) => [...checkLevel(site), ...checkModelSize(site, site.inputs["schedule"]?.card, ["image"])],
  level: { at: (site) => Math.min(numberParam(site, "t"), site.inputs["schedule"]?.T ?? Infinity) },
  stage: (site) => ({
    text: "x_t = sqrt(alphas_cumprod) * x_start + sqrt(1 - alphas_cumprod) * noise",
    tensors: { x_start: { input: "image", part: "image" } },
    scalars: { alphas_cumprod: (schedule) => scalarsAt(schedule, numberParam(site, "t")).alphas_cumprod },
    noise: ["noise"],
    level: { input: "schedule", at: "arrival" },
    outputs: { sample: { x: "x_t" } },
  }),
};

function checkLevel(site: Site): Problem[] {
  const t = numberParam(site, "t");
  const T = site.inputs["schedule"]?.T;
  if (T === undefined || t <= T) return [];
  return [
    problem(
      "level-range",
      {
        en: `${site.id}.t = ${t} lies beyond the schedule, which ends at T = ${T}.`,
        zh: `${site.id}.t = ${t} 超出了噪声调度的范围，其末端为 T = ${T}。`,
      },
      { en: `Choose a level from 0 to ${T}, or more steps.`, zh: `请选择 0 到 ${T} 的级别，或增加步数。` },
      { node: site.id, param: "t" },
    ),
  ];
}
