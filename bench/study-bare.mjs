// A worker that does nothing but call a network: what a study is held against.
import * as ort from "onnxruntime-node";

let opened;

export async function call({ path, batch, calls, size: [C, H, W] }) {
  opened ??= ort.InferenceSession.create(path, { intraOpNumThreads: 1, logSeverityLevel: 4 });
  const session = await opened;
  const [x, timesteps] = session.inputNames;
  const feeds = {
    [x]: new ort.Tensor("float32", new Float32Array(batch * C * H * W).fill(0.3), [batch, C, H, W]),
    [timesteps]: new ort.Tensor("float32", new Float32Array(batch).fill(500), [batch]),
  };
  for (let i = 0; i < calls; i++) await session.run(feeds);
}
