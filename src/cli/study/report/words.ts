import { presetTitle } from "../../../nodes/image-mask.ts";
import type { Language } from "../../../runtime/text.ts";

/** How measures are called in Chinese, by their column, and their units. */
const measures: Readonly<Record<string, string>> = {
  psnr_filled: "PSNR，填充区域",
  psnr_whole: "PSNR，整图",
  ssim_filled: "SSIM，填充区域",
  ssim_whole: "SSIM，整图",
  mse_filled: "MSE，填充区域",
  mse_whole: "MSE，整图",
  lpips_filled: "LPIPS，填充区域",
  lpips_whole: "LPIPS，整图",
  identity: "已知像素的变化",
  seam: "接缝：空洞边缘与内部的梯度之比",
  seam_truth: "真值的接缝",
};
const units: Readonly<Record<string, string>> = { "grey levels": "灰度级", ratio: "比值" };

/** What a table says of a measure. */
interface Named {
  readonly column: string;
  readonly title: string;
  readonly unit: string;
}

const en = {
  named: <T extends Named>(measure: T): T => measure,
  maskNamed: (mask: string) => mask,
  title: "A study of inpainting",
  pictures: "pictures",
  rows: "rows",
  masks: "masks",
  settings: "settings",
  seeds: "answers to each",
  failed: (n: number) => `${n} rows have no picture; the first reasons:`,
  made: "Made with",
  what: "What was studied",
  setting: "setting",
  calls: "network calls a picture",
  network: "network",
  open: "open the graph",
  save: "save",
  sheets: "Pictures",
  sheetNote: "The first pictures by name, none chosen. Grey is what was to be filled.",
  known: "known",
  truth: "truth",
  tables: "Measures",
  tableNote:
    "Means over pictures (a picture with several answers counts once, with their mean); in brackets the 95 % percentile bootstrap interval over pictures. Bold: the best mean, which may not be told apart from others.",
  higher: "higher is better",
  lower: "lower is better",
  none: "nearest to the truth's is best",
  pairs: "Picture by picture",
  pairNote:
    "The mean difference over the pictures that both settings filled, with its 95 % interval; p of the two-sided sign-flip test, and after Holm's correction over all lines of the measure. Last: the difference that so many pictures would find four times in five (power 80 %).",
  difference: "difference",
  n: "pictures",
  holm: "p, Holm",
  smallest: "would be found",
  distributions: "Distributions",
  plotNote:
    "Each point is a picture; the box holds the middle half with the median; black is the mean with its 95 % interval.",
  groups: "Of each group as a whole",
  mask: "mask",
  data: "data",
  diversity: "diversity: mean distance of two answers, filled region, grey levels",
  fid_filled: "FID, filled region within the true picture (depends on how many pictures there are)",
  fid_whole: "FID, whole pictures",
  kid_filled: "KID, filled region within the true picture",
  kid_whole: "KID, whole pictures",
};

const zh: typeof en = {
  // In a table there is no room for what its title says in brackets.
  maskNamed: (mask) => presetTitle(mask)?.zh.replace(/（.*/, "") ?? mask,
  named: (measure) => ({
    ...measure,
    title: measures[measure.column] ?? measure.title,
    unit: units[measure.unit] ?? measure.unit,
  }),
  title: "图像修补研究",
  pictures: "张图像",
  rows: "行",
  masks: "种掩码",
  settings: "种设置",
  seeds: "个答案（每图）",
  failed: (n) => `${n} 行没有图像；最初几项原因：`,
  made: "生成工具",
  what: "研究内容",
  setting: "设置",
  calls: "每张图的网络调用次数",
  network: "网络",
  open: "打开图",
  save: "保存",
  sheets: "图像",
  sheetNote: "按名称取最前的若干张，未经挑选。灰色为待填充部分。",
  known: "已知",
  truth: "真值",
  tables: "指标",
  tableNote:
    "各图的平均（一图有多个答案时取其均值，只计一次）；方括号为按图像自助法得到的 95 % 百分位区间。粗体为最佳均值，未必与其他可区分。",
  higher: "越高越好",
  lower: "越低越好",
  none: "越接近真值的数值越好",
  pairs: "逐图比较",
  pairNote:
    "两种设置都填充了的图像上的平均差及其 95 % 区间；p 来自双侧符号翻转检验，另列出对该指标全部比较作 Holm 校正后的值。最后一列：在此图像数下，五次中有四次能检出的差（检验力 80 %）。",
  difference: "差",
  n: "图像数",
  holm: "p（Holm）",
  smallest: "可检出",
  distributions: "分布",
  plotNote: "每点为一张图；方框为中间一半及中位数；黑色为均值及其 95 % 区间。",
  groups: "各组整体",
  mask: "掩码",
  data: "数据",
  diversity: "多样性：两个答案在填充区域的平均距离，灰度级",
  fid_filled: "FID，仅填充区域（其余为真实像素；随图像数量而变）",
  fid_whole: "FID，整图",
  kid_filled: "KID，仅填充区域（其余为真实像素）",
  kid_whole: "KID，整图",
};

export type ReportWords = typeof en;
export const reportWords = (language: Language): ReportWords => ({ en, zh })[language];
