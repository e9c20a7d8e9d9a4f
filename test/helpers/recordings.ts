import { readFileSync } from "node:fs";
import { parseRecordedCase, type Recording } from "../../src/runtime/parity/recording.ts";

const folder = new URL("../fixtures/official/", import.meta.url);

/** The recorded cases in the repository. */
export const recordedNames = ["half-r3-j4", "lines-r2-j5-t100"] as const;

export function readRecording(name: string): Recording & { readonly model: Uint8Array } {
  const bytes = (file: string): Uint8Array => readFileSync(new URL(`${name}/${file}`, folder));
  const floats = (file: string): Float32Array => new Float32Array(Uint8Array.from(bytes(file)).buffer);
  return {
    name,
    case: parseRecordedCase(new TextDecoder().decode(bytes("case.json")), name),
    gt: floats("gt.f32"),
    keep_mask: floats("mask.f32"),
    noise: floats("noise.f32"),
    states: floats("states.f32"),
    final: floats("final.f32"),
    model: bytes("model.onnx"),
  };
}
