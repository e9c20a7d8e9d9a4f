import type { Language } from "../../runtime/text.ts";

/** The words of the laboratory: the scatter, points drawn by hand, the exactness curve; loaded with it. */
const en = {
  scatter: "Scatter",
  picture: (count: number, spread: string) => `${count} pictures of two pixels: pixel 1 across, pixel 2 up. ${spread}`,
  axes: "pixel 1 → · pixel 2 ↑ · the dashed square is −1 to 1",
  points: "samples",
  data: "data",
  exact: "exact",
  known: (value: string) => `known: ${value}`,
  total_variation: "Total variation",
  tv: "TV",
  floor: "By chance alone",
  chance: (value: string) => `chance ${value}`,
  energy_distance: "Energy distance",
  off_data: "Off the data",
  off: (value: string) => `off data ${value}`,
  interval: (low: string, high: string) => `[${low}, ${high}]`,
  held: "Pixel 2 against the exact conditional, with 95 % intervals.",
  resting: "Intervals are measured where the run rests.",
  unheld:
    "Wire the known picture into this node, and choose a data set of two pixels in Load model, to hold the samples against the exact answer.",
  count: (count: string) => `${count} samples`,
};

const zh: typeof en = {
  scatter: "散点",
  picture: (count, spread) => `${count} 张两像素图像：横轴为像素 1，纵轴为像素 2。${spread}`,
  axes: "像素 1 → · 像素 2 ↑ · 虚线框为 −1 到 1",
  points: "样本",
  data: "数据",
  exact: "精确",
  known: (value) => `已知：${value}`,
  total_variation: "总变差",
  tv: "总变差",
  floor: "仅因偶然",
  chance: (value) => `偶然 ${value}`,
  energy_distance: "能量距离",
  off_data: "偏离数据",
  off: (value) => `偏离数据 ${value}`,
  interval: (low, high) => `[${low}, ${high}]`,
  held: "像素 2 与精确条件分布的比较，附 95 % 区间。",
  resting: "运行停下时才测量区间。",
  unheld: "把已知图像接入本节点，并在“加载模型”中选择两像素数据集，便可与精确答案比较。",
  count: (count) => `${count} 个样本`,
};

export const laboratoryWords = (language: Language): typeof en => ({ en, zh })[language];
