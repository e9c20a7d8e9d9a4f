import type { Param, Part } from "../../runtime/node.ts";
import type { Text } from "../../runtime/text.ts";

/** Units that several params share. */
export const UNITS = {
  steps: { en: "steps", zh: "步" },
  levels: { en: "levels", zh: "级" },
  level: { en: "level", zh: "级" },
  pictures: { en: "pictures", zh: "张" },
  visits: { en: "visits", zh: "次" },
} satisfies Record<string, Text>;

/** The seed of a node that starts a process; everything drawn later for that sample follows from it. */
export const seedParam: Param & { kind: "seed" } = {
  name: "seed",
  kind: "seed",
  title: { en: "Seed", zh: "随机种子" },
  help: {
    en: "Which noise is drawn. The same seed gives the same picture on every device.",
    zh: "决定抽取怎样的噪声。同一种子在任何设备上都得到同一张图。",
  },
  default: 0,
};

const PARTS: readonly Part[] = ["pred_xstart", "eps", "log_variance", "x_t"];

/** Which part of a prediction a view shows. */
export const partOfPrediction: Param = {
  name: "part",
  kind: "choice",
  title: { en: "Of a prediction", zh: "预测中的哪一项" },
  help: { en: "Which part of a prediction is shown.", zh: "显示预测的哪一部分。" },
  default: "pred_xstart",
  options: [
    { value: "pred_xstart", title: { en: "clean estimate x̂_0", zh: "干净估计 x̂_0" } },
    { value: "eps", title: { en: "noise ε", zh: "噪声 ε" } },
    { value: "log_variance", title: { en: "log-variance", zh: "对数方差" } },
    { value: "x_t", title: { en: "sample x_t", zh: "样本 x_t" } },
  ],
};

/** The part that `partOfPrediction` names. */
export const partNamed = (name: string): Part => PARTS.find((part) => part === name) ?? "pred_xstart";
