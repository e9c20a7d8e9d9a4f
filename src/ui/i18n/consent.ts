import type { Language } from "../../runtime/text.ts";

/** The words of the question about a foreign graph; loaded with it. */
const en = {
  title: "Open this graph?",
  from: {
    link: "From a link.",
    file: "From a file.",
    picture: "From inside a picture.",
    clipboard: "From the clipboard.",
    page: "From the page around the editor.",
  },
  nodes: (nodes: string, wires: string) => `${nodes} nodes, ${wires} wires`,
  calls: (calls: string) => `${calls} network calls when it is run`,
  callsAtLeast: (calls: string) => `at least ${calls} network calls when it is run`,
  noCalls: "It cannot be run as it is; the problems are listed once it is open.",
  counting: "Counting the network calls …",
  unknown: (types: string) => `Node types that are not known here: ${types}. They keep their place, params and wires.`,
  notes: (count: number) =>
    count === 1
      ? "One part of it does not belong to a graph and is left out."
      : `${count} parts of it do not belong to a graph and are left out.`,
  pictures: (count: number) => (count === 1 ? "One picture travels inside it." : `${count} pictures travel inside it.`),
  model: "Model",
  modelBundled: (name: string) => `${name}, which comes with this editor`,
  modelFile: (name: string) => `${name}, a file that you will be asked for`,
  modelFrom: (name: string, host: string) => `${name} from ${host}`,
  modelElse: (name: string) => `${name}, which is not known here`,
  modelNone: "none",
  modelPoints: "the ideal network of pictures of two pixels, made here from its points",
  promise: "Nothing of it is fetched or run before you agree. What is open now can be had back with Undo.",
  open: "Open this graph",
  leave: "Leave it",
};

const zh: typeof en = {
  title: "打开这个图？",
  from: {
    link: "来自链接。",
    file: "来自文件。",
    picture: "来自图片内部。",
    clipboard: "来自剪贴板。",
    page: "来自编辑器所在的网页。",
  },
  nodes: (nodes, wires) => `${nodes} 个节点，${wires} 条连线`,
  calls: (calls) => `运行时 ${calls} 次网络调用`,
  callsAtLeast: (calls) => `运行时至少 ${calls} 次网络调用`,
  noCalls: "它目前不能运行；打开后会列出问题。",
  counting: "正在计算网络调用次数……",
  unknown: (types) => `此处不认识的节点类型：${types}。它们保留位置、参数与连线。`,
  notes: (count) => `其中 ${count} 处不属于图，已略去。`,
  pictures: (count) => `内含 ${count} 张图片。`,
  model: "模型",
  modelBundled: (name) => `${name}，随本编辑器提供`,
  modelFile: (name) => `${name}，一个将请您选择的文件`,
  modelFrom: (name, host) => `${name}，来自 ${host}`,
  modelElse: (name) => `${name}，此处不认识`,
  modelNone: "无",
  modelPoints: "两像素图像的理想网络，由其中的点在此处生成",
  promise: "在您同意之前，不会获取或运行其中任何内容。当前打开的图可用“撤销”找回。",
  open: "打开此图",
  leave: "不打开",
};

export const consentWords = (language: Language): typeof en => ({ en, zh })[language];
