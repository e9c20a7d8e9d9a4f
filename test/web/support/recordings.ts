import { parseRecordedCase, type Recording } from "../../../src/runtime/parity/recording.ts";

/** One of the recorded runs in the repository, fetched from the test server. */
export async function fetchRecording(name: string): Promise<Recording & { readonly model: Uint8Array }> {
  const bytes = async (file: string): Promise<ArrayBuffer> => {
    const response = await fetch(`/test/fixtures/official/${name}/${file}`);
    if (!response.ok) throw new Error(`${file}: ${response.status}`);
    return response.arrayBuffer();
  };
  const floats = async (file: string): Promise<Float32Array> => new Float32Array(await bytes(file));
  return {
    name,
    case: parseRecordedCase(new TextDecoder().decode(await bytes("case.json")), name),
    gt: await floats("gt.f32"),
    keep_mask: await floats("mask.f32"),
    noise: await floats("noise.f32"),
    states: await floats("states.f32"),
    final: await floats("final.f32"),
    model: new Uint8Array(await bytes("model.onnx")),
  };
}
