import type { Frame, Size } from "../runtime/diffusion/frame.ts";
import { cutWindows, gridOf } from "../runtime/diffusion/mosaic.ts";
import type { NodeDefinition, Site } from "../runtime/node.ts";
import { problem } from "../runtime/problem.ts";
import { anyPictureIn } from "./common/each.ts";
import { factsOf, numberParam } from "./common/facts.ts";
import { floatsOf, withTensor } from "./common/items.ts";
import { handOver } from "./common/pictures.ts";
import { TITLES } from "./common/sockets.ts";

/** A canvas larger than the network, cut into overlapping windows that go through it as one batch. */
export const batchWindows: NodeDefinition = {
  type: "batch/windows",
  v: 1,
  category: "batch",
  title: { en: "Windows", zh: "切成窗口" },
  help: {
    en: "Cuts a canvas that is larger than the network into overlapping windows of the network's size, as one batch.",
    zh: "把大于网络尺寸的画布切成相互重叠、与网络同尺寸的窗口，合为一个批量。",
  },
  source: "Bar-Tal et al. 2023 (MultiDiffusion) §4.1",
  inputs: [anyPictureIn],
  outputs: [
    { name: "windows", title: { en: "windows", zh: "窗口" }, type: { like: ["a"] } },
    { name: "frame", title: TITLES.frame, type: "frame" },
  ],
  params: [
    {
      name: "overlap",
      kind: "number",
      title: { en: "Overlap", zh: "重叠" },
      help: {
        en: "Share of its side that a window has in common with the next one, at least. More hides seams and costs more.",
        zh: "窗口与相邻窗口至少共有的边长比例。越大接缝越不可见，计算也越多。",
      },
      default: 0.5,
      min: 0,
      max: 0.95,
      step: 0.05,
    },
    {
      name: "size",
      kind: "number",
      title: { en: "Side", zh: "边长" },
      help: {
        en: "Of a window, in pixels, where the network takes any size; 0: as it was trained.",
        zh: "窗口的边长（像素），限可接受任意尺寸的网络；0：训练时的尺寸。",
      },
      unit: { en: "px", zh: "像素" },
      advanced: true,
      default: 0,
      min: 0,
      max: 1024,
      step: 8,
      integer: true,
    },
  ],
  facts: (site) => {
    const a = site.inputs["a"];
    const frames = framesAt(site, a?.shape && [a.shape[2], a.shape[3]]);
    const [first] = frames ?? [];
    const shape =
      a?.shape && frames && first && ([a.shape[0] * frames.length, a.shape[1], first.height, first.width] as const);
    return {
      windows: factsOf(a?.type ?? "sample", { ...a, crop: undefined, shape }),
      frame: factsOf("frame", { shape: frames && [frames.length, 1, 1, 4] }),
    };
  },
  check: (site) => {
    const shape = site.inputs["a"]?.shape;
    const window = windowAt(site, shape && [shape[2], shape[3]]);
    if (!shape || !window || (window[0] <= shape[2] && window[1] <= shape[3])) return [];
    const [canvas, one] = [`${shape[3]}×${shape[2]}`, `${window[1]}×${window[0]}`];
    return [
      problem(
        "small-canvas",
        {
          en: `${site.id}.a is ${canvas}, smaller than a window of ${one}.`,
          zh: `${site.id}.a 为 ${canvas}，小于 ${one} 的窗口。`,
        },
        { en: "Put room around the picture (Pad), or choose a smaller side.", zh: "请用“扩边”加大画布，或减小边长。" },
        { node: site.id, socket: "a" },
      ),
    ];
  },
  level: { from: "a" },
  run: async (context) => {
    const { value, shape, data } = await floatsOf(context, "a");
    const frames = framesAt(context.site, [shape[2], shape[3]]) ?? [];
    const { width = shape[3], height = shape[2] } = frames[0] ?? {};
    const cut = cutWindows(data, shape, frames);
    return {
      windows: withTensor(value, handOver(context.backend, cut, [shape[0] * frames.length, shape[1], height, width])),
      frame: { type: "frame", frames },
    };
  },
};

/** The network's size; the canvas's own where nothing is known of a network. */
function windowAt(site: Site, canvas: Size | undefined): Size | undefined {
  const size = numberParam(site, "size");
  if (size > 0) return [size, size];
  const card = site.inputs["a"]?.card ?? site.card;
  return card ? [card.image.height, card.image.width] : canvas;
}

function framesAt(site: Site, canvas: Size | undefined): readonly Frame[] | undefined {
  const window = windowAt(site, canvas);
  if (!canvas || !window || window[0] > canvas[0] || window[1] > canvas[1]) return undefined;
  return gridOf(canvas, window, numberParam(site, "overlap"));
}
