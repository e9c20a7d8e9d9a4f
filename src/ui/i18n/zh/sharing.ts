import type { Words } from "../words.ts";

/** Words for saving and sharing, in Chinese. */
export const sharingZh: Words["sharing"] = {
  share: "分享",
  shareHint: "复制链接、在此浏览器中保留副本、回到先前的状态",
  copyLink: "复制链接",
  linkWeighs: (size) => `链接 ${size}`,
  linkLong: (size) => `链接 ${size}：对某些聊天软件过长，请用文件`,
  linkCopied: (size) => `链接已复制（${size}）。整个图都在链接里，没有上传任何内容。`,
  linkNotCopied: "浏览器不允许复制；链接已放入地址栏。",
  kept: (name) => `“${name}”已存入此浏览器。`,
  restore: "已保存的图……",
  restoreHint: "命名副本、其他文档，以及本文档先前的状态",
  models: "模型……",
  modelsHint: "打开、下载、移除网络",
  pytorch: "存为 Python 文件",
  pytorchHint: "只依赖 PyTorch 和 NumPy 的一个文件，供自己的网络使用",
  notebook: "存为 Jupyter 笔记本",
  notebookHint: "同样的代码，每个步骤一个单元格，上方是其公式",
};
