import type { Shape, Tensor } from "../runtime/backend.ts";
import type { Frame, Size } from "../runtime/diffusion/frame.ts";
import { blendWindows, type Weighting } from "../runtime/diffusion/mosaic.ts";
import type { Facts, NodeDefinition, OperationContext, Site, Value } from "../runtime/node.ts";
import { problem, UserError, type Problem } from "../runtime/problem.ts";
import type { Text } from "../runtime/text.ts";
import { factsOf, textParam } from "./common/facts.ts";
import { withTensor } from "./common/items.ts";
import { handOver, tensorOf } from "./common/pictures.ts";
import { TITLES } from "./common/sockets.ts";

/** Windows back on their canvas: where they overlap, their weighted mean. */
export const batchBlend: NodeDefinition = {
  type: "batch/blend",
  v: 1,
  category: "batch",
  title: { en: "Blend windows", zh: "融合窗口" },
  help: {
    en: "Lays windows, or what the network predicts for them, back on their canvas: where they overlap, their mean.",
    zh: "把窗口（或网络对它们的预测）放回画布；重叠处取平均。",
  },
  source: "Bar-Tal et al. 2023 (MultiDiffusion) Eq. 5",
  inputs: [
    { name: "a", title: { en: "windows", zh: "窗口" }, types: ["prediction", "sample", "image", "mask"] },
    { name: "frame", title: TITLES.frame, types: ["frame"] },
    { name: "canvas", title: { en: "canvas", zh: "画布" }, types: ["sample", "image", "mask"] },
  ],
  outputs: [{ name: "y", title: { en: "blended", zh: "融合结果" }, type: { like: ["a"] } }],
  params: [
    {
      name: "weights",
      kind: "choice",
      title: { en: "Weights", zh: "权重" },
      help: {
        en: "Whether all pixels of a window count alike, or those near its edges, which see less around them, count less.",
        zh: "窗口内各像素权重相同，或靠近边缘（周围信息较少）者权重较小。",
      },
      default: "even",
      options: [
        { value: "even", title: { en: "all alike", zh: "相同" } },
        { value: "tapered", title: { en: "less at the edges", zh: "边缘较小" } },
      ],
    },
  ],
  facts: (site) => {
    const a = site.inputs["a"];
    return { y: factsOf(a?.type ?? "prediction", { ...a, crop: undefined, shape: shapeAt(site) }) };
  },
  check: checkCount,
  level: { from: "a" },
  sameLevel: ["a", "canvas"],
  run: blend,
};

/** As many pictures as the canvas, with the windows' channels. */
function shapeAt({ inputs }: Site): Shape | undefined {
  const [canvas, own] = [inputs["canvas"]?.shape, inputs["a"]?.shape];
  return canvas && own && [canvas[0], own[1], canvas[2], canvas[3]];
}

function checkCount(site: Site): readonly Problem[] {
  const count = (facts: Facts | undefined): number | undefined => facts?.shape?.[0];
  const { a, frame, canvas } = site.inputs;
  const [came, windows, pictures] = [count(a), count(frame), count(canvas)];
  if (came === undefined || windows === undefined || pictures === undefined || came === windows * pictures) return [];
  return [
    otherWindows(site.id, {
      en: `${site.id}.a holds ${came} windows; ${pictures} canvases of ${windows} windows each are expected.`,
      zh: `${site.id}.a 有 ${came} 个窗口，而 ${pictures} 幅画布各有 ${windows} 个窗口。`,
    }),
  ];
}

function otherWindows(node: string, message: Text): Problem {
  return problem(
    "other-windows",
    message,
    {
      en: 'Wire the frame of the Windows node that these come from, and its canvas into "canvas".',
      zh: "请接入产生这些窗口的“切成窗口”节点的取景框，并把其画布接入 canvas。",
    },
    { node, socket: "frame" },
  );
}

async function blend(context: OperationContext): Promise<Readonly<Record<string, Value>>> {
  const { site, backend, inputs } = context;
  const { a, frame, canvas } = inputs;
  if (!a || frame?.type !== "frame" || !canvas) throw new Error(`${site.id} has not all of its inputs`);
  const [N, , H, W] = tensorOf(canvas).shape;
  const weighting: Weighting = textParam(site, "weights") === "tapered" ? "tapered" : "even";
  const { frames } = frame;
  const [n, , h, w] = tensorOf(a).shape;
  if (n !== N * frames.length || !frames.every((one) => lies(one, [h, w], [H, W])))
    throw new UserError(
      otherWindows(site.id, {
        en: `${site.id}.frame does not say where the ${n} windows of ${w}×${h} lie on the canvas of ${W}×${H}.`,
        zh: `${site.id}.frame 未说明 ${n} 个 ${w}×${h} 的窗口在 ${W}×${H} 画布上的位置。`,
      }),
    );
  const blended = async (tensor: Tensor): Promise<Tensor> => {
    const to: Shape = [N, tensor.shape[1], H, W];
    return handOver(backend, blendWindows(await backend.read(tensor), to, frames, weighting), to);
  };
  if (a.type !== "prediction") return { y: withTensor(a, await blended(tensorOf(a))) };
  const [eps, pred_xstart] = [await blended(a.eps), await blended(a.pred_xstart)];
  const log_variance = await blended(a.log_variance);
  // What was predicted for is the canvas itself.
  const x_t = canvas.type === "sample" ? canvas.x : await blended(a.x_t);
  return { y: { ...a, eps, pred_xstart, log_variance, x_t } };
}

/** Whether a frame is a window of the size `[h, w]`, pixel on pixel, on the canvas. */
const lies = ({ x, y, width, height }: Frame, [h, w]: Size, [H, W]: Size): boolean =>
  width === w &&
  height === h &&
  Number.isInteger(x) &&
  Number.isInteger(y) &&
  x >= 0 &&
  y >= 0 &&
  x + w <= W &&
  y + h <= H;
