import assert from "node:assert/strict";
import { test } from "node:test";
import { chromium } from "playwright-core";
import { firstVisit } from "../../bench/first-visit.ts";
import { browser, browserArguments } from "../../tools/browser.mjs";

test("the first result takes at most 12 MB over the wire, one runtime and one network in it, after the editor", async (t) => {
  const chrome = await chromium.launch({ executablePath: browser(), headless: true, args: browserArguments });
  const { bytes, bytesUntilUsable, asked, seconds } = await firstVisit(chrome);
  await chrome.close();
  t.diagnostic(
    `${bytes} bytes to the first result, ${bytesUntilUsable} to the editor, in ${seconds.result.toFixed(1)} s`,
  );
  assert.ok(bytes <= 12e6, `${bytes} bytes`);
  const large = [...new Set(asked.filter((path) => /\.(wasm|onnx)$/.test(path)))].sort();
  assert.deepEqual(large, ["/models/faces64.onnx", "/ort/ort-wasm-simd-threaded.wasm"]);
  assert.ok(asked.indexOf("/app.js") < asked.indexOf(large[0] ?? ""), "the editor comes before what is large");
});
