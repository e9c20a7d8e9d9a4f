import { jumpDecision } from "../runtime/diffusion/jumps.ts";
import type { NodeDefinition, Site } from "../runtime/node.ts";
import { warning, type Problem } from "../runtime/problem.ts";
import { UNITS } from "./common/params.ts";
import { factsOf, numberParam } from "./common/facts.ts";
import { sampleIn, sampleOut } from "./common/sockets.ts";

/**
 * Goes back up by forward steps, so that the same stretch is denoised again with the known region in view.
 *
 *     x_{t+1} = √(1 − β_{t+1}) x_t + √β_{t+1} ε        j times
 */
export const repaintJumpBack: NodeDefinition = {
  type: "repaint/jump-back",
  v: 1,
  category: "repaint",
  title: { en: "Jump back", zh: "回跳重采样" },
  help: {
    en: "Every j levels it adds noise again and goes back j levels, until the stretch has been walked r times: known and new parts grow together.",
    zh: "每隔 j 级就重新加噪、退回 j 级，直到这一段走过 r 次：已知部分与新部分由此融为一体。",
  },
  source: "Lugmayr et al. 2022 §4.2, Eq. 1, Alg. 1 line 10, App. B",
  inputs: [sampleIn],
  outputs: [sampleOut],
  params: [
    {
      name: "jump_length",
      kind: "number",
      title: { en: "Jump length j", zh: "回跳长度 j" },
      help: {
        en: "How many levels a jump climbs, and how far the jump points lie apart. The paper takes 10.",
        zh: "一次回跳上升多少级，也是回跳点之间的间隔。论文取 10。",
      },
      unit: UNITS.levels,
      default: 10,
      min: 1,
      max: 1000,
      step: 1,
      integer: true,
    },
    {
      name: "jump_n_sample",
      kind: "number",
      title: { en: "Resamplings r", zh: "重采样次数 r" },
      help: {
        en: "How often each stretch is walked downwards in all; 1 means no jump. The paper takes 10.",
        zh: "每一段总共向下走多少次；1 表示不回跳。论文取 10。",
      },
      unit: { en: "times", zh: "次" },
      default: 10,
      min: 1,
      max: 1000,
      step: 1,
      integer: true,
    },
    {
      name: "start_resampling",
      kind: "number",
      title: { en: "Resample below s", zh: "重采样上限 s" },
      help: {
        en: "No jump climbs above this index (level − 1), so the noisiest part is walked once. Empty: no limit.",
        zh: "回跳不会超过这个序号（噪声级 − 1），噪声最大的一段只走一次。留空表示不限。",
      },
      unit: UNITS.level,
      default: 1e8,
      unlimited: 1e8,
      min: 0,
      max: 1e9,
      step: 1,
      integer: true,
    },
    {
      name: "phase",
      kind: "number",
      title: { en: "Phase", zh: "相位" },
      help: {
        en: "Jump points are the indices p = t − 1 with (p − phase) mod j = 0. The published schedule has 0.",
        zh: "回跳点是满足 (p − 相位) mod j = 0 的序号 p = t − 1。公开的调度取 0。",
      },
      advanced: true,
      unit: UNITS.levels,
      default: 0,
      min: 0,
      max: 999,
      step: 1,
      integer: true,
    },
  ],
  facts: (site) => ({ sample: factsOf("sample", { ...site.inputs["sample"] }) }),
  check: (site) => checkReach(site),
  path: ({ params, T, t, memory }) => {
    const site = { params };
    const climb = jumpDecision(
      {
        p: t - 1,
        T,
        jump_length: numberParam(site, "jump_length"),
        jump_n_sample: numberParam(site, "jump_n_sample"),
        start_resampling: numberParam(site, "start_resampling"),
        phase: numberParam(site, "phase"),
      },
      memory,
    );
    return climb === 0 ? NO_MOVES : Array.from({ length: climb }, (_, i) => t + 1 + i);
  },
  // The beta is that of the level gone to: only so are j steps one leap of the forward process.
  stage: () => ({
    text: "x_next = sqrt(1 - betas) * x_t + sqrt(betas) * noise",
    tensors: { x_t: { input: "sample", part: "x" } },
    noise: ["noise"],
    level: { input: "sample", at: "target" },
    outputs: { sample: { x: "x_next" } },
  }),
};

const NO_MOVES: readonly number[] = [];

function checkReach(site: Site): readonly Problem[] {
  const j = numberParam(site, "jump_length");
  const s = numberParam(site, "start_resampling");
  const T = site.inputs["sample"]?.T;
  if (numberParam(site, "jump_n_sample") === 1) return [];
  if (T !== undefined && j >= T) {
    return [
      warning(
        "jump-too-long",
        {
          en: `${site.id}.jump_length = ${j} is not below T = ${T}, so no jump can happen.`,
          zh: `${site.id}.jump_length = ${j} 不小于 T = ${T}，因此不会发生回跳。`,
        },
        T > 1
          ? {
              en: `Choose a jump length of ${T - 1} or less, or more steps.`,
              zh: `请选择不超过 ${T - 1} 的回跳长度，或增加步数。`,
            }
          : { en: "Choose more steps.", zh: "请增加步数。" },
        { node: site.id, param: "jump_length" },
      ),
    ];
  }
  if (s >= j) return [];
  return [
    warning(
      "jump-limit",
      {
        en: `${site.id}.start_resampling = ${s} lies below jump_length = ${j}, so no jump can happen.`,
        zh: `${site.id}.start_resampling = ${s} 小于 jump_length = ${j}，因此不会发生回跳。`,
      },
      { en: `Choose a limit of at least ${j}, or a shorter jump.`, zh: `请选择不小于 ${j} 的上限，或更短的回跳。` },
      { node: site.id, param: "start_resampling" },
    ),
  ];
}
