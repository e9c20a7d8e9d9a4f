import type { Language } from "../../../runtime/text.ts";
import type { Origin } from "../../share/sharing.ts";

const fromEn: Readonly<Record<Origin, string>> = {
  link: "From a link.",
  file: "From a file.",
  picture: "From inside a picture.",
  clipboard: "From the clipboard.",
  page: "From the page around the editor.",
};
const fromZh: typeof fromEn = {
  link: "来自链接。",
  file: "来自文件。",
  picture: "来自图片内部。",
  clipboard: "来自剪贴板。",
  page: "来自编辑器所在的网页。",
};

/** The words of the question about a foreign lesson; loaded with it. */
const en = {
  title: "Open this lesson?",
  from: fromEn,
  steps: (steps: number, tasks: number, questions: number) =>
    `${steps === 1 ? "1 step" : `${steps} steps`}: ${count(tasks, "task")}, ${count(questions, "question")}`,
  graphs: (graphs: number, nodes: string) =>
    graphs === 0
      ? "No graph of its own: it uses the templates of this editor"
      : `${count(graphs, "graph")} with ${nodes} nodes`,
  weight: (size: string) => `Weighs ${size}`,
  minutes: (minutes: number) => `About ${count(minutes, "minute")}, says its author`,
  promise:
    "A lesson is text and data: nothing in it runs by itself and nothing is fetched before you agree. What is on your canvas is kept and comes back afterwards.",
  play: "Play this lesson",
  write: "Edit it",
  leave: "Leave it",
};

const count = (n: number, thing: string): string => `${n} ${thing}${n === 1 ? "" : "s"}`;

const zh: typeof en = {
  title: "打开这节课？",
  from: fromZh,
  steps: (steps, tasks, questions) => `${steps} 步，其中 ${tasks} 个动手任务，${questions} 个问题`,
  graphs: (graphs, nodes) => (graphs === 0 ? "不带图：使用本编辑器的模板" : `自带 ${graphs} 张图，共 ${nodes} 个节点`),
  weight: (size) => `大小 ${size}`,
  minutes: (minutes) => `作者估计约 ${minutes} 分钟`,
  promise:
    "课程只是文字和数据：其中没有任何东西会自行运行，在您同意之前也不会获取任何内容。您画布上的内容会保留，课后原样回来。",
  play: "开始上课",
  write: "编辑",
  leave: "不打开",
};

export const foreignWords = (language: Language): typeof en => ({ en, zh })[language];
