import type { Language } from "../../runtime/text.ts";
import type { HandleKind, Reason } from "./teeth.ts";

/** The words of the timeline and the player. */
export interface TimelineWords {
  readonly scrubber: string;
  readonly where: (transition: string, all: string, t: string, up: boolean) => string;
  readonly atStart: (all: string, t: string) => string;
  readonly handle: Readonly<Record<HandleKind, (node: string) => string>>;
  readonly noLimit: string;
  readonly calls: (count: string) => string;
  readonly value: Readonly<Record<HandleKind, string>>;
  readonly reason: (reason: Reason, j: string, T: string) => string;
  readonly stepBack: string;
  readonly transition: string;
  readonly tooth: string;
  readonly toNode: (node: string) => string;
  readonly toNodeNone: string;
  readonly level: string;
  readonly toLevel: (t: string) => string;
  readonly breakLevel: (t: string) => string;
  readonly breakNode: (node: string) => string;
  readonly breakNodeNone: string;
  readonly unbreak: (place: string) => string;
  readonly slow: string;
  readonly live: string;
  readonly edited: string;
  readonly compare: string;
  readonly compareNone: string;
  readonly compareNow: string;
  readonly compareEarlier: string;
  readonly compared: (name: string, calls: string, difference: string) => string;
  readonly compareFails: (name: string) => string;
}

const en: TimelineWords = {
  scrubber: "Moment of the run",
  where: (transition, all, t, up) =>
    `transition ${transition} of ${all}, t = ${t}, ${up ? "jumping back" : "going down"}`,
  atStart: (all, t) => `before the first of ${all} transitions, t = ${t}`,
  handle: {
    length: (node) => `${node}: jump length j`,
    count: (node) => `${node}: resamplings r`,
    limit: (node) => `${node}: jump only up to s`,
    steps: () => "Steps T",
  },
  noLimit: "no limit",
  calls: (count) => `${count} calls`,
  value: { length: "j", count: "r", limit: "s", steps: "T" },
  reason: (reason, j, T) =>
    ({
      "too-long": `j = ${j} is not below T = ${T}: no jump can happen`,
      limited: `the limit lies below j = ${j}: no jump can happen`,
      once: "r = 1: each stretch is walked once, without a jump",
    })[reason],
  stepBack: "One step back (,)",
  transition: "One transition",
  tooth: "One whole tooth (Shift+.)",
  toNode: (node) => `Run to the next visit of ${node}`,
  toNodeNone: "Run to the next visit of a node: select it first",
  level: "Level t to run to or to pause at",
  toLevel: (t) => `Run to t = ${t}`,
  breakLevel: (t) => `Pause whenever t = ${t}`,
  breakNode: (node) => `Pause at each visit of ${node}`,
  breakNodeNone: "Pause at each visit of a node: select it first",
  unbreak: (place) => `Pause no more at ${place}`,
  slow: "Slow motion",
  live: "Back to the run",
  edited: "The graph was changed; this run goes on with the earlier one.",
  compare: "Lay a second schedule over this one",
  compareNone: "Compare with …",
  compareNow: "This graph as it is now",
  compareEarlier: "This graph, earlier",
  compared: (name, calls, difference) => `${name}: ${calls} calls (${difference})`,
  compareFails: (name) => `“${name}” cannot be run as it is, so it has no schedule to compare with.`,
};

const zh: TimelineWords = {
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

export const timelineWords = (language: Language): TimelineWords => ({ en, zh })[language];
