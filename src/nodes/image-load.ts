import type { Shape } from "../runtime/backend.ts";
import { standardised, toModel } from "../runtime/model/range.ts";
import type { Facts, NodeDefinition, OperationContext, Picture, Site } from "../runtime/node.ts";
import { problem, UserError } from "../runtime/problem.ts";
import { factsOf, textParam } from "./common/facts.ts";
import { coloured, fitted, FITS, frameOf, handOver, planesOf, type Fit } from "./common/pictures.ts";
import { imageOut } from "./common/sockets.ts";

/** A picture from a file or a bundled sample, at the model's size and in its range. */
export const imageLoad: NodeDefinition = {
  type: "image/load",
  v: 1,
  category: "input",
  title: { en: "Load image", zh: "加载图像" },
  help: {
    en: "The picture to be completed. What the mask calls known is kept, the rest is filled.",
    zh: "待补全的图像。掩码标为已知的部分保留，其余部分被填充。",
  },
  inputs: [],
  outputs: [imageOut],
  params: [
    {
      name: "image",
      kind: "image",
      title: { en: "Image", zh: "图像" },
      help: {
        en: "A bundled sample (sample:NAME), a file of yours (file:NAME) or a drawing.",
        zh: "内置样图（sample:名称）、自己的文件（file:名称）或绘图。",
      },
      default: "sample:face-1000000",
    },
    {
      name: "fit",
      kind: "choice",
      title: { en: "Fit", zh: "适配方式" },
      help: {
        en: "How a picture of another size comes to the model's size. A picture that has it already is left as it is.",
        zh: "尺寸不同的图像如何变成模型的尺寸。尺寸相同则原样使用。",
      },
      default: "cover",
      options: [
        { value: "cover", title: { en: "cover (crop the middle)", zh: "裁切填满（取中间）" } },
        { value: "contain", title: { en: "contain (grey border)", zh: "完整放入（灰边）" } },
        { value: "stretch", title: { en: "stretch", zh: "拉伸" } },
        { value: "none", title: { en: "leave as it is", zh: "保持原样" } },
      ],
    },
  ],
  facts: (site) => ({ image: factsOf("image", { shape: shapeAt(site), card: site.card, crop: cropAt(site) }) }),
  run: (context) => ({ image: { type: "image", image: load(context) } }),
};

const fitOf = (site: Site): Fit => FITS.find((fit) => fit === textParam(site, "fit")) ?? "cover";

function shapeAt(site: Site): Shape | undefined {
  const size = site.images["image"];
  const { card } = site;
  if (card && fitOf(site) !== "none") return [1, card.image.channels, card.image.height, card.image.width];
  return size && [1, card?.image.channels ?? 3, size[0], size[1]];
}

function cropAt(site: Site): Facts["crop"] {
  const of = site.images["image"];
  if (!of || !site.card || fitOf(site) === "none") return undefined;
  return { of, frame: frameOf(of, [site.card.image.height, site.card.image.width], fitOf(site)) };
}

function load(context: OperationContext) {
  const { site, backend } = context;
  const { card } = site;
  const given = context.image("image");
  if (given.own) return loadOwn(context, given);
  const picture = planesOf(given);
  const signed = { ...picture, data: signedFrom(picture.data, given.fresh === true) };
  const wanted = card?.image.channels ?? 3;
  const ready = coloured(signed, wanted);
  if (card && ready.C !== wanted) throw new UserError(otherChannels(site, ready.C, wanted));
  const sized = card ? fitted(ready, card.image.height, card.image.width, fitOf(site)) : ready;
  const shape = [1, sized.C, sized.H, sized.W] as const;
  return handOver(backend, toModel(sized.data, shape, card?.image), shape);
}

/** From [0, 1] to [−1, 1], in place where that is allowed: a large picture is not there twice. */
function signedFrom(data: Float32Array, inPlace: boolean): Float32Array {
  const signed = inPlace ? data : new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) signed[i] = 2 * (data[i] ?? 0) - 1;
  return signed;
}

/** Data keep their values: the card's mean and scale are all that is applied, and to another size nothing is fitted. */
function loadOwn({ site, backend }: OperationContext, { shape, data }: Picture) {
  const { card } = site;
  if (card && shape[1] !== card.image.channels) throw new UserError(otherChannels(site, shape[1], card.image.channels));
  const [, , H, W] = shape;
  const fits = !card || fitOf(site) === "none" || (H === card.image.height && W === card.image.width);
  if (!fits) throw new UserError(otherSize(site, [H, W], [card.image.height, card.image.width]));
  return backend.upload(standardised(data, shape, card?.image), shape);
}

function otherSize(site: Site, [h, w]: readonly number[], [H, W]: readonly number[]) {
  return problem(
    "data-size",
    {
      en: `${site.id}.image is data of ${h}×${w} (height × width); the model takes ${H}×${W}, and data are not resampled.`,
      zh: `${site.id}.image 是 ${h}×${w}（高×宽）的数据，而模型需要 ${H}×${W}；数据不会被重采样。`,
    },
    { en: "Cut or resample them yourself, as their meaning demands.", zh: "请按其含义自行裁切或重采样。" },
    { node: site.id, param: "image" },
  );
}

/** Colour becomes grey and grey colour; any other number of channels has to be in the file. */
function otherChannels(site: Site, came: number, wanted: number) {
  return problem(
    "picture-channels",
    {
      en: `${site.id}.image has ${came} channels; the model ${site.card?.name ?? ""} takes ${wanted}.`,
      zh: `${site.id}.image 有 ${came} 个通道，而模型 ${site.card?.name ?? ""} 需要 ${wanted} 个。`,
    },
    {
      en: `Give data with ${wanted} channels, or choose a model for pictures (1 or 3 channels).`,
      zh: `请提供 ${wanted} 通道的数据，或换用图像模型（1 或 3 通道）。`,
    },
    { node: site.id, param: "image" },
  );
}
