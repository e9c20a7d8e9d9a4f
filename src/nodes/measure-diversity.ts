import { asked, withKnown } from "../runtime/measure/ask.ts";
import { diversity } from "../runtime/diffusion/diversity.ts";
import type { Planes } from "../runtime/diffusion/planes.ts";
import type { NodeDefinition, OperationContext, Site } from "../runtime/node.ts";
import { problem, type Problem } from "../runtime/problem.ts";
import { checkKind, checkSameSize } from "./common/checks.ts";
import { eachMask, eachPlanes, meanOf, numberOut, resultIn, told } from "./common/measuring.ts";
import { tensorOf } from "./common/pictures.ts";
import { maskIn, modelIn, optional } from "./common/sockets.ts";

/** How much several answers to one picture differ. */
export const measureDiversity: NodeDefinition = {
  type: "measure/diversity",
  v: 1,
  category: "measure",
  title: { en: "Diversity", zh: "多样性" },
  help: {
    en: "The mean distance of all pairs of a batch's answers to one picture: in grey levels of 255, or by LPIPS where a network is wired.",
    zh: "同一图像的多个结果两两距离的平均：以 255 级灰度计；接入网络时用 LPIPS。",
  },
  source: "Lugmayr et al. 2022 Table 6; Zhu et al. 2017 §5",
  inputs: [
    { ...resultIn, title: { en: "answers", zh: "多个结果" } },
    optional(maskIn),
    optional(modelIn, { en: "LPIPS network", zh: "LPIPS 网络" }),
  ],
  outputs: [numberOut("filled", "of what was filled", "填充部分"), numberOut("whole", "of the whole", "整图")],
  params: [],
  check: (site) => [
    ...checkKind(site, "model", "distance"),
    ...checkSameSize(site, "image", ["keep_mask"]),
    ...checkSeveral(site),
  ],
  calls: ({ inputs }) => (inputs["model"] ? 1 : 0),
  run: async (context) => told(context, await measure(context)),
};

async function measure(context: OperationContext): Promise<Readonly<Record<string, number>>> {
  const { inputs, site } = context;
  const { image, model, keep_mask } = inputs;
  if (!image) throw new Error(`${site.id} has not all of its inputs`);
  const N = tensorOf(image).shape[0];
  const answers = await eachPlanes(context, "image", N);
  const [first] = answers;
  if (!first) return { filled: NaN, whole: NaN };
  const everywhere = new Float32Array(first.H * first.W);
  const mask = keep_mask ? ((await eachMask(context, "keep_mask", 1))[0] ?? everywhere) : everywhere;
  if (model?.type === "model") {
    const pairs = answers.flatMap((a, i) => answers.slice(i + 1).map((b): [Planes, Planes] => [a, b]));
    // One call after the other: the networks of a graph share one runtime.
    const of = async (known: Float32Array): Promise<number> => {
      const [a, b] = [pairs.map(([x, y]) => withKnown(x, y, known)), pairs.map(([, y]) => y)];
      return a.length === 0 ? NaN : meanOf(await asked(context.backend, model.network, a, b));
    };
    const filled = await of(mask);
    return { filled, whole: keep_mask ? await of(everywhere) : filled };
  }
  return { filled: diversity(answers, mask), whole: diversity(answers, everywhere) };
}

function checkSeveral(site: Site): readonly Problem[] {
  if ((site.inputs["image"]?.shape?.[0] ?? 2) >= 2) return [];
  return [
    problem(
      "too-few",
      {
        en: `${site.id}.image holds one answer; diversity is of two or more.`,
        zh: `${site.id}.image 只有一个结果；多样性至少需要两个。`,
      },
      { en: "Set batch of noise/gaussian to 2 or more.", zh: "请将 noise/gaussian 的 batch 设为 2 或更多。" },
      { node: site.id, socket: "image" },
    ),
  ];
}
