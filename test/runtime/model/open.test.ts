import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as native from "onnxruntime-node";
import * as web from "onnxruntime-web";
import type { ModelCard } from "../../../src/runtime/model/card.ts";
import { sha256Hex } from "../../../src/runtime/model/identity.ts";
import { openNetwork, type HostBackend, type OpenOptions } from "../../../src/runtime/model/open.ts";
import { parseCard } from "../../../src/runtime/model/parse-card.ts";
import { UserError } from "../../../src/runtime/problem.ts";
import { arrayBackend } from "../../helpers/host-backend.ts";
import { tinyOnnx, type TinyNetwork } from "../../helpers/tiny-onnx.ts";

const models = new URL("../../../models/", import.meta.url);
const bundled = parseCard(readFileSync(new URL("faces64.json", models), "utf8"));
const bundledBytes = readFileSync(new URL("faces64.onnx", models));
const runtimes = [
  { name: "native", ort: native, provider: "cpu" },
  { name: "WebAssembly", ort: web, provider: "wasm" },
] as const;

/** A card for `tinyOnnx()` as it comes. */
const { sha256: _sha256, bytes: _bytes, ...described } = bundled;
const tinyCard: ModelCard = {
  ...described,
  name: "tiny",
  file: "tiny.onnx",
  image: { height: 4, width: 4, channels: 3, range: [-1, 1] },
};

const labelled: Partial<ModelCard> = {
  io: { x: "x", timesteps: "timesteps", label: "y", out: "out" },
  classes: { count: 3, null_label: 2 },
};

function open(options: Partial<OpenOptions> & { net?: TinyNetwork; more?: Partial<ModelCard>; backend: HostBackend }) {
  const { net = {}, more = {}, ...rest } = options;
  const base = { ort: native, provider: "cpu" as const, card: { ...tinyCard, ...more }, bytes: tinyOnnx(net).bytes };
  return openNetwork({ ...base, ...rest });
}

async function ask(options: Parameters<typeof open>[0], N: number, timestep: number, label?: number) {
  const { backend } = options;
  const network = await open(options);
  const x = backend.upload(
    Float32Array.from({ length: N * 48 }, (_, i) => i),
    [N, 3, 4, 4],
  );
  const out = await network.call(x, timestep, label);
  const floats = await backend.read(out);
  backend.free(out);
  backend.free(x);
  await network.close();
  assert.equal(backend.live, 0);
  return { shape: out.shape, floats };
}

for (const { name, ort, provider } of runtimes) {
  const timestepTypes = ["float32", "int32", "int64"] as const;
  for (const timestepsType of timestepTypes) {
    test(`${name}: a network is told the timestep and the label as ${timestepsType}, for every sample`, async () => {
      const net: TinyNetwork = { timestepsType, label: "y", labelType: timestepsType };
      const result = await ask({ ort, provider, net, more: labelled, backend: arrayBackend() }, 2, 6, 1);
      assert.deepEqual(result.shape, [2, 6, 4, 4]);
      const expected = [0, 1].flatMap((n) =>
        [0, 1].flatMap(() => Array.from({ length: 48 }, (_, i) => n * 48 + i + 4)),
      );
      assert.deepEqual([...result.floats], expected);
    });
  }

  test(`${name}: a network of one fixed batch size takes any number of samples`, async () => {
    const free = await ask({ ort, provider, backend: arrayBackend() }, 5, 7);
    const fixed = await ask({ ort, provider, net: { batch: 2 }, backend: arrayBackend() }, 5, 7);
    assert.deepEqual(fixed, free);
  });

  test(`${name}: external data is read from memory`, async () => {
    const { bytes, external } = tinyOnnx({ external: "tiny.data" });
    const more = { external_data: [{ file: "tiny.data", sha256: await sha256Hex(external), bytes: 4 }] };
    const files = { bytes, external: new Map([["tiny.data", external]]) };
    const plain = await ask({ ort, provider, backend: arrayBackend() }, 1, 10);
    assert.deepEqual(await ask({ ort, provider, more, ...files, backend: arrayBackend() }, 1, 10), plain);
  });
}

test("a network that takes one timestep for all samples gets one", async () => {
  const net = { timestepsType: "int64", scalarTimesteps: true } as const;
  const plain = await ask({ backend: arrayBackend() }, 3, 10);
  assert.deepEqual(await ask({ net, backend: arrayBackend() }, 3, 10), plain);
});

test("rescale_timesteps tells the network t · 1000 / num_train_timesteps", async () => {
  const more = { num_train_timesteps: 250, rescale_timesteps: true };
  const plain = await ask({ backend: arrayBackend() }, 1, 40);
  assert.deepEqual(await ask({ more, backend: arrayBackend() }, 1, 10), plain);
});

test("a fixed variance takes a network with as many channels out as in", async () => {
  const result = await ask({ net: { repeats: 1 }, more: { variance: "fixed_small" }, backend: arrayBackend() }, 1, 0);
  assert.deepEqual(result.shape, [1, 3, 4, 4]);
});

