import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { cli, freshFolder } from "../helpers/cli.ts";
import { networkKinds, networkOf } from "../helpers/network-kinds.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const answers = new Map<string, Answer>();
const asked: string[] = [];
const server = createServer((request, response) => {
  const path = (request.url ?? "").split("?")[0] ?? "";
  asked.push([request.method, path, request.headers.range].filter(Boolean).join(" "));
  const answer = answers.get(path);
  if (answer) answer(request, response);
  else response.writeHead(404).end();
});
let address = "";
let bytes: Buffer;
let sha256 = "";
const env: Record<string, string> = {};

before(async () => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [kind] = networkKinds;
  assert.ok(kind);
  bytes = Buffer.from((await networkOf(kind)).bytes);
  sha256 = createHash("sha256").update(bytes).digest("hex");
  Object.assign(env, { XDG_CACHE_HOME: freshFolder(), HF_ENDPOINT: address });
  process.env["XDG_CACHE_HOME"] = env["XDG_CACHE_HOME"];
});
after(() => {
  server.closeAllConnections();
  server.close();
});

/** Serves the network with ranges; of each path the first answer is cut after so many bytes. */
function served(cut = Infinity, tag = '"one"'): Answer {
  let isFirst = true;
  return (request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    const goesOn = from > 0 && request.headers["if-range"] === tag;
    const rest = goesOn ? bytes.subarray(from) : bytes;
    response.writeHead(goesOn ? 206 : 200, {
      "Content-Length": rest.length,
      ETag: tag,
      ...(goesOn && { "Content-Range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` }),
    });
    if (request.method === "HEAD") return void response.end();
    if (!isFirst || cut >= rest.length) return void response.end(rest);
    isFirst = false;
    response.write(rest.subarray(0, cut), () => response.socket?.end());
  };
}

const json =
  (value: unknown): Answer =>
  (_, response) =>
    void response.end(JSON.stringify(value));
const models = (...words: readonly string[]) => cli(["models", ...words], { env });
const cached = (): string[] =>
  readdirSync(join(env["XDG_CACHE_HOME"] ?? "", "repaint-graph", "models"), { recursive: true }).map(String);

test("a network of a hub is fetched only with consent, resumes after a cut, runs, is listed and removed", async () => {
  const path = "/ann/faces/resolve/main/unet/faces.onnx";
  answers.set(path, served(1000));
  answers.set(path.replace(".onnx", ".json"), json({ title: "Ann's", bytes: bytes.length, sha256 }));
  const reference = "hf:ann/faces/unet/faces.onnx";
  const run = ["run", "repaint", "--model", reference, "--set", "schedule.T=3", "--out", freshFolder()];
  const before = await cli(run, { env });
  assert.equal(before.code, 1);
  assert.match(before.err, /is not on this machine.*\n[^]*repaint models fetch hf:ann\/faces\/unet\/faces\.onnx/);
  assert.equal(asked.length, 0);

  const told = await models("fetch", reference);
  assert.equal(told.code, 0, told.err);
  assert.match(told.out, /resolve\/main\/unet\/faces\.onnx \(0\.0 MB\) would be fetched; nothing was/);
  assert.deepEqual(asked, [`HEAD ${path}`, `GET ${path.replace(".onnx", ".json")}`]);
  assert.match(told.err, /Open, it takes at least about 0\.0 GB of memory; this machine has \d+\.\d GB\./);

  const { code, out, err } = await models("fetch", reference, "--yes");
  assert.equal(code, 0, err);
  assert.deepEqual(readFileSync(out.trim()), bytes);
  assert.ok(asked.includes(`GET ${path} bytes=1000-`), asked.join("\n"));
  assert.match(err, new RegExp(`SHA-256 ${sha256}`));
  const card = JSON.parse(readFileSync(out.trim().replace(".onnx", ".json"), "utf8")) as Record<string, unknown>;
  assert.equal(card["sha256"], sha256);
  assert.equal(card["source"], reference);

  const went = await cli(run, { env });
  assert.equal(went.code, 0, went.err);
  assert.match((await models()).out, /hf:ann\/faces\/unet\/faces\.onnx/);
  assert.equal((await models("remove", reference)).code, 0);
  assert.equal((await models()).out, "");
  assert.deepEqual(cached(), []);
  assert.equal((await models("remove", reference)).code, 1);
});

test("a network without a card beside it is fetched all the same, over a redirect, and a part is no use when the file has changed", async () => {
  answers.set("/there.onnx", served());
  answers.set("/here.onnx", (_, response) => void response.writeHead(302, { Location: "/there.onnx" }).end());
  const one = await models("fetch", `${address}/here.onnx`, "--yes");
  assert.equal(one.code, 0, one.err);
  assert.deepEqual(readFileSync(one.out.trim()), bytes);

  const old = Buffer.alloc(2000, 7);
  answers.set("/new.onnx", (request, response) => {
    response.writeHead(200, { "Content-Length": bytes.length, ETag: '"old"' });
    if (request.method === "HEAD") return void response.end();
    answers.set("/new.onnx", served(Infinity, '"new"'));
    response.write(old, () => response.destroy());
  });
  const two = await models("fetch", `${address}/new.onnx`, "--yes");
  assert.equal(two.code, 0, two.err);
  assert.deepEqual(readFileSync(two.out.trim()), bytes);
});

const wrong: readonly {
  readonly name: string;
  readonly answer: Answer;
  readonly card?: object;
  readonly says: RegExp;
}[] = [
  {
    name: "sends the wrong bytes",
    answer: (_, response) => void response.end(Buffer.from(bytes).fill(1, 50, 60)),
    card: { sha256: "0".repeat(64) },
    says: /not what was promised: expected SHA-256 0000/,
  },
  {
    name: "says that the file is longer than it is, for ever",
    answer: (request, response) => {
      response.writeHead(200, { "Content-Length": bytes.length + 500 });
      if (request.method === "HEAD") response.end();
      else response.write(bytes, () => response.destroy());
    },
    says: /connection is lost again and again/,
  },
  {
    name: "says that the file is shorter than it is",
    answer: (request, response) => {
      response.socket?.write(`HTTP/1.1 200 OK\r\nContent-Length: 700\r\n\r\n`);
      if (request.method !== "HEAD") response.socket?.write(bytes);
      response.socket?.end();
    },
    says: /is no ONNX network|could not be fetched/,
  },
  {
    name: "sends a page instead",
    answer: (_, response) => void response.end("<html>Please log in</html>"),
    says: /is no ONNX network/,
  },
  { name: "does not have it", answer: (_, response) => void response.writeHead(404).end(), says: /it answers 404/ },
  {
    name: "leads to a place that is not safe",
    answer: (_, response) => void response.writeHead(302, { Location: "http://example.invalid/x.onnx" }).end(),
    says: /no answer|not https/,
  },
];

for (const { name, answer, card, says } of wrong) {
  test(`a server that ${name} gets a sentence, and nothing is kept as a network`, async () => {
    answers.set("/bad/net.onnx", answer);
    if (card) answers.set("/bad/net.json", json(card));
    else answers.delete("/bad/net.json");
    const { code, err } = await models("fetch", `${address}/bad/net.onnx`, "--yes");
    assert.equal(code, 1, err);
    assert.match(err, says);
    assert.doesNotMatch((await models()).out, /\/bad\//);
    assert.equal(
      cached().some((file) => /net\.onnx$/.test(file)),
      false,
      cached().join(),
    );
  });
}

test("only addresses of networks are asked, and plain http only on this machine", async () => {
  for (const reference of [
    "http://example.invalid/a.onnx",
    "https://example.invalid/a.pt",
    "hf:only/two",
    "ftp://a/b.onnx",
  ]) {
    const { code, err } = await models("fetch", reference, "--yes");
    assert.equal(code, 1);
    assert.match(err, /is no address of a network/);
  }
  assert.equal(existsSync(join(env["XDG_CACHE_HOME"] ?? "", "nothing")), false);
});
