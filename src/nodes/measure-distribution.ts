import { asked } from "../runtime/measure/ask.ts";
import { frechetDistance, kernelDistance } from "../runtime/measure/distribution.ts";
import { matrixOf, type Matrix } from "../runtime/measure/matrix.ts";
import type { Network } from "../runtime/model/network.ts";
import type { NodeDefinition, OperationContext, Site } from "../runtime/node.ts";
import { problem, type Problem } from "../runtime/problem.ts";
import { checkKind } from "./common/checks.ts";
import { eachPlanes, numberOut, resultIn, told, truthIn } from "./common/measuring.ts";
import { tensorOf } from "./common/pictures.ts";
import { modelIn } from "./common/sockets.ts";

/** How far the pictures of one batch, taken together, are from those of another. */
export const measureDistribution: NodeDefinition = {
  type: "measure/distribution",
  v: 1,
  category: "measure",
  title: { en: "FID and KID", zh: "FID 与 KID" },
  help: {
    en: "How far two sets of pictures are from each other in the features of a network (Inception), whole pictures alone. Only figures of equally many pictures compare. Its weights are not in the box: docs/networks.md says what to download.",
    zh: "在某网络（Inception）的特征空间中衡量两组图像的距离，只针对整图。图像数量相同时数值才可比。权重不在安装包内：下载方法见 docs/networks.md。",
  },
  source: "Heusel et al. 2017 Eq. 6 (FID); Bińkowski et al. 2018 Eq. 4 (KID)",
  inputs: [
    { ...modelIn, title: { en: "features", zh: "特征网络" } },
    { ...resultIn, title: { en: "results", zh: "结果" } },
    { ...truthIn, title: { en: "true pictures", zh: "真实图像" } },
  ],
  outputs: [numberOut("fid", "FID", "FID"), numberOut("kid", "KID", "KID")],
  params: [],
  check: (site) => [...checkKind(site, "model", "features"), ...checkEnough(site)],
  calls: () => 2,
  run: async (context) => {
    const { model, image, gt } = context.inputs;
    if (model?.type !== "model" || !image || !gt) throw new Error(`${context.site.id} has not all of its inputs`);
    const a = await featuresOf(context, model.network, "image", tensorOf(image).shape[0]);
    const b = await featuresOf(context, model.network, "gt", tensorOf(gt).shape[0]);
    return told(context, { fid: frechetDistance(a, b), kid: kernelDistance(a, b) });
  },
};

async function featuresOf(context: OperationContext, network: Network, input: string, N: number): Promise<Matrix> {
  const rows: Float32Array[] = [];
  // One at a time: at 299×299 a batch would take memory and no less time.
  for (const one of await eachPlanes(context, input, N)) rows.push(await asked(context.backend, network, [one]));
  return matrixOf(rows);
}

function checkEnough(site: Site): readonly Problem[] {
  return ["image", "gt"].flatMap((socket) => {
    const N = site.inputs[socket]?.shape?.[0] ?? 2;
    if (N >= 2) return [];
    return [
      problem(
        "too-few",
        {
          en: `${site.id}.${socket} holds one picture; the distance of two sets needs two or more in each.`,
          zh: `${site.id}.${socket} 只有一张图；两组图像的距离要求每组至少两张。`,
        },
        { en: "Join pictures by batch/join, or measure in a study.", zh: "请用 batch/join 合并图像，或在研究中度量。" },
        { node: site.id, socket },
      ),
    ];
  });
}
