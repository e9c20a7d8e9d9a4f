import type { NodeDefinition } from "../runtime/node.ts";
import { textParam } from "./common/facts.ts";
import { readValues } from "./common/pictures.ts";

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
      help: {
        en: "Name of the file. The command line also takes its ending: .png (as without one), .jpg, .webp (no loss) or .npy.",
        zh: "文件名。命令行也识别扩展名：.png（与不写相同）、.jpg、.webp（无损）或 .npy。",
      },
      default: "result",
      maxLength: 100,
    },
  ],
  run: async (context) => {
    const { picture, values } = await readValues(context, "image");
    const name = textParam(context.site, "name").trim() || "result";
    context.emit({ kind: "save", node: context.site.id, name, picture, values });
    if (!context.inputs["network"]) return {};
    // Beside a picture of the reader's own size, what the network made at its size; of one size they are one picture.
    const made = await readValues(context, "network");
    const isOther = made.picture.shape[2] !== picture.shape[2] || made.picture.shape[3] !== picture.shape[3];
    const beside = name.replace(/(\.(png|jpe?g|webp|npy))?$/i, "-network$1");
    if (isOther) context.emit({ kind: "save", node: context.site.id, name: beside, ...made });
    return {};
  },
};
