import type { NodeDefinition } from "../runtime/node.ts";
import { numberParam } from "./common/facts.ts";
import { UNITS } from "./common/params.ts";
import { readPicture } from "./common/pictures.ts";

/** A record of the run: a picture every so many visits. */
export const viewFilmstrip: NodeDefinition = {
  type: "view/filmstrip",
  v: 1,
  category: "view",
  title: { en: "Filmstrip", zh: "胶片" },
  help: {
    en: "Keeps a picture every few visits, so that the way from noise to the result can be seen at a glance.",
    zh: "每隔几次保留一张图，一眼看清从噪声到结果的过程。",
  },
  inputs: [{ name: "picture", title: { en: "picture", zh: "图像" }, types: ["sample", "image", "mask", "prediction"] }],
  outputs: [],
  params: [
    {
      name: "every",
      kind: "number",
      title: { en: "Every", zh: "间隔" },
      help: { en: "A frame is kept every so many visits.", zh: "每隔若干次保留一帧。" },
      unit: UNITS.visits,
      default: 10,
      min: 1,
      max: 10_000,
      step: 1,
      integer: true,
    },
    {
      name: "frames",
      kind: "number",
      title: { en: "Most frames", zh: "最多帧数" },
      help: { en: "After so many frames no more are kept.", zh: "达到该帧数后不再保留。" },
      unit: UNITS.pictures,
      default: 64,
      min: 1,
      max: 1000,
      step: 1,
      integer: true,
    },
  ],
  run: async (context) => {
    const { site, visit, t } = context;
    const every = numberParam(site, "every");
    const frame = visit / every;
    if (!Number.isInteger(frame) || frame >= numberParam(site, "frames")) return {};
    const picture = await readPicture(context, "picture");
    const name = `frame-${String(frame).padStart(4, "0")}-t${t}`;
    context.emit({ kind: "picture", node: site.id, name, picture });
    return {};
  },
};
