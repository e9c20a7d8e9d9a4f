import * as ort from "onnxruntime-node";
import type { Shape } from "../../src/runtime/backend.ts";
import type { RecordedCase, RecordedEvent, RecordedJumps, Recording } from "../../src/runtime/parity/recording.ts";
import { walkByTables } from "../runtime/diffusion/official-walk.ts";

/** What a synthetic recording is to be. */
export interface RecordSettings {
  /** Steps of training, and which of them are kept. */
  readonly T: number;
  readonly respacing: string;
  readonly timestep_map: readonly number[];
  readonly jump: RecordedJumps;
  readonly N: number;
  /** Values of the mask, repeated; more than two make a soft mask. */
  readonly mask: readonly number[];
}

/**
 * Records a run of the official sampler as `repaint-facts.md` §1.2 describes it, in plain float64 loops that share nothing
 * with the engine but the network: one index p at a time, the known region joined before each call but the first.
 */
export async function record(settings: RecordSettings, model: Uint8Array): Promise<Recording> {
  const { T, timestep_map, jump, N } = settings;
  const shape: Shape = [N, 3, 16, 16];
  const size = N * 768;
  const process = processOf(T, timestep_map);
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1 });
  const draws: number[][] = [];
  const states: number[][] = [];
  const events: RecordedEvent[] = [{ event: "init", noise: [0] }];
  const random = normals(7);
  const draw = (): number[] => {
    const noise = Array.from({ length: size }, () => Math.fround(random()));
    draws.push(noise);
    return noise;
  };
  const gt = Float32Array.from({ length: size }, (_, i) => Math.sin(0.37 * i));
  const keep_mask = Float32Array.from({ length: N * 256 }, (_, i) => settings.mask[i % settings.mask.length] ?? 0);
  const times = walkByTables(jump);
  let x = draw();
  for (let i = 0; i + 1 < times.length; i++) {
    const [p, q] = [times[i] ?? 0, times[i + 1] ?? 0];
    if (q > p) {
      const beta = process.betas[q] ?? 0;
      const z = draw();
      x = x.map((v, e) => Math.sqrt(1 - beta) * v + Math.sqrt(beta) * (z[e] ?? 0));
      events.push({ event: "undo", t: q, noise: draws.length - 1 });
    } else {
      const z = draw();
      const sampleNoise = draws.length - 1;
      const a = process.alphas_cumprod[p] ?? 1;
      if (i > 0) {
        const noise = draw();
        x = x.map((v, e) => {
          const m = keep_mask[Math.floor(e / 768) * 256 + (e % 256)] ?? 0;
          return m * (Math.sqrt(a) * (gt[e] ?? 0) + Math.sqrt(1 - a) * (noise[e] ?? 0)) + (1 - m) * v;
        });
      }
      const out = await call(session, x, shape, timestep_map[p] ?? 0);
      x = x.map((v, e) => {
        const at = Math.floor(e / 768) * 1536 + (e % 768);
        return (
          process.step(p, v, out[at] ?? 0, out[at + 768] ?? 0) +
          (p === 0 ? 0 : process.spread(p, out[at + 768] ?? 0) * (z[e] ?? 0))
        );
      });
      events.push({ event: "reverse", t: p, sampleNoise, ...(i > 0 && { knownNoise: draws.length - 1 }) });
    }
    x = x.map(Math.fround);
    states.push(x);
  }
  await session.release();
  const recorded: RecordedCase = {
    ...settings,
    alphas_cumprod: process.alphas_cumprod,
    shape,
    noise_count: draws.length,
    state_count: states.length,
    events,
  };
  const flat = (rows: number[][]): Float32Array => Float32Array.from(rows.flat());
  return {
    name: "synthetic",
    case: recorded,
    gt,
    keep_mask,
    noise: flat(draws),
    states: flat(states),
    final: Float32Array.from(x),
  };
}

async function call(session: ort.InferenceSession, x: number[], shape: Shape, timestep: number): Promise<Float32Array> {
  const result = await session.run({
    x: new ort.Tensor("float32", Float32Array.from(x), shape),
    timesteps: new ort.Tensor("float32", new Float32Array(shape[0]).fill(timestep), [shape[0]]),
  });
  return result["out"]?.data as Float32Array;
}

/** The respaced process of linear betas, index p = level − 1. */
function processOf(T: number, timestep_map: readonly number[]) {
  const [first, last] = [0.1 / T, 20 / T];
  let product = 1;
  const all = Array.from(
    { length: T },
    (_, i) => (product *= 1 - (T === 1 ? first : first + (i * (last - first)) / (T - 1))),
  );
  const alphas_cumprod = timestep_map.map((t) => all[t] ?? 1);
  const prev = (p: number): number => (p === 0 ? 1 : (alphas_cumprod[p - 1] ?? 1));
  const a = (p: number): number => alphas_cumprod[p] ?? 1;
  const betas = alphas_cumprod.map((_, p) => 1 - a(p) / prev(p));
  const beta = (p: number): number => betas[p] ?? 0;
  const posterior = (p: number): number => (beta(p) * (1 - prev(p))) / (1 - a(p));
  return {
    alphas_cumprod,
    betas,
    step(p: number, x: number, eps: number, _v: number): number {
      const x0 = Math.min(1, Math.max(-1, x / Math.sqrt(a(p)) - Math.sqrt(1 / a(p) - 1) * eps));
      return (
        ((beta(p) * Math.sqrt(prev(p))) / (1 - a(p))) * x0 + (((1 - prev(p)) * Math.sqrt(1 - beta(p))) / (1 - a(p))) * x
      );
    },
    spread(p: number, v: number): number {
      const f = (v + 1) / 2;
      return Math.exp(0.5 * (f * Math.log(beta(p)) + (1 - f) * Math.log(posterior(Math.max(1, p)))));
    },
  };
}

/** Standard normals from a small generator (mulberry32, Box–Muller). */
function normals(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
