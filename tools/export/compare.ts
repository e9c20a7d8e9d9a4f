/**
 * Calls an exported network, or its vector–Jacobian product, in ONNX Runtime with a recorded call (x.f32, out.f32, case.json; of a
 * product cotangent.f32 and vjp.f32) and prints the largest difference.
 *
 *     npx tsx tools/export/compare.ts NETWORK.onnx FOLDER [--tolerance 1e-4]
 *
 * Exit 1 when the difference is above the tolerance.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { InferenceSession, Tensor } from "onnxruntime-node";

interface RecordedCall {
  readonly timesteps: readonly number[];
  readonly y: readonly number[] | null;
  readonly x_shape: readonly number[];
}

/**
 * @param network path of the `.onnx`.
 * @param folder where the recorded call lies.
 * @returns the largest absolute difference between the network's output and the recorded one, the largest recorded number,
 *     and the seconds one call took.
 */
export async function compare(
  network: string,
  folder: string,
): Promise<{ difference: number; largest: number; seconds: number }> {
  const call = JSON.parse(readFileSync(join(folder, "case.json"), "utf8")) as RecordedCall;
  const session = await InferenceSession.create(network, { intraOpNumThreads: 1 });
  const feeds: Record<string, Tensor> = {
    x: new Tensor("float32", floats(join(folder, "x.f32")), call.x_shape),
    timesteps: new Tensor("float32", Float32Array.from(call.timesteps), [call.timesteps.length]),
  };
  const isProduct = session.inputNames.includes("cotangent");
  if (isProduct) feeds.cotangent = new Tensor("float32", floats(join(folder, "cotangent.f32")), call.x_shape);
  const expected = floats(join(folder, isProduct ? "vjp.f32" : "out.f32"));
  if (call.y) feeds.label = new Tensor("int32", Int32Array.from(call.y), [call.y.length]);
  const began = performance.now();
  const results = await session.run(feeds);
  const seconds = (performance.now() - began) / 1000;
  const found = results[session.outputNames[0] ?? "out"]?.data;
  await session.release();
  if (!(found instanceof Float32Array) || found.length !== expected.length)
    throw new Error(`the network returned ${found?.length} values, expected ${expected.length}`);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { difference: largestDifference(found, expected), largest, seconds };
}

function floats(path: string): Float32Array {
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((largest, value, i) => {
    const difference = Math.abs(value - (b[i] ?? NaN));
    return difference > largest || Number.isNaN(difference) ? difference : largest;
  }, 0);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { tolerance: { type: "string", default: "1e-4" } },
  });
  const [network, folder] = positionals;
  if (!network || !folder) throw new Error("usage: compare.ts NETWORK.onnx FOLDER [--tolerance 1e-4]");
  const { difference, seconds } = await compare(network, folder);
  console.log(`largest difference ${difference.toExponential(2)}, ${seconds.toFixed(3)} s a call`);
  if (!(difference <= Number(values.tolerance))) process.exitCode = 1;
}

if (process.argv[1]?.endsWith("compare.ts")) await main();
