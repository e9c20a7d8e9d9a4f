import { problem, type Problem } from "../problem.ts";

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

interface Foreign {
  readonly program: "ComfyUI" | "LiteGraph";
  readonly form: { readonly en: string; readonly zh: string };
  readonly types: readonly string[];
  /** Files of pictures that it loads. */
  readonly pictures: readonly string[];
}

const API = { en: " in its API format", zh: "（API 格式）" };
const SAVED = { en: "", zh: "" };

/**
 * Says what a JSON value is that another program of node graphs has saved: a workflow of ComfyUI, in the format of its
 * editor or of its API, or what LiteGraph serializes. Undefined for everything else.
 */
export function foreignGraph(value: unknown): Problem | undefined {
  const found = recognise(value);
  if (!found) return undefined;
  const { program, form, types, pictures } = found;
  const named = [...new Set(types)].slice(0, 4).map((type) => type.slice(0, 40));
  const list = named.join(", ");
  const kind = program === "ComfyUI" ? { en: "workflow", zh: "工作流" } : { en: "graph", zh: "图" };
  const message = {
    en: `This is a ${program} ${kind.en}${form.en} of ${types.length} nodes (${list}…), not a repaint-graph: its nodes do other things, so none of them can be taken over.`,
    zh: `这是 ${program} 的${kind.zh}${form.zh}，含 ${types.length} 个节点（${list}……），不是 repaint-graph 图：其节点作用不同，无法沿用。`,
  };
  const files = pictures.slice(0, 4).map((name) => name.slice(0, 60));
  if (types.some((type) => type.startsWith("repaint-graph/"))) {
    return problem("foreign-graph", message, {
      en: "The nodes of repaint-graph in it run in the page that saved it; a page takes them over with fromHost.",
      zh: "其中 repaint-graph 的节点可在保存它的页面中运行；网页可用 fromHost 取用。",
    });
  }
  return problem(
    "foreign-graph",
    message,
    files.length > 0
      ? {
          en: `Its pictures can be: give ${files.join(", ")} itself to “Load image” or “Mask”.`,
          zh: `其中的图像可以沿用：请把 ${files.join("、")} 本身交给“加载图像”或“掩码”。`,
        }
      : {
          en: "Begin with a template, and give it your picture and mask.",
          zh: "请从模板开始，并加入自己的图像和掩码。",
        },
  );
}

/** Whether a text is worth reading as the graph of another program. */
export const looksForeign = (text: string): boolean =>
  /^\s*\{/.test(text) && /"(class_type|last_node_id|widgets_values)"\s*:/.test(text);

/** Which program has saved a value, and what is in it. */
export function recognise(value: unknown): Foreign | undefined {
  if (!isFields(value)) return undefined;
  const inner = [value["workflow"], value["prompt"], value["output"]].filter(isFields);
  return [value, ...inner].map((part) => workflow(part) ?? api(part)).find((found) => found !== undefined);
}

/** `{ "3": { "class_type": "KSampler", "inputs": { … } }, … }` */
function api(value: Fields): Foreign | undefined {
  const nodes = Object.values(value).filter(isFields);
  const typed = nodes.filter((node) => typeof node["class_type"] === "string");
  if (typed.length === 0 || typed.length < nodes.length / 2) return undefined;
  const pictures = typed
    .filter(({ class_type }) => loads(class_type))
    .map(({ inputs }) => isFields(inputs) && inputs["image"]);
  return {
    program: "ComfyUI",
    form: API,
    types: typed.map((node) => String(node["class_type"])),
    pictures: texts(pictures),
  };
}

/** `{ "nodes": [{ "id", "type", "pos", "widgets_values" }], "links": […], "last_node_id", "version" }` */
function workflow(value: Fields): Foreign | undefined {
  if (value["format"] !== undefined || !Array.isArray(value["nodes"])) return undefined;
  const nodes = value["nodes"].filter(isFields).filter(({ type }) => typeof type === "string");
  const saved = ["last_node_id", "last_link_id", "config", "extra", "state"].some((key) => value[key] !== undefined);
  if (nodes.length === 0 || !saved) return undefined;
  const comfy = nodes.some(({ widgets_values, properties }) => {
    return widgets_values !== undefined || (isFields(properties) && properties["Node name for S&R"] !== undefined);
  });
  const pictures = nodes.filter(({ type }) => loads(type)).map(({ widgets_values }) => firstOf(widgets_values));
  const types = nodes.map(({ type }) => String(type));
  return { program: comfy ? "ComfyUI" : "LiteGraph", form: SAVED, types, pictures: texts(pictures) };
}

const loads = (type: unknown): boolean => typeof type === "string" && /^Load ?Image/i.test(type);
const firstOf = (values: unknown): unknown => (Array.isArray(values) ? values[0] : isFields(values) && values["image"]);
const texts = (values: readonly unknown[]): string[] => values.filter((value) => typeof value === "string");
