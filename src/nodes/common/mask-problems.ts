import type { Size } from "../../runtime/diffusion/frame.ts";
import type { Site } from "../../runtime/node.ts";
import { problem, type Problem } from "../../runtime/problem.ts";

export function notPainted(site: Site): Problem {
  return problem(
    "no-painting",
    { en: `${site.id} is set to a painted mask, but there is none.`, zh: `${site.id} 选择了手绘掩码，但还没有掩码。` },
    { en: "Paint one, give a file, or choose another mask.", zh: "请绘制掩码、指定文件，或改选其他掩码。" },
    { node: site.id, param: "painted" },
  );
}

export function otherShape(site: Site, [h, w]: Size, [H, W]: Size): Problem {
  const [h0, w0] = (site.inputs["image"] ?? site.picture)?.crop?.of ?? [H, W];
  const [H1, W1] = site.card ? [site.card.image.height, site.card.image.width] : [H, W];
  const [picture, network] = [`${w0}×${h0}`, `${W1}×${H1}`];
  const expected = {
    en: picture === network ? picture : `${picture}, the network takes ${network}`,
    zh: picture === network ? ` ${picture}` : ` ${picture}，网络为 ${network}`,
  };
  return problem(
    "mask-size",
    {
      en: `The mask of ${site.id} is ${w}×${h} (width × height); its picture is ${expected.en}.`,
      zh: `${site.id} 的掩码是 ${w}×${h}（宽×高），而其图像是${expected.zh}。`,
    },
    {
      en: 'Use a mask of that shape, or set "Fit" to "stretch" or "cover".',
      zh: "请使用该形状的掩码，或把“适配方式”设为“拉伸”或“裁切填满”。",
    },
    { node: site.id, param: "painted" },
  );
}

export function otherLayers(site: Site, layers: number, channels: number): Problem {
  return problem(
    "mask-channels",
    {
      en: `The mask of ${site.id} is an array of ${layers} channels; its picture has ${channels}.`,
      zh: `${site.id} 的掩码是 ${layers} 通道的数组，而其图像有 ${channels} 个通道。`,
    },
    {
      en: `Give an array with ${channels} channels, one mask for each, or with one for all of them.`,
      zh: `请提供 ${channels} 通道的数组（每个通道一个掩码），或单通道的数组（所有通道共用）。`,
    },
    { node: site.id, param: "painted" },
  );
}

export function noSize(site: Site): Problem {
  return problem(
    "no-size",
    { en: `Nothing says how large the mask of ${site.id} is to be.`, zh: `${site.id} 的掩码没有尺寸依据。` },
    { en: `Wire an image into ${site.id}.image, or load a model.`, zh: `请把图像接入 ${site.id}.image，或加载模型。` },
    { node: site.id, socket: "image" },
  );
}
