import type { Language } from "../../runtime/text.ts";

/** The words of the inspector and of the values that it shows; loaded with it. */
const en = {
  nothingSelected: "Select a node to see what it does and to set its params.",
  severalSelected: (count: number) => `${count} nodes selected.`,
  advanced: "For experts",
  equation: "Equation",
  symbols: "Symbols: left and right arrows go through them, each says what it is",
  value: "Value now",
  unknownType: (type: string) => `The type “${type}” is not known here. The node keeps its params and wires.`,
  optional: "optional",
  unwired: "not wired",
  paintMask: "Paint the mask …",
  twoPixels: "Pictures of two pixels …",
  follow: "Let it change with t …",
  followHint: "Adds a curve over t that this number follows",
  follows: "follows",
  unfollow: "Take off",
  curve: {
    label: "The curve over t; the run goes from left to right",
    handle: (i: number, u: string) => `Handle ${i}, at t / T = ${u}`,
    keys: "Drag handles, or move them with the arrow keys. Double click or Enter adds one, Delete takes it away.",
  },
  values: {
    probe: (name: string) => `${name}: arrows choose a pixel, Escape none`,
    min: "min",
    mean: "mean",
    max: "max",
    histogram: (low: string, high: string) => `How the numbers are spread from ${low} to ${high}`,
    pixel: (x: number, y: number) => `Column ${x}, row ${y}`,
    red: "red",
    green: "green",
    blue: "blue",
  },
};

const zh: typeof en = {
  nothingSelected: "选择一个节点，查看其作用并设置参数。",
  severalSelected: (count) => `已选择 ${count} 个节点。`,
  advanced: "专家选项",
  equation: "公式",
  symbols: "符号：左右方向键逐个浏览，并说明其含义",
  value: "当前值",
  unknownType: (type) => `此处不认识类型“${type}”。节点保留其参数与连线。`,
  optional: "可选",
  unwired: "未连接",
  paintMask: "绘制掩码……",
  twoPixels: "两像素图像……",
  follow: "让它随 t 变化……",
  followHint: "添加一条随 t 变化的曲线，由它给出此数值",
  follows: "取自",
  unfollow: "取消",
  curve: {
    label: "随 t 变化的曲线；运行由左向右",
    handle: (i, u) => `控制点 ${i}，位于 t / T = ${u}`,
    keys: "拖动控制点，或用方向键移动。双击或按 Enter 添加，按 Delete 删除。",
  },
  values: {
    probe: (name) => `${name}：方向键选择像素，Esc 取消`,
    min: "最小",
    mean: "均值",
    max: "最大",
    histogram: (low, high) => `数值从 ${low} 到 ${high} 的分布`,
    pixel: (x, y) => `第 ${x} 列，第 ${y} 行`,
    red: "红",
    green: "绿",
    blue: "蓝",
  },
};

export const inspectingWords = (language: Language): typeof en => ({ en, zh })[language];
