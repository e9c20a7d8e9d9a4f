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
  inputs: [{ name: "image", title: { en: "picture", zh: "图像" }, types: ["sample", "image", "mask"] }],
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
    return {};
  },
};
