import type { NodeDefinition } from "../runtime/node.ts";
import { textParam } from "./common/facts.ts";
import { readPicture } from "./common/pictures.ts";

/** The result of a graph. */
export const imageSave: NodeDefinition = {
  type: "image/save",
  v: 1,
  category: "output",
  title: { en: "Result", zh: "结果" },
  help: {
    en: "The finished picture. It is saved as PNG with the graph inside, so that it can be opened again.",
    zh: "完成的图像。保存为 PNG，图中嵌有节点图，可再次打开。",
  },
  inputs: [
    { name: "image", title: { en: "picture", zh: "图像" }, types: ["sample", "image", "mask"] },
    {
      name: "network",
      title: { en: "as the network made it", zh: "网络所生成的" },
      types: ["sample", "image"],
      optional: true,
    },
  ],
  outputs: [],
  params: [
    {
      name: "name",
      kind: "text",
      title: { en: "File name", zh: "文件名" },
      help: { en: "Name of the file, without its ending.", zh: "文件名，不含扩展名。" },
      default: "result",
      maxLength: 100,
    },
  ],
  run: async (context) => {
    const picture = await readPicture(context, "image");
    const name = textParam(context.site, "name").trim() || "result";
    context.emit({ kind: "save", node: context.site.id, name, picture });
    if (!context.inputs["network"]) return {};
    // Beside a picture of the reader's own size, what the network made at its size; of one size they are one picture.
    const made = await readPicture(context, "network");
    const isOther = made.shape[2] !== picture.shape[2] || made.shape[3] !== picture.shape[3];
    if (isOther) context.emit({ kind: "save", node: context.site.id, name: `${name}-network`, picture: made });
    return {};
  },
};
