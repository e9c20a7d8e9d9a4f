import { curveAt, readCurve, type Between } from "../runtime/diffusion/curve.ts";
import type { NodeDefinition } from "../runtime/node.ts";
import { textParam } from "./common/facts.ts";
import { TITLES } from "./common/sockets.ts";

/** A number that depends on the level: a curve over t. */
export const mathCurve: NodeDefinition = {
  type: "math/curve",
  v: 1,
  category: "math",
  title: { en: "Curve over t", zh: "随 t 变化的曲线" },
  help: {
    en: "A number that changes with the noise level, drawn by hand. Wire it into an equation, or into a number of a node: guidance early, none late.",
    zh: "随噪声级变化的数，可手绘。可接入公式，或接到某节点的数值参数上，例如先强后弱的引导。",
  },
  source: "Kynkäänniemi et al. 2024 (guidance in an interval of levels)",
  inputs: [{ name: "at", title: { en: "level of", zh: "所在噪声级" }, types: ["sample", "prediction"] }],
  outputs: [{ name: "number", title: TITLES.number, type: "number" }],
  params: [
    {
      name: "handles",
      kind: "curve",
      title: { en: "Curve", zh: "曲线" },
      help: {
        en: "Values at shares of the way, t / T: 1 is noise, where a run begins, 0 is the clean picture.",
        zh: "在进度 t / T 处的值：1 为纯噪声（运行开始处），0 为干净图像。",
      },
      default: "0,1;1,1",
    },
    {
      name: "between",
      kind: "choice",
      title: { en: "Between handles", zh: "控制点之间" },
      help: { en: "How it goes from one handle to the next.", zh: "如何由一个控制点到下一个。" },
      default: "linear",
      options: [
        { value: "linear", title: { en: "straight", zh: "直线" } },
        { value: "cosine", title: { en: "smooth (cosine)", zh: "平滑（余弦）" } },
        { value: "step", title: { en: "steps", zh: "阶跃" } },
      ],
    },
  ],
  run: (context) => {
    const { site, inputs } = context;
    const { at } = inputs;
    if (at?.type !== "sample" && at?.type !== "prediction") throw new Error("math/curve runs without a level");
    const handles = readCurve(textParam(site, "handles")) ?? [[0, 1]];
    const number = curveAt(handles, betweenOf(textParam(site, "between")), at.t / at.schedule.T);
    context.emit({ kind: "number", node: site.id, name: "curve", t: at.t, value: number });
    return { number: { type: "number", number } };
  },
};

const betweenOf = (name: string): Between => (name === "cosine" || name === "step" ? name : "linear");
