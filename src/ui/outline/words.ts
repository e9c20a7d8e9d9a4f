import type { Language } from "../../runtime/text.ts";

const en = {
  outline: "Outline",
  canvasKeys:
    "Tab goes through the nodes, arrows follow the wires, brackets go through the sockets, Enter opens the params; the outline has the same as a tree.",
  added: (title: string) => `Added ${title}.`,
  removed: "Deleted.",
  running: (calls: string, all: string, t: string) => `Running: ${calls} of ${all} calls, t = ${t}.`,
  states: {
    running: "The run has begun.",
    paused: "Paused.",
    finished: "The run is finished.",
    cancelled: "The run was stopped.",
    failed: "The run has failed.",
  },
};

/** Words of the outline that the editor has from the start. */
export type OutlineWords = typeof en;

const zh: OutlineWords = {
  outline: "大纲",
  canvasKeys: "Tab 逐个走过节点，方向键沿连线移动，方括号逐个走过接口，回车打开参数；大纲以树的形式提供同样的内容。",
  added: (title) => `已添加 ${title}。`,
  removed: "已删除。",
  running: (calls, all, t) => `运行中：${calls} / ${all} 次调用，t = ${t}。`,
  states: {
    running: "运行已开始。",
    paused: "已暂停。",
    finished: "运行已完成。",
    cancelled: "运行已停止。",
    failed: "运行失败。",
  },
};

export const outlineWords = (language: Language): OutlineWords => ({ en, zh })[language];
