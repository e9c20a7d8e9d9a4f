import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import type { UserStudyKey, VotesFile } from "../../src/runtime/study/user-study.ts";
import { browser, browserArguments } from "../../tools/browser.mjs";
import { cli } from "../helpers/cli.ts";
import { someFaces } from "../helpers/studies.ts";

test("a user study opens from a disk, is answered by keys and by touch, goes on where it was, and its file is counted", async (context) => {
  const { folder, study } = someFaces(3, { masks: ["half"] });
  const [results, out] = [join(folder, "results"), join(folder, "asked")];
  assert.equal((await cli(["batch", study, "--out", results])).code, 0);
  assert.equal((await cli(["user-study", results, "--out", out])).code, 0);
  const key = JSON.parse(readFileSync(join(out, "key.json"), "utf8")) as UserStudyKey;
  const shown = readFileSync(join(out, "page/index.html"), "utf8");
  for (const { method } of Object.values(key.pictures))
    assert.ok(!shown.includes(method), "the page tells who made what");
  const better = (file: string): boolean => key.pictures[file]?.method.endsWith("=2") ?? false;

  const chrome = await chromium.launch({ executablePath: browser(), args: browserArguments });
  context.after(() => chrome.close());
  const phone = await chrome.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    locale: "zh-CN",
  });
  const page = await phone.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  const address = pathToFileURL(join(out, "page/index.html")).href;
  await page.goto(address);
  await page.getByRole("button", { name: "开始" }).tap();
  const left = async (): Promise<string> => (await page.locator(".choice img").first().getAttribute("src")) ?? "";
  /** Takes what r = 2 made. */
  const answer = async (press: (isLeft: boolean) => Promise<void>): Promise<void> => await press(better(await left()));
  for (let i = 0; i < 2; i++)
    await answer((isLeft) =>
      page
        .locator(".choice")
        .nth(isLeft ? 0 : 1)
        .tap(),
    );
  const box = await page.locator(".choice").nth(1).boundingBox();
  assert.ok(box && box.x + box.width <= 390 && box.y + box.height <= 844, JSON.stringify(box));
  await page.reload();
  await page.getByRole("button", { name: "继续" }).tap();
  assert.equal(await page.locator("progress").getAttribute("value"), "2");
  const asked = await left();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Backspace");
  assert.equal(await left(), asked);
  for (let i = 2; i < 6; i++) await answer((isLeft) => page.keyboard.press(isLeft ? "ArrowLeft" : "ArrowRight"));
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "保存我的答案" }).tap(),
  ]);
  assert.deepEqual(complaints, []);
  const path = join(folder, download.suggestedFilename());
  await download.saveAs(path);
  const votes = JSON.parse(readFileSync(path, "utf8")) as VotesFile;
  assert.equal(votes.answers.length, 6);

  const counted = await cli(["votes", join(out, "key.json"), path, path, "--json"]);
  assert.equal(counted.code, 0, counted.err);
  const { lines } = JSON.parse(counted.out) as {
    lines: readonly { method: string; people: number; share: { value: number; n: number } }[];
  };
  assert.deepEqual(
    lines.map(({ method, people, share }) => [method, people, share.value, share.n]),
    [["repaint jump_n_sample=2", 1, 1, 6]],
  );
});

test("a user study that is asked on this machine: answers come in by themselves, and who cannot hand them over is told to save them", async (context) => {
  const { folder, study } = someFaces(1, { masks: ["half"] });
  const [results, out] = [join(folder, "results"), join(folder, "asked")];
  assert.equal((await cli(["batch", study, "--out", results])).code, 0);
  const stop = new AbortController();
  let asking: Promise<unknown> | undefined;
  const address = await new Promise<string>((resolve, reject) => {
    const told = (text: string): void => {
      if (text.startsWith("http://")) resolve(text.trim());
    };
    asking = cli(["user-study", results, "--out", out, "--serve", "--port", "0"], { signal: stop.signal, told });
    asking.then(reject, reject);
  });
  const chrome = await chromium.launch({ executablePath: browser(), args: browserArguments });
  context.after(async () => {
    stop.abort();
    await chrome.close();
  });
  /** A person who has one answer left to give. */
  const person = async () => {
    const page = await (await chrome.newContext({ locale: "en" })).newPage();
    await page.goto(address);
    await page.getByRole("button", { name: "Begin" }).click();
    await page.keyboard.press("ArrowLeft");
    return page;
  };
  const log = join(out, "votes.jsonl");
  const [first, late] = [await person(), await person()];
  assert.ok(!existsSync(log) || readFileSync(log, "utf8") === "");
  await first.keyboard.press("ArrowLeft");
  await first.getByText("Your answers have arrived").waitFor();
  const lines = readFileSync(log, "utf8").trim().split("\n");
  assert.equal(lines.length, 1);
  const { answers } = JSON.parse(lines[0] ?? "") as VotesFile;
  assert.deepEqual(
    answers.map(({ pair, round }) => [pair, round]),
    [
      [0, 0],
      [0, 1],
    ],
  );

  stop.abort();
  await asking;
  await late.keyboard.press("ArrowLeft");
  await late.getByText("could not be handed over").waitFor();
  assert.ok(await late.getByRole("button", { name: "Save my answers" }).isVisible());
  const counted = await cli(["votes", join(out, "key.json"), log, "--json"]);
  assert.equal(counted.code, 0, counted.err);
});
