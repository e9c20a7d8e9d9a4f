import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { serve } from "../../src/cli/serve.ts";

const around = mkdtempSync(join(tmpdir(), "repaint-serve-"));
const root = join(around, "site");
const script = `export const answer = ${JSON.stringify("42 ".repeat(400))};\n`;
let server: Server;

before(async () => {
  mkdirSync(join(root, "chunks"), { recursive: true });
  mkdirSync(join(root, "models"));
  mkdirSync(join(root, ".git"));
  mkdirSync(join(around, "site-beside"));
  writeFileSync(join(around, "secret.txt"), "secret");
  writeFileSync(join(around, "site-beside", "secret.txt"), "secret");
  writeFileSync(join(root, ".git", "config"), "secret");
  writeFileSync(join(root, ".env"), "secret");
  writeFileSync(join(root, "index.html"), "<!doctype html><title>site</title>");
  writeFileSync(join(root, "chunks", "part-Ab3_x-9Z.js"), script);
  writeFileSync(join(root, "app.js"), script);
  writeFileSync(join(root, "app.js.br"), brotliCompressSync(script));
  writeFileSync(join(root, "app.js.gz"), gzipSync(script));
  writeFileSync(join(root, "models", "net.onnx"), Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 251)));
  writeFileSync(join(root, "ort.wasm"), "\0asm");
  writeFileSync(join(root, "card.json"), "{}");
  writeFileSync(join(root, "ein Gesicht – 脸.png"), "png");
  ({ server } = await serve(root, 0));
});

after(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  rmSync(around, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Asks with a path that is sent as it stands, unlike `fetch`, which would tidy it up. */
function ask(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  const { port, address } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    request({ host: address, port, path, method, headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) }),
      );
    })
      .on("error", reject)
      .end();
  });
}

test("nothing outside its folder is served, however the path is written", async () => {
  const paths = [
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/%2E%2E%2Fsecret.txt",
    "/..%2fsecret.txt",
    "/..%5csecret.txt",
    "/%252e%252e/secret.txt",
    "/chunks/../../secret.txt",
    "/chunks/%2e%2e/%2e%2e/secret.txt",
    "/../site-beside/secret.txt",
    "/..%2fsite-beside%2fsecret.txt",
    "//etc/passwd",
    "/%2fetc/passwd",
    "/index.html%00.png",
    "/%00/../../secret.txt",
    "/..\u00c0\u00af..\u00c0\u00afsecret.txt",
    "/%c0%ae%c0%ae/secret.txt",
    "/%",
    "/%e0%a4%a",
    "/.env",
    "/.git/config",
    "/%2egit/config",
    "file:///etc/passwd",
    `${around}/secret.txt`,
    `/${"a/".repeat(3000)}`,
    "/__proto__",
    "/constructor",
    "/hasOwnProperty/",
  ];
  for (const path of paths) {
    const { status, body } = await ask(path);
    assert.ok(status === 404 || status === 400, `${path}: ${status}`);
    assert.doesNotMatch(body.toString(), /secret|root:/, path);
  }
  assert.equal((await ask("/index.html")).status, 200, "the server goes on");
});

test("a folder is never listed", async () => {
  for (const path of ["/chunks", "/chunks/", "/models/"]) {
    const { status, body } = await ask(path);
    assert.equal(status, 404, path);
    assert.doesNotMatch(body.toString(), /part|net/);
  }
});

test("a link that leads out, nowhere or round is refused by name; one that comes later is not followed", async () => {
  const folder = join(around, "linked");
  mkdirSync(folder);
  writeFileSync(join(folder, "index.html"), "here");
  symlinkSync("index.html", join(folder, "home.html"));
  const { server: own, address } = await serve(folder, 0);
  for (const target of [join(around, "secret.txt"), "..", "nowhere", ".", "/etc"]) {
    const link = join(folder, "link");
    symlinkSync(target, link);
    await assert.rejects(serve(folder, 0), ({ message }: Error) => message.startsWith(`${link} is a link`), target);
    assert.equal(await (await fetch(`${address}home.html`)).text(), "here");
    for (const path of ["link", "link/secret.txt", "link/passwd"])
      assert.equal((await fetch(address + path)).status, 404, `${target} ${path}`);
    rmSync(link);
  }
  own.closeAllConnections();
  own.close();
});

test("it can only be read, and only by this machine", async () => {
  for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
    const { status, headers } = await ask("/index.html", {}, method);
    assert.deepEqual([status, headers.allow], [405, "GET, HEAD"], method);
  }
  assert.match((server.address() as AddressInfo).address, /^(127\.0\.0\.1|::1)$/);
  const head = await ask("/app.js", {}, "HEAD");
  assert.deepEqual([head.status, head.headers["content-length"], head.body.length], [200, String(script.length), 0]);
});

