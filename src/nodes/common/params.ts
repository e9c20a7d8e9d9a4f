import type { Param } from "../../runtime/node.ts";
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
