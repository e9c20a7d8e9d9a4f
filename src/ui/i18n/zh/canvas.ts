import type { Words } from "../words.ts";

/** Words of the canvas, in Chinese. */
export const canvasZh: Words["canvas"] = {
  words: { item: "文字", title: "名称", note: "节点备注" },
  never: "保持不变",
  newGroup: "分组",
  tooMany: (most: number) => `粘贴后图中节点将超过 ${most} 个，文件无法容纳。请减少要粘贴的节点。`,
  nothingToPaste: "剪贴板中没有图的片段。请先选择节点并复制。",
  fixed: (what: string) => `已完成：${what}`,
};
