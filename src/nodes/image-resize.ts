import type { Shape } from "../runtime/backend.ts";
import { resize } from "../runtime/diffusion/resize.ts";
import type { NodeDefinition, Site } from "../runtime/node.ts";
import { anyPictureIn, mapEach, samePictureOut } from "./common/each.ts";
import { factsOf, numberParam, textParam } from "./common/facts.ts";

const FILTERS = ["bicubic", "box", "nearest"] as const;

/** Another size of the same picture. */
export const imageResize: NodeDefinition = {
  type: "image/resize",
  v: 1,
  category: "image",
  title: { en: "Resize", zh: "缩放" },
  help: {
    en: "Makes a picture larger or smaller. Use nearest for masks, so that no half-known pixels come about.",
    zh: "放大或缩小图像。掩码请用最近邻，以免出现半已知的像素。",
  },
  inputs: [anyPictureIn],
  outputs: [samePictureOut],
  params: [
    {
      name: "scale",
      kind: "number",
      title: { en: "Scale", zh: "倍数" },
      help: { en: "2 is twice as wide and high.", zh: "2 表示宽高各加倍。" },
      default: 2,
      min: 0.01,
      max: 64,
    },
    {
      name: "filter",
      kind: "choice",
      title: { en: "Filter", zh: "滤波器" },
      help: { en: "How a new pixel is made of old ones.", zh: "新像素如何由旧像素得出。" },
      default: "bicubic",
      options: [
        { value: "bicubic", title: { en: "bicubic", zh: "双三次" } },
        { value: "box", title: { en: "box (average)", zh: "方框（平均）" } },
        { value: "nearest", title: { en: "nearest", zh: "最近邻" } },
      ],
    },
  ],
  facts: (site) => ({ y: factsOf(site.inputs["a"]?.type ?? "image", { ...site.inputs["a"], shape: scaled(site) }) }),
  level: { from: "a" },
  run: async (context) => {
    const filter = FILTERS.find((name) => name === textParam(context.site, "filter")) ?? "bicubic";
    const scale = numberParam(context.site, "scale");
    return {
      y: await mapEach(context, "a", (planes) =>
        resize(planes, sized(planes.H, scale), sized(planes.W, scale), filter),
      ),
    };
  },
};

const sized = (length: number, scale: number): number => Math.max(1, Math.round(length * scale));

function scaled(site: Site): Shape | undefined {
  const shape = site.inputs["a"]?.shape;
  const scale = numberParam(site, "scale");
  return shape && [shape[0], shape[1], sized(shape[2], scale), sized(shape[3], scale)];
}
