import { warning, type Problem } from "../problem.ts";
import { excursionsFit, type RecordedJumps } from "../parity/recording.ts";
import type { Configuration } from "./configuration.ts";
import { decisive, networkEntries, readEntries } from "./entries.ts";

const say = (code: string, en: string, zh: string, next: string, nextZh: string): Problem =>
  warning(code, { en, zh }, { en: next, zh: nextZh });

const shown = (value: unknown): string => (JSON.stringify(value) ?? "nothing").slice(0, 80);

/** What the graph needs from the reader: a network, a picture, a mask. */
export function whatIsMissing({ entries }: Configuration, preset: string | undefined, hasLabel: boolean): Problem[] {
  const notes: Problem[] = [];
  if (entries["model_path"] !== undefined) {
    const path = shown(entries["model_path"]);
    notes.push(
      say(
        "imported-model",
        `model_path ${path} is a PyTorch file; the graph takes the bundled network in its place.`,
        `model_path ${path} 是 PyTorch 文件，图中暂用内置网络。`,
        "Export it with tools/export, then choose the .onnx at the node “model”.",
        "请用 tools/export 导出，再在节点“model”选择该 .onnx。",
      ),
    );
  }
  if (entries["data"] !== undefined) {
    const mask = preset ?? "half";
    notes.push(
      say(
        "imported-data",
        `The folders of data were left out: the graph has the mask "${mask}"${preset ? "" : ", since theirs is none of the paper's"} and a sample picture.`,
        `未使用 data 中的文件夹：图中为掩码“${mask}”${preset ? "" : "（其掩码不属于论文所列）"}和一张样图。`,
        "Choose your own picture and mask at the nodes “image” and “mask”.",
        "请在节点“image”和“mask”选择自己的图像和掩码。",
      ),
    );
  }
  const scale = entries["classifier_scale"];
  if (typeof scale === "number" && scale > 0 && entries["classifier_path"] !== undefined) {
    notes.push(
      say(
        "imported-classifier",
        `classifier_scale = ${scale}: guidance by classifier_path ${shown(entries["classifier_path"])} was left out.`,
        `classifier_scale = ${scale}：未加入分类器 classifier_path ${shown(entries["classifier_path"])} 的引导。`,
        "Export the classifier with tools/export, then put denoise/classifier-guidance after “predict”.",
        "请用 tools/export 导出分类器，再在“predict”后加入 denoise/classifier-guidance。",
      ),
    );
  }
  if (entries["class_cond"] === true && !hasLabel) {
    notes.push(
      say(
        "imported-label",
        "class_cond without cond_y draws a random class for every picture; the graph has no label.",
        "class_cond 未配 cond_y 时每张图随机取类别；图中没有标签。",
        "Add model/label and wire it into “predict”, if your network has classes.",
        "若网络有类别，请添加 model/label 并接入“predict”。",
      ),
    );
  }
  return notes;
}

/** Entries that belong to the card, and those that mean nothing to a graph: each is named. */
export function whatIsElsewhere(entries: Configuration["entries"]): Problem[] {
  const keys = Object.keys(entries);
  const ofCard = keys.filter((key) => networkEntries.has(key));
  const guided = entries["classifier_path"] !== undefined; // Without it, the official code does not guide either.
  const idle = (key: string): boolean => key === "classifier_scale" && !guided;
  const rest = keys.filter((key) => !networkEntries.has(key) && (!readEntries.has(key) || idle(key)));
  const values = ofCard.map((key) => (decisive.has(key) ? `${key} = ${shown(entries[key])}` : key)).join(", ");
  const names = rest.map((key) => key.slice(0, 60)).slice(0, 60);
  return [
    ...(ofCard.length > 0
      ? [
          say(
            "imported-card",
            `These entries describe the network and stand on its card: ${values}.`,
            `以下条目描述网络，写在模型卡上：${values}。`,
            "Compare them with the card of the network that you choose.",
            "请与所选网络的模型卡核对。",
          ),
        ]
      : []),
    ...(names.length > 0
      ? [
          say(
            "imported-unused",
            `These entries mean nothing here and were left out: ${names.join(", ")}${rest.length > names.length ? ", …" : ""}.`,
            `以下条目在此没有意义，已略去：${names.join("、")}${rest.length > names.length ? "……" : ""}。`,
            "Nothing needs to be done.",
            "无需处理。",
          ),
        ]
      : []),
  ];
}

/** Where the walk cannot be the configuration's own. */
export function aboutJumps({ entries, jump: given }: Configuration, jump: RecordedJumps, T: number): Problem[] {
  const notes: Problem[] = [];
  const note = (code: string, en: string, zh: string, next: string, nextZh: string): void =>
    void notes.push(say(code, en, zh, next, nextZh));
  if (!given) {
    note(
      "imported-jumps",
      "There is no schedule_jump_params, without which the official code samples nothing; the graph walks down once.",
      "没有 schedule_jump_params，官方代码此时不采样；图中只向下走一次。",
      "Add repaint/jump-back, if it is to resample.",
      "若需重采样，请添加 repaint/jump-back。",
    );
  }
  if (jump.t_T > T) {
    note(
      "imported-t_T",
      `t_T = ${jump.t_T}, but the respacing keeps ${T} steps, where the official code fails; the graph takes T = ${T}.`,
      `t_T = ${jump.t_T}，而重新取步只保留 ${T} 步，官方代码会出错；图中取 T = ${T}。`,
      "Let both be the same.",
      "请使两者一致。",
    );
  }
  if (!excursionsFit(jump)) {
    note(
      "imported-n_sample",
      `n_sample = ${jump.n_sample} (each step down made again at once) is not in the graph: beside nested jumps, nodes in series would walk otherwise.`,
      `n_sample = ${jump.n_sample}（每一步立即重做）未加入图中：与嵌套回跳并用时，串联的节点走法不同。`,
      "Add repaint/jump-back with j = 1 before the other jumps: it resamples every level.",
      "请在其他回跳之前加入 j = 1 的 repaint/jump-back，即可在每一级重采样。",
    );
  }
  if (entries["inpa_inj_sched_prev"] === false || entries["inpa_inj_sched_prev_cumnoise"] === true) {
    note(
      "imported-injection",
      "inpa_inj_sched_prev = false or …_cumnoise = true is not in the released code; the graph renews the known part as the paper does.",
      "公开的代码不含 inpa_inj_sched_prev = false 或 …_cumnoise = true；图中按论文更新已知部分。",
      "Nothing needs to be done.",
      "无需处理。",
    );
  }
  return notes;
}
