import assert from "node:assert/strict";
import { appendFileSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { VotesLog } from "../../src/cli/study/votes-log.ts";
import { serveUserStudy } from "../../src/cli/study/votes-server.ts";
import { readVotes } from "../../src/cli/study/votes-file.ts";
import type { UserStudy, VotesFile } from "../../src/runtime/study/user-study.ts";
import { freshFolder, put } from "../helpers/cli.ts";

const study: UserStudy = {
  format: "repaint-user-study",
  version: 1,
  id: "0123456789abcdef",
  title: "Which </script>?",
  pairs: [{ known: "k.png", a: "a.png", b: "b.png" }],
};
const votesOf = (person: string, chosen = "a.png"): VotesFile => ({
  ...{ format: "repaint-votes", version: 1, study: study.id, person },
  answers: [{ pair: 0, round: 0, chosen }],
});

/** Sends what a browser might; `fetch` would set the headers right. */
function send(address: string, path: string, body?: string, headers: Record<string, string> = {}) {
  return new Promise<{ readonly status: number; readonly text: string }>((resolve, reject) => {
    const { port } = new URL(address);
    const options = { host: "127.0.0.1", port, path, method: body === undefined ? "GET" : "POST", headers };
    const sent = request(options, (answer) => {
      let text = "";
      answer.on("data", (part) => (text += String(part)));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

test("answers that are handed over are lines of a file at once; what is not the study's, or comes from elsewhere, is refused", async (context) => {
  const folder = freshFolder();
  put(folder, "index.html", '<script type="application/json" id="study">{}</script>');
  put(folder, "a.png", "not really");
  const path = join(folder, "votes.jsonl");
  const log = new VotesLog(path);
  const { server, address } = await serveUserStudy(folder, 0, study, (votes) => log.append(votes));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const json = { "Content-Type": "application/json" };
  const hand = (value: unknown, headers: Record<string, string> = json) =>
    send(address, "/votes", typeof value === "string" ? value : JSON.stringify(value), headers);

  const page = (await send(address, "/")).text;
  const shown = JSON.parse(/id="study">([^<]*)</.exec(page)?.[1] ?? "") as UserStudy;
  assert.deepEqual(shown, { ...study, endpoint: "votes" });
  for (const outside of ["/../votes.jsonl", "/%2e%2e/votes.jsonl", "/page/../key.json"])
    assert.equal((await send(address, outside)).status, 404, outside);

  const answered = await Promise.all(["ann", "bo", "cy"].map((person) => hand(votesOf(person))));
  assert.deepEqual(
    answered.map(({ status }) => status),
    [204, 204, 204],
  );
  const origin = address.slice(0, -1);
  assert.equal((await hand(votesOf("ann", "b.png"), { ...json, Origin: origin })).status, 204);
  for (const [name, sent, headers, status] of [
    ["another site", votesOf("eve"), { ...json, Origin: "https://example.org" }, 403],
    ["a name that means this machine", votesOf("eve"), { ...json, Host: "example.org" }, 403],
    ["a form", votesOf("eve"), { "Content-Type": "text/plain" }, 403],
    ["another study", { ...votesOf("eve"), study: "x" }, json, 409],
    ["no JSON", "{", json, 400],
    ["no votes", { ...votesOf("eve"), answers: [{ pair: -1 }] }, json, 400],
    ["too much", { ...votesOf("eve"), person: "e".repeat(1_100_000) }, json, 413],
  ] as const)
    assert.equal((await hand(sent, headers)).status, status, name);

  const kept = await readVotes(path);
  assert.deepEqual(kept.map(({ person }) => person).sort(), ["ann", "ann", "bo", "cy"]);
  log.close();
  // A line that a kill cut off neither counts nor spoils the next.
  appendFileSync(path, '{"format":"repaint-vo');
  assert.equal((await readVotes(path)).length, 4);
  const again = new VotesLog(path);
  again.append(votesOf("dee"));
  again.close();
  assert.equal((await readVotes(path)).at(-1)?.person, "dee");
  assert.equal(readFileSync(path, "utf8").split("\n").length, 6);
});
