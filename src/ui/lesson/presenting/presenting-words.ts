import type { Language } from "../../../runtime/text.ts";

/** The words of the presenter's mode; loaded with it. */
const en = {
  keys: [
    ["→", "next step"],
    ["←", "back"],
    ["Space", "run or pause"],
    [". ,", "one move on or back"],
    ["B", "black screen"],
    ["N", "speaker’s window"],
    ["Esc", "leave"],
  ],
  black: "The screen is black. B or a click brings it back.",
  blocked:
    "The browser does not let a second window be opened. Allow it for this page in the address bar, then press N again.",
  speaker: "Speaker’s window",
  minutes: (clock: string) => `${clock} since the beginning`,
  step: (step: number, steps: number) => `Step ${step} of ${steps}`,
  notes: "Notes",
  noNotes: "This step has no notes.",
  task: "Task",
  question: "Question",
  answer: (text: string) => `Answer: ${text}`,
  anAnswer: "One way to answer:",
  counted: "The answer is counted by the dry run or read off the run.",
  next: "Next",
  last: "This is the last step.",
  back: "Back",
  on: "Next step",
};

const zh: typeof en = {
  keys: [
    ["→", "下一步"],
    ["←", "上一步"],
    ["空格", "运行或暂停"],
    [". ,", "前进或后退一格"],
    ["B", "黑屏"],
    ["N", "讲者窗口"],
    ["Esc", "退出"],
  ],
  black: "屏幕已变黑。按 B 或点击即可恢复。",
  blocked: "浏览器不允许打开第二个窗口。请在地址栏中允许本页弹出窗口，再按一次 N。",
  speaker: "讲者窗口",
  minutes: (clock) => `已讲 ${clock}`,
  step: (step, steps) => `第 ${step} 步，共 ${steps} 步`,
  notes: "备注",
  noNotes: "这一步没有备注。",
  task: "任务",
  question: "问题",
  answer: (text) => `答案：${text}`,
  anAnswer: "可以这样答：",
  counted: "答案由试算得出，或从运行结果读出。",
  next: "接下来",
  last: "这是最后一步。",
  back: "上一步",
  on: "下一步",
};

export const presentingWords = (language: Language): typeof en => ({ en, zh })[language];
