const en = {
  start: "Begin",
  goOn: "Go on",
  instructions: [
    "Above you see a picture with a grey part that is missing. Below it, two ways to fill the missing part.",
    "Choose the one that looks more realistic, and fits better to what is known. There is no right answer; if you cannot tell, follow your first impression.",
    "Some pairs come more than once. Take as much time as you like; you can close the page and go on later.",
  ],
  keys: "Click or tap a picture, or press ← and →. Backspace takes the last answer back.",
  question: "Which one looks more realistic?",
  left: "Left",
  right: "Right",
  known: "What is known; grey is missing",
  progress: (done: number, all: number) => `${done} of ${all}`,
  back: "Take the last answer back",
  done: "That was all. Thank you!",
  hand: "Please save the file with your answers and send it to whoever asked you.",
  sending: "Your answers are on their way …",
  sent: "Your answers have arrived; there is nothing more to do.",
  unsent: "Your answers could not be handed over. Please save the file and send it to whoever asked you.",
  early: "Stop here and save",
  save: "Save my answers",
  other: "中文",
};

const zh: typeof en = {
  start: "开始",
  goOn: "继续",
  instructions: [
    "上方是一张缺失了灰色部分的图像，下方是填补缺失部分的两种结果。",
    "请选择看起来更真实、与已知部分更协调的一张。没有标准答案；难以判断时，请凭第一印象选择。",
    "有些图像会出现不止一次。时间不限；可以关闭页面，以后再继续。",
  ],
  keys: "点击图像，或按 ← 和 →。退格键撤回上一个选择。",
  question: "哪一张看起来更真实？",
  left: "左",
  right: "右",
  known: "已知部分，灰色为缺失",
  progress: (done, all) => `${done} / ${all}`,
  back: "撤回上一个选择",
  done: "全部完成，谢谢！",
  hand: "请保存答案文件，并发送给邀请您的人。",
  sending: "正在提交答案……",
  sent: "答案已送达，无需其他操作。",
  unsent: "答案未能提交。请保存文件，并发送给邀请您的人。",
  early: "到此为止并保存",
  save: "保存我的答案",
  other: "English",
};

export type StudyWords = typeof en;
export type StudyLanguage = "en" | "zh";
export const studyWords: Readonly<Record<StudyLanguage, StudyWords>> = { en, zh };
