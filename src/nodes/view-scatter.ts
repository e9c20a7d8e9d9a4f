import { readCloud, POINTS } from "../runtime/laboratory/clouds.ts";
import type { Mixture } from "../runtime/laboratory/mixture.ts";
import type { NodeDefinition, OperationContext, Site } from "../runtime/node.ts";
import { problem, type Problem } from "../runtime/problem.ts";
import { numberParam, textParam } from "./common/facts.ts";
import { partNamed, partOfPrediction, UNITS } from "./common/params.ts";
import { readPicture } from "./common/pictures.ts";

/** Pictures of two pixels as points of the plane, before the distribution that they should come from; without pictures that alone. */
export const viewScatter: NodeDefinition = {
  type: "view/scatter",
  v: 1,
  category: "view",
  title: { en: "Scatter", zh: "散点" },
  help: {
    en: "Every picture of two pixels is a point: pixel 1 across, pixel 2 up. Behind them lies the data; at the right, how pixel 2 is spread and how it should be.",
    zh: "每张两像素图像是一个点：横轴为像素 1，纵轴为像素 2。背景是数据；右侧为像素 2 的分布与应有的分布。",
  },
  shows: "points",
  inputs: [
    {
      name: "picture",
      title: { en: "pictures", zh: "图像" },
      types: ["sample", "prediction", "image"],
      optional: true,
    },
    { name: "known", title: { en: "known", zh: "已知" }, types: ["image"], optional: true },
  ],
  outputs: [],
  params: [
    { ...partOfPrediction, advanced: true },
    {
      name: "every",
      kind: "number",
      title: { en: "Every", zh: "间隔" },
      help: { en: "Shows only every so many visits.", zh: "每隔若干次才显示一次。" },
      unit: UNITS.visits,
      default: 1,
      min: 1,
      max: 10_000,
      step: 1,
      integer: true,
      advanced: true,
    },
    {
      name: "data",
      kind: "text",
      title: { en: "Data", zh: "数据" },
      help: {
        en: "What the points are held against: a data set such as moons, or points. Empty: what the graph's model was made from.",
        zh: "用来对照的数据：数据集名称（如 moons）或点。留空则用图中模型所依据的数据。",
      },
      default: "",
      maxLength: 16_384,
      advanced: true,
    },
  ],
  check: (site) => [...sizeProblems(site), ...dataProblems(site)],
  run: async (context) => {
    const { site, visit } = context;
    if (visit % numberParam(site, "every") !== 0) return {};
    const part = partNamed(textParam(site, "part"));
    const pictures = context.inputs["picture"] ? (await readPicture(context, "picture", part)).data : [];
    const mixture = mixtureOf(site);
    const known = await knownLeft(context);
    context.emit({
      kind: "points",
      node: site.id,
      name: "points",
      points: new Float32Array(pictures),
      ...(mixture && { mixture }),
      ...(known !== undefined && { known }),
    });
    return {};
  },
};

const cloudOf = (text: string): Mixture | undefined =>
  readCloud(text.startsWith(POINTS) ? text.slice(POINTS.length) : text);

function mixtureOf(site: Site): Mixture | undefined {
  const data = textParam(site, "data").trim();
  return data === "" ? (site.inputs["picture"]?.card ?? site.card)?.mixture : cloudOf(data);
}

/** The left pixel of the known picture. */
async function knownLeft(context: OperationContext): Promise<number | undefined> {
  if (!context.inputs["known"]) return undefined;
  return (await readPicture(context, "known")).data[0];
}

function sizeProblems(site: Site): Problem[] {
  return ["picture", "known"].flatMap((socket) => {
    const shape = site.inputs[socket]?.shape;
    if (!shape) return [];
    const [, C, H, W] = shape;
    if (C * H * W === 2) return [];
    return [
      problem(
        "not-two-pixels",
        {
          en: `${site.id}.${socket} is ${C}×${H}×${W}; a scatter shows pictures of two pixels, 1×1×2.`,
          zh: `${site.id}.${socket} 的大小是 ${C}×${H}×${W}，而散点只显示两像素图像（1×1×2）。`,
        },
        {
          en: "Choose a data set of two pixels in Load model, or use a Preview instead.",
          zh: "请在“加载模型”中选择两像素数据集，或改用“预览”。",
        },
        { node: site.id, socket },
      ),
    ];
  });
}

function dataProblems(site: Site): Problem[] {
  const data = textParam(site, "data").trim();
  if (data === "" || cloudOf(data)) return [];
  return [
    problem(
      "points-unreadable",
      {
        en: `${site.id}.data is neither a data set of two pixels nor points: "${data.slice(0, 60)}".`,
        zh: `${site.id}.data 既不是两像素数据集，也不是点：“${data.slice(0, 60)}”。`,
      },
      {
        en: "Leave it empty, or write blobs, moons, spiral, checkerboard, rings, or SPREAD;X,Y;X,Y;… in [−1, 1].",
        zh: "请留空，或填写 blobs、moons、spiral、checkerboard、rings，或 宽度;X,Y;X,Y;…（[−1, 1] 内）。",
      },
      { node: site.id, param: "data" },
    ),
  ];
}
