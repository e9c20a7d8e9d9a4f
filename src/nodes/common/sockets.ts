import type { InputSocket, OutputSocket } from "../../runtime/node.ts";
import type { Text } from "../../runtime/text.ts";

/** Titles that several nodes share, so that one thing has one name. */
export const TITLES = {
  model: { en: "model", zh: "模型" },
  schedule: { en: "schedule", zh: "噪声调度" },
  sample: { en: "sample", zh: "样本" },
  image: { en: "image", zh: "图像" },
  keep_mask: { en: "keep mask", zh: "已知掩码" },
  prediction: { en: "prediction", zh: "预测" },
  label: { en: "label", zh: "类别" },
  number: { en: "number", zh: "数值" },
  frame: { en: "frame", zh: "取景框" },
} satisfies Record<string, Text>;

export const modelIn: InputSocket = { name: "model", title: TITLES.model, types: ["model"] };
export const scheduleIn: InputSocket = { name: "schedule", title: TITLES.schedule, types: ["schedule"] };
export const sampleIn: InputSocket = { name: "sample", title: TITLES.sample, types: ["sample"] };
export const imageIn: InputSocket = { name: "image", title: TITLES.image, types: ["image"] };
export const maskIn: InputSocket = { name: "keep_mask", title: TITLES.keep_mask, types: ["mask"] };
export const predictionIn: InputSocket = { name: "prediction", title: TITLES.prediction, types: ["prediction"] };

export const labelIn: InputSocket = { name: "label", title: TITLES.label, types: ["label"] };

export const sampleOut: OutputSocket = { name: "sample", title: TITLES.sample, type: "sample" };
export const imageOut: OutputSocket = { name: "image", title: TITLES.image, type: "image" };
export const predictionOut: OutputSocket = { name: "prediction", title: TITLES.prediction, type: "prediction" };

/** The same socket, which may stay open. */
export const optional = (socket: InputSocket, title: Text = socket.title): InputSocket => ({
  ...socket,
  title,
  optional: true,
});
