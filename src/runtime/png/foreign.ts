import { recognise } from "../graph/foreign.ts";
import { readJson } from "../json.ts";
import { warning, type Problem } from "../problem.ts";
import { isPng } from "./chunks.ts";
import { readText } from "./text.ts";

/**
 * A note for a PNG that carries a workflow of ComfyUI (its chunks `workflow` and `prompt`): the picture can be used, the
 * workflow cannot. Undefined for every other file.
 *
 * @param name of the file.
 */
export async function foreignInPicture(bytes: Uint8Array, name: string): Promise<Problem | undefined> {
  if (!isPng(bytes)) return undefined;
  try {
    const text = (await readText(bytes, "workflow")) ?? (await readText(bytes, "prompt"));
    if (text === undefined || !/^\s*\{/.test(text)) return undefined;
    const nodes = recognise(readJson(text.replace(/\bNaN\b|-?\bInfinity\b/g, "null")))?.types.length;
    return nodes === undefined ? undefined : carries(name, nodes);
  } catch {
    return undefined; // Whether it is a picture at all, its decoder will say.
  }
}

function carries(name: string, nodes: number): Problem {
  const short = name.slice(0, 60);
  return warning(
    "foreign-graph",
    {
      en: `The picture "${short}" carries a ComfyUI workflow of ${nodes} nodes, which means nothing here; the picture itself can be used.`,
      zh: `图片“${short}”内含 ComfyUI 工作流（${nodes} 个节点），在此没有意义；图片本身可以使用。`,
    },
    { en: "Nothing needs to be done.", zh: "无需处理。" },
  );
}