test("the bundled network says the same on one and two native threads, and within 1e-4 on WebAssembly", async () => {
  const answers: Float32Array[] = [];
  for (const { ort, provider, threads } of [
    { ...runtimes[0], threads: 1 },
    { ...runtimes[0], threads: 2 },
    { ...runtimes[1], threads: 1 },
  ]) {
    const backend = arrayBackend();
    const network = await openNetwork({ ort, provider, threads, card: bundled, bytes: bundledBytes, backend });
    assert.equal(network.sha256, bundled.sha256);
    const noise = Float32Array.from({ length: 12_288 }, (_, i) => Math.sin(i * i));
    answers.push(await backend.read(await network.call(backend.upload(noise, [1, 3, 64, 64]), 700)));
    await network.close();
  }
  const [one, two, wasm] = answers;
  assert.ok(one && two && wasm);
  assert.deepEqual(two, one);
  const difference = wasm.reduce((most, value, i) => Math.max(most, Math.abs(value - (one[i] ?? NaN))), 0);
  assert.ok(difference < 1e-4, `${difference}`);
});

const cut = bundledBytes.subarray(0, 1_000_000);
const refused: { name: string; options: Omit<Parameters<typeof open>[0], "backend">; code: string; says: RegExp }[] = [
  {
    name: "a file that was cut off",
    options: { card: bundled, bytes: cut },
    code: "model-corrupt",
    says: new RegExp(`expected ${bundledBytes.length} bytes, came 1000000`),
  },
  {
    name: "a file with one changed byte",
    options: { card: bundled, bytes: Uint8Array.from(bundledBytes, (b, i) => (i === 5e6 ? b ^ 1 : b)) },
    code: "model-corrupt",
    says: new RegExp(`expected SHA-256 ${bundled.sha256?.slice(0, 16)}`),
  },
  {
    name: "a file that is no network",
    options: { bytes: new TextEncoder().encode("hello") },
    code: "model-corrupt",
    says: /cannot read the network "tiny.onnx"/,
  },
  {
    name: "an empty file",
    options: { bytes: new Uint8Array() },
    code: "model-corrupt",
    says: /cannot read the network "tiny.onnx"/,
  },
  {
    name: "external data that is not there",
    options: { net: { external: "a.data" }, more: { external_data: [{ file: "a.data" }] } },
    code: "model-missing",
    says: /needs the file "a.data"/,
  },
  {
    name: "external data of another length",
    options: {
      net: { external: "a.data" },
      more: { external_data: [{ file: "a.data", bytes: 4 }] },
      external: new Map([["a.data", new Uint8Array(3)]]),
    },
    code: "model-corrupt",
    says: /"a.data".*expected 4 bytes, came 3/,
  },
  {
    name: "an input of another name",
    options: { net: { x: "sample" } },
    code: "network-misfit",
    says: /expected an input named "x", found inputs "sample", "timesteps"/,
  },
  {
    name: "an output of another name",
    options: { net: { out: "eps" } },
    code: "network-misfit",
    says: /expected an output named "out", found outputs "eps"/,
  },
  {
    name: "an input that the card does not name",
    options: { net: { label: "y" } },
    code: "network-misfit",
    says: /found also "y"/,
  },
  {
    name: "pictures of another size",
    options: { net: { size: 8 } },
    code: "network-misfit",
    says: /"x": expected shape \[N, 3, 4, 4\], found \[N, 3, 8, 8\]/,
  },
  {
    name: "another number of channels",
    options: { net: { channels: 1 } },
    code: "network-misfit",
    says: /found \[N, 1, 4, 4\]/,
  },
  {
    name: "no learned variance",
    options: { net: { repeats: 1 } },
    code: "network-misfit",
    says: /"out": expected shape \[N, 6, 4, 4\], found \[N, 3, 4, 4\]/,
  },
  {
    name: "pictures of whole numbers",
    options: { net: { xType: "int32" } },
    code: "network-misfit",
    says: /"x": expected float32 \/ float16, found int32/,
  },
];

for (const { name, options, code, says } of refused) {
  test(`a model with ${name} is refused with the reason`, async () => {
    const backend = arrayBackend();
    await assert.rejects(open({ ...options, backend }), (error: unknown) => {
      assert.ok(error instanceof UserError, String(error));
      assert.equal(error.problems[0]?.code, code);
      assert.match(error.problems.map((problem) => problem.message.en).join("\n"), says);
      assert.match(error.problems[0].message.zh, /[\u4e00-\u9fff]/);
      return true;
    });
    assert.equal(backend.live, 0);
  });
}

test("a picture of another size is refused before the network is called", async () => {
  const backend = arrayBackend();
  const network = await open({ backend });
  await assert.rejects(
    network.call(backend.upload(new Float32Array(192), [1, 3, 8, 8]), 1),
    /takes 3×4×4 pictures, came 3×8×8/,
  );
  await network.close();
});

for (const label of [undefined, 3, -1, 0.5]) {
  test(`a network with 3 classes refuses the label ${label}`, async () => {
    const backend = arrayBackend();
    const network = await open({ backend, net: { label: "y" }, more: labelled });
    const x = backend.upload(new Float32Array(48), [1, 3, 4, 4]);
    await assert.rejects(network.call(x, 1, label), /needs a label from 0 to 2/);
    await network.close();
  });
}
