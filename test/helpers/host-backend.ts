import type { Shape, Tensor } from "../../src/runtime/backend.ts";
import type { HostBackend } from "../../src/runtime/model/open.ts";

/** A backend of plain arrays that can hold tensors and nothing else: for tests of networks alone. */
export function arrayBackend(): HostBackend {
  const arrays = new Map<Tensor, Float32Array>();
  const arrayOf = (tensor: Tensor): Float32Array => {
    const array = arrays.get(tensor);
    if (array === undefined) throw new Error("no such tensor");
    return array;
  };
  const alloc = (shape: Shape): Tensor => {
    const [N, C, H, W] = shape;
    const tensor = { shape, storage: undefined, offset: 0, strideN: C * H * W };
    arrays.set(tensor, new Float32Array(N * C * H * W));
    return tensor;
  };
  const no = (): never => {
    throw new Error("not here");
  };
  return {
    kind: "cpu",
    get live() {
      return arrays.size;
    },
    alloc,
    upload(data, shape) {
      const tensor = alloc(shape);
      arrayOf(tensor).set(data);
      return tensor;
    },
    viewOf: arrayOf,
    writeInto: (tensor, data) => arrayOf(tensor).set(data),
    read: async (tensor) => arrayOf(tensor).slice(),
    free: (tensor) => void arrays.delete(tensor),
    idle: async () => {},
    lost: new Promise(() => {}),
    dispose: () => arrays.clear(),
    noise: no,
    run: no,
    channels: no,
  };
}
