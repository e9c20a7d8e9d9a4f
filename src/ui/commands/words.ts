import type { Language } from "../../runtime/text.ts";

const en = {
  title: "Keys",
  about: "Choose a key to set another; Del takes it off. In the outline and in lists: arrows, Home, End, and letters.",
  scopes: { anywhere: "Everywhere", graph: "On the canvas and in the outline", player: "There, and in the player" },
  none: "no keys",
  change: "Set other keys",
  press: "Press keys …",
  reset: "As it came",
  close: "Close",
  taken: (keys: string, other: string) =>
    `${keys} already means “${other}”. Take it off there first, or press other keys.`,
  bare: (keys: string) => `${keys} works everywhere only with Ctrl or Alt; alone it would be in the way of writing.`,
};

/** Words of the list of keys. */
export type KeyWords = typeof en;

const zh: KeyWords = {
  title: "快捷键",
  about: "点按一个键可改为别的键；按 Del 取消。在大纲和列表中：方向键、Home、End 与字母。",
  scopes: { anywhere: "任何位置", graph: "在画布与大纲中", player: "在上述位置与播放器中" },
  none: "无按键",
  change: "设置其他按键",
  press: "请按键……",
  reset: "恢复原样",
  close: "关闭",
  taken: (keys, other) => `${keys} 已用于“${other}”。请先在那里取消，或按其他键。`,
  bare: (keys) => `${keys} 须与 Ctrl 或 Alt 合用才能在任何位置生效；单独使用会妨碍输入。`,
};

export const keyWords = (language: Language): KeyWords => ({ en, zh })[language];
