import { readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { UserError } from "../../runtime/problem.ts";
import type { UserStudy, VotesFile } from "../../runtime/study/user-study.ts";
import { votesOf } from "./votes-file.ts";

/** Largest set of answers that is taken in: some 10 000 of them. */
const MAX_BODY = 1_000_000;

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".png": "image/png",
};

const headers = {
  "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'",
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-cache",
};

/** A user study that is being asked on this machine. */
export interface Served {
  readonly server: Server;
  readonly address: string;
}

/**
 * Serves the page of a user study to this machine alone, and takes answers in: `POST votes`, the JSON that the page would
 * save. Only its own page may hand any over; other sites that the browser shows may not.
 *
 * @param folder of the page. @param port 0 takes any that is free.
 * @param take is handed answers that are of this study and as their schema says; they are safe when it returns.
 */
export async function serveUserStudy(
  folder: string,
  port: number,
  study: UserStudy,
  take: (votes: VotesFile) => void,
): Promise<Served> {
  const names = new Set(readdirSync(folder));
  const served: UserStudy = { ...study, endpoint: "votes" };
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const path = (request.url ?? "/").replace(/[?#].*$/, "").slice(1);
    if (request.method === "POST" && path === "votes") void takeIn(request, response, study, take);
    else if (request.method !== "GET" && request.method !== "HEAD") end(response, 405, "This can only be read.");
    else if (path === "" || path === "index.html")
      end(response, 200, withStudy(readFileSync(join(folder, "index.html"), "utf8"), served), ".html");
    else if (names.has(path)) end(response, 200, readFileSync(join(folder, path)), extname(path));
    else end(response, 404, "Nothing is here.");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

/** The page with a study in it. Nothing in it can end the element early. */
export function withStudy(html: string, study: UserStudy): string {
  const json = JSON.stringify(study).replaceAll("<", "\\u003c");
  return html.replace(/(id="study">)[^<]*(<\/script>)/, (_, before: string, after: string) => before + json + after);
}

async function takeIn(
  request: IncomingMessage,
  response: ServerResponse,
  study: UserStudy,
  take: (votes: VotesFile) => void,
): Promise<void> {
  if (!isOwn(request)) return end(response, 403, "Answers are taken from this study's own page alone.");
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MAX_BODY) return end(response, 413, `Answers have at most ${MAX_BODY} bytes.`);
    parts.push(part);
  }
  try {
    const votes = votesOf(Buffer.concat(parts).toString("utf8"), "the answers");
    if (votes.study !== study.id)
      return end(response, 409, `The answers are of study ${votes.study}, expected ${study.id}.`);
    take(votes);
    response.writeHead(204).end();
  } catch (error) {
    if (error instanceof UserError) end(response, 400, error.message);
    else end(response, 500, "The answers could not be written down.");
  }
}

/** Not another site, nor one whose name has come to mean this machine. */
function isOwn({ headers: { host, origin, "content-type": type } }: IncomingMessage): boolean {
  const isHere = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host ?? "");
  return isHere && (origin === undefined || origin === `http://${host}`) && /^application\/json\b/.test(type ?? "");
}

function end(response: ServerResponse, status: number, content: string | Buffer, ending = ""): void {
  response.writeHead(status, { "Content-Type": TYPES[ending] ?? "text/plain; charset=utf-8" }).end(content);
}
