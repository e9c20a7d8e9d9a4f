import type { Text } from "../../runtime/text.ts";
import type { Goal } from "../engine/messages.ts";
import type { Command } from "../events.ts";
import type { Studio } from "../studio.ts";
import type { CommandEntry, Scope } from "./registry.ts";

const text = (en: string, zh: string): Text => ({ en, zh });

/** What the editor itself can do. @param act what a button of the same name does. */
export function standardCommands(studio: Studio, act: (command: Command) => unknown): CommandEntry[] {
  const plain = (
    command: Command,
    title: Text,
    keys: readonly string[] = [],
    scope: Scope = "anywhere",
  ): CommandEntry => ({
    id: command,
    title,
    keys,
    scope,
    run: () => act(command),
  });
  return [
    { ...plain("undo", text("Undo", "撤销"), ["$mod+z"]), enabled: () => studio.doc.canUndo },
    { ...plain("redo", text("Redo", "重做"), ["$mod+Shift+z", "$mod+y"]), enabled: () => studio.doc.canRedo },
    plain("save", text("Save the graph as .json", "将图保存为 .json"), ["$mod+s"]),
    plain("open", text("Open a graph …", "打开图……"), ["$mod+o"]),
    plain("own-image", text("Choose an own picture …", "选择自己的图片……")),
    plain("own-photo", text("Repair a photo of your own …", "修补自己的照片……")),
    {
      ...plain("save-picture", text("Save the result as PNG", "将结果保存为 PNG")),
      enabled: () => studio.runs.results.length > 0,
    },
    {
      ...plain("save-values", text("Save the result's values as .npy", "将结果数值保存为 .npy")),
      enabled: () => studio.runs.results.some(({ values }) => values),
    },
    plain("save-pytorch", text("Save the graph as Python (PyTorch)", "将图保存为 Python 文件（PyTorch）")),
    plain("save-notebook", text("Save the graph as a Jupyter notebook", "将图保存为 Jupyter 笔记本")),
    plain("gallery", text("Gallery of results", "结果库")),
    plain("models", text("Models: open, download, remove …", "模型：打开、下载、移除……")),
    plain("learn", text("Learn: lessons, step by step", "学习：一步一步的课程")),
    plain("present", text("Present the lesson on a projector", "投影演示课程")),
    plain("exactness", text("Exactness curve of this graph …", "此图的精确度曲线……")),
    plain("explain", text("Pseudocode beside the graph", "在图旁显示伪代码")),
    plain("compare", text("Compare the graph with another …", "与另一个图比较……")),
    plain("sweep", text("Sweep: run with many values …", "扫描：以多个取值运行……")),
    plain("study", text("Study: many pictures, masks and settings …", "研究：大量图像、掩码与设置……")),
    plain("language", text("中文", "Switch to English")),
    plain("theme", text("Light or dark theme", "浅色或深色主题")),
    plain("fold-left", text("Hide or show the list of nodes", "隐藏或显示节点列表")),
    plain("fold-right", text("Hide or show the inspector", "隐藏或显示属性面板")),
    plain("fold-bottom", text("Hide or show the timeline", "隐藏或显示时间轴")),
    plain("select-all", text("Select all nodes", "全选节点"), ["$mod+a"]),
    {
      ...plain("delete", text("Delete the selection", "删除所选"), ["Delete", "Backspace"], "graph"),
      enabled: () => hasSelection(studio),
    },
    plain("fit", text("Show the whole graph", "显示整个图"), ["f"], "graph"),
    ...playing(studio, act),
  ];
}

/** Run, pause, steps and breakpoints. */
function playing(studio: Studio, act: (command: Command) => unknown): CommandEntry[] {
  const busy = (): boolean => studio.runs.state === "running" || studio.runs.state === "paused";
  const go = (goal: Goal, title: Text, keys: readonly string[] = []): CommandEntry => ({
    id: goal.kind,
    title,
    keys,
    scope: "player",
    run: () => studio.runs.play({ kind: "go", goal }),
  });
  const speed = (slow: boolean, title: Text, keys: readonly string[]): CommandEntry => ({
    id: slow ? "slow" : "full-speed",
    title,
    keys,
    scope: "player",
    enabled: () => studio.runs.player.stops.slow !== slow,
    run: () => studio.runs.play({ kind: "slow" }),
  });
  const moment = (id: string, title: Text, key: string, at: () => number): CommandEntry => ({
    id,
    title,
    keys: [key],
    scope: "player",
    enabled: () => studio.runs.player.reached > 0,
    run: () => studio.runs.play({ kind: "scrub", transition: at() }),
  });
  const toggle = (): unknown =>
    act(studio.runs.state === "running" ? "pause" : studio.runs.state === "paused" ? "resume" : "run");
  return [
    {
      id: "run",
      title: text("Run", "运行"),
      keys: ["$mod+Enter"],
      scope: "anywhere",
      enabled: () => !busy(),
      run: () => act("run"),
    },
    { id: "toggle", title: text("Run or pause", "运行或暂停"), keys: ["Space"], scope: "player", run: toggle },
    { id: "stop", title: text("Stop the run", "停止运行"), scope: "player", enabled: busy, run: () => act("stop") },
    go({ kind: "visit" }, text("One step", "单步"), ["Period"]),
    go({ kind: "back" }, text("One step back", "后退一步"), ["Comma"]),
    go({ kind: "transition" }, text("One transition", "一次转移")),
    go({ kind: "back-transition" }, text("One transition back", "后退一次转移"), ["Shift+Comma"]),
    go({ kind: "tooth" }, text("One whole tooth", "一整个齿"), ["Shift+Period"]),
    speed(true, text("Slow motion", "慢速"), ["1"]),
    speed(false, text("Full speed", "全速"), ["3"]),
    moment("start", text("To the start of the run", "到运行的开始"), "Home", () => 0),
    moment(
      "end-of-record",
      text("To the latest moment of the run", "到运行的最新时刻"),
      "End",
      () => studio.runs.player.reached,
    ),
    {
      id: "break-node",
      title: text("Pause at each visit of the selected node", "每次访问所选节点时暂停"),
      keys: ["b"],
      scope: "graph",
      enabled: () => studio.selectedNodes.size === 1,
      run: () => studio.selectedNodes.forEach((node) => studio.runs.play({ kind: "break-node", node })),
    },
  ];
}

const hasSelection = (studio: Studio): boolean => studio.selected.size > 0 || studio.wire !== undefined;