test("every answer isolates the page, states the policy and has the right type", async () => {
  const types: readonly (readonly [path: string, status: number, type: string])[] = [
    ["/", 200, "text/html;charset=utf-8"],
    ["/app.js", 200, "text/javascript; charset=utf-8"],
    ["/card.json", 200, "application/json; charset=utf-8"],
    ["/ort.wasm", 200, "application/wasm"],
    ["/models/net.onnx", 200, "application/octet-stream"],
    ["/ein%20Gesicht%20%E2%80%93%20%E8%84%B8.png", 200, "image/png"],
    ["/nothing.js", 404, "text/plain; charset=utf-8"],
  ];
  for (const [path, status, type] of types) {
    const { status: came, headers } = await ask(path);
    assert.deepEqual([came, headers["content-type"]], [status, type], path);
    assert.equal(headers["cross-origin-opener-policy"], "same-origin");
    assert.equal(headers["cross-origin-embedder-policy"], "require-corp");
    assert.equal(headers["cross-origin-resource-policy"], "same-origin");
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.match(
      String(headers["content-security-policy"]),
      /default-src 'self'; script-src 'self' 'wasm-unsafe-eval';/,
    );
  }
});

test("the packed file is sent to whom takes it, under the name and type of the file itself", async () => {
  const unpack = { br: brotliDecompressSync, gzip: gunzipSync };
  for (const [accepted, encoding] of [
    ["gzip, deflate, br", "br"],
    ["gzip", "gzip"],
    ["identity", undefined],
  ] as const) {
    const { headers, body } = await ask("/app.js", { "accept-encoding": accepted });
    assert.equal(headers["content-encoding"], encoding);
    assert.equal(headers["content-type"], "text/javascript; charset=utf-8");
    assert.equal(headers.vary, "Accept-Encoding");
    assert.equal((encoding ? unpack[encoding](body) : body).toString(), script);
  }
});

test("what the browser has already is not sent again; a name with a hash is never asked for again", async () => {
  const first = await ask("/app.js");
  assert.equal(first.headers["cache-control"], "no-cache");
  const again = await ask("/app.js", { "if-none-match": String(first.headers.etag) });
  assert.deepEqual([again.status, again.body.length], [304, 0]);
  assert.equal(again.headers["cross-origin-embedder-policy"], "require-corp");
  const packed = await ask("/app.js", { "accept-encoding": "br" });
  assert.notEqual(packed.headers.etag, first.headers.etag, "another representation has a tag of its own");
  const hashed = await ask("/chunks/part-Ab3_x-9Z.js");
  assert.equal(hashed.headers["cache-control"], "public, max-age=31536000, immutable");
  assert.equal((await ask("/chunks/part-00000000.js")).headers["cache-control"], "no-store", "nothing is not for ever");
});

test("a part of a file is sent from where it is asked for; what cannot be read as one part is answered with the whole", async () => {
  const whole = (await ask("/models/net.onnx")).body;
  for (const [range, start, end] of [
    ["bytes=0-1", 0, 2],
    ["bytes=500-", 500, 1000],
    ["bytes=990-5000", 990, 1000],
  ] as const) {
    const { status, headers, body } = await ask("/models/net.onnx", { range, "accept-encoding": "br" });
    assert.deepEqual([status, headers["content-range"]], [206, `bytes ${start}-${end - 1}/1000`], range);
    assert.deepEqual(body, whole.subarray(start, end));
  }
  assert.equal((await ask("/models/net.onnx", { range: "bytes=1000-" })).status, 416);
  for (const range of [
    "bytes=0-0",
    "bytes=-5",
    "bytes=5-2",
    "bytes=0-1,5-6",
    "lines=1-2",
    "bytes=",
    `bytes=${"9".repeat(400)}-`,
  ]) {
    const { status, body } = await ask("/models/net.onnx", { range });
    assert.deepEqual([status, body.length], [200, 1000], range);
  }
  const conditional = await ask("/models/net.onnx", { range: "bytes=5-", "if-range": '"another"' });
  assert.deepEqual([conditional.status, conditional.body.length], [200, 1000], "the file may be another one by now");
});

test("a folder that is built anew is served as it is with the next page", async () => {
  const folder = join(around, "anew");
  mkdirSync(folder);
  writeFileSync(join(folder, "index.html"), "one");
  const { server: own, address } = await serve(folder, 0);
  assert.equal(await (await fetch(address)).text(), "one");
  writeFileSync(join(folder, "index.html"), "another");
  writeFileSync(join(folder, "late.js"), "late");
  assert.equal(await (await fetch(address)).text(), "another");
  assert.equal(await (await fetch(`${address}late.js`)).text(), "late");
  rmSync(join(folder, "late.js"));
  await assert.rejects(async () => (await fetch(`${address}late.js`)).text(), "a file that has gone ends its answer");
  assert.equal((await fetch(address)).status, 200, "and not the server");
  own.closeAllConnections();
  own.close();
});
