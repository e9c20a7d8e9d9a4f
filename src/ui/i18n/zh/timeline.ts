import type { TimelineWords } from "../en/timeline.ts";

/** The words of the timeline and the player, in Chinese. */
export const timelineZh: TimelineWords = {
  scrubber: "运行的时刻",
  where: (transition, all, t, up) => `第 ${transition} / ${all} 次转移，t = ${t}，${up ? "回跳中" : "去噪中"}`,
  atStart: (all, t) => `${all} 次转移开始之前，t = ${t}`,
  handle: {
    length: (node) => `${node}：回跳长度 j`,
    count: (node) => `${node}：重采样次数 r`,
    limit: (node) => `${node}：重采样上限 s`,
    steps: () => "步数 T",
  },
  noLimit: "不限",
  calls: (count) => `${count} 次调用`,
  value: { length: "j", count: "r", limit: "s", steps: "T" },
  reason: (reason, j, T) =>
    ({
      "too-long": `j = ${j} 不小于 T = ${T}：不会发生回跳`,
      limited: `上限小于 j = ${j}：不会发生回跳`,
      once: "r = 1：每一段只走一次，没有回跳",
    })[reason],
  stepBack: "后退一步（,）",
  transition: "一次转移",
  tooth: "一整个齿（Shift+.）",
  toNode: (node) => `运行到下一次访问 ${node}`,
  toNodeNone: "运行到下一次访问某节点：请先选择节点",
  level: "要运行到或暂停的噪声级 t",
  toLevel: (t) => `运行到 t = ${t}`,
  breakLevel: (t) => `每当 t = ${t} 时暂停`,
  breakNode: (node) => `每次访问 ${node} 时暂停`,
  breakNodeNone: "每次访问某节点时暂停：请先选择节点",
  unbreak: (place) => `不再在 ${place} 暂停`,
  slow: "慢速",
  live: "回到运行处",
  edited: "图已更改；本次运行仍按之前的图进行。",
  compare: "在此调度上叠加另一调度",
  compareNone: "比较……",
  compareNow: "当前的图",
  compareEarlier: "此图先前的样子",
  compared: (name, calls, difference) => `${name}：${calls} 次调用（${difference}）`,
  compareFails: (name) => `“${name}”目前无法运行，没有可比较的调度。`,
};
