import type { Language } from "../../runtime/text.ts";

/** The words of the gallery; loaded with it. */
const en = {
  title: "Results",
  close: "Close",
  view: "View",
  seed: "seed",
  calls: (count: string) => `${count} calls`,
  compare: "Before and after",
  differ: "Difference",
  way: "On the way",
  against: "to",
  mean: (value: string) => `mean ${value} of 255, shown four times as bright`,
  remove: "Remove",
  weigh: (size: string) => `${size}, kept in this browser`,
  noOther: "A second result of the same size is needed.",
  noWay: "Nothing was seen on the way.",
  saveStrip: "Strip (PNG)",
  steps: "Steps of the film",
  every: (n: number, frames: number) => `${n === 1 ? "every step" : `every ${n} steps`} · ${frames} frames`,
  recording: "Recording…",
  webmHint: "Recorded in the time that the film lasts",
  useGraph: "Use this graph",
  useSeed: "Use this seed",
  saveHint: "Save the picture as PNG with its graph inside",
};

const zh: typeof en = {
  title: "结果",
  close: "关闭",
  view: "视图",
  seed: "种子",
  calls: (count) => `${count} 次调用`,
  compare: "前后对比",
  differ: "差异",
  way: "生成过程",
  against: "对照",
  mean: (value) => `平均 ${value} / 255，显示时亮度放大四倍`,
  remove: "移除",
  weigh: (size) => `${size}，存于此浏览器`,
  noOther: "需要另一个同样尺寸的结果。",
  noWay: "没有记录到过程。",
  saveStrip: "条带（PNG）",
  steps: "动画的步",
  every: (n, frames) => `每 ${n} 步 · ${frames} 帧`,
  recording: "录制中…",
  webmHint: "录制所需时间与影片时长相同",
  useGraph: "使用此图",
  useSeed: "使用此种子",
  saveHint: "保存为内含图的 PNG",
};

export const galleryWords = (language: Language): typeof en => ({ en, zh })[language];
