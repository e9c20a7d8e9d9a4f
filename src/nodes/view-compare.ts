import type { InputSocket, NodeDefinition } from "../runtime/node.ts";
import { checkSameSize } from "./common/checks.ts";
import { readPicture } from "./common/pictures.ts";

const side = (name: string, en: string, zh: string): InputSocket => ({
  name,
  title: { en, zh },
  types: ["image", "sample", "mask"],
});

/** Two pictures, to be laid over one another. */
export const viewCompare: NodeDefinition = {
  type: "view/compare",
  v: 1,
  category: "view",
  title: { en: "Compare", zh: "对比" },
  help: { en: "Lays two pictures over one another with a slider between them.", zh: "把两张图叠在一起，用滑块对比。" },
  inputs: [side("before", "before", "之前"), side("after", "after", "之后")],
  outputs: [],
  params: [],
  check: (site) => checkSameSize(site, "before", ["after"]),
  run: async (context) => {
    const pictures = [await readPicture(context, "before"), await readPicture(context, "after")];
    context.emit({ kind: "pictures", node: context.site.id, name: "before and after", pictures });
    return {};
  },
};
