import type { Words } from "../words.ts";

/** What is said to those who do not see, and of the outline, in Chinese. */
export const outlineZh: Words["outline"] = {
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
