import { problem, UserError } from "../problem.ts";

/** The device has no room for `bytes` more, where it is known how many. */
export function outOfMemory(bytes?: number): UserError {
  const size = bytes === undefined ? "" : `${Math.ceil(bytes / 2 ** 20)} MB`;
  return new UserError(
    problem(
      "out-of-memory",
      { en: `The GPU has no room for ${size || "this"}.`, zh: `GPU 显存不足，无法再分配${size && ` ${size}`}。` },
      {
        en: "Choose a smaller batch or a smaller picture, or the device cpu.",
        zh: "请减小批量或图像尺寸，或将设备选为 cpu。",
      },
    ),
  );
}

/** The device went away: driver reset, sleep, or another page that used it up. */
export function deviceLost(reason: string): UserError {
  return new UserError(
    problem(
      "device-lost",
      { en: `The GPU was lost (${reason}).`, zh: `GPU 连接已丢失（${reason}）。` },
      {
        en: "The graph is untouched: run it again, or choose the device cpu.",
        zh: "节点图未受影响：请重新运行，或将设备选为 cpu。",
      },
    ),
  );
}

/** A kernel that binds more buffers than this GPU can. */
export function tooManyTensors(count: number, limit: number): UserError {
  return new UserError(
    problem(
      "too-many-tensors",
      {
        en: `An equation reads and writes ${count} pictures at once; this GPU can bind ${limit}.`,
        zh: `一个公式同时读写 ${count} 个图像；此 GPU 最多只能绑定 ${limit} 个。`,
      },
      { en: "Split the equation in two, or choose the device cpu.", zh: "请将公式拆成两个，或将设备选为 cpu。" },
    ),
  );
}
