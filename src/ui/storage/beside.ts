import { writtenCard } from "../../runtime/model/parse-card.ts";
import { problem, UserError } from "../../runtime/problem.ts";
import { ask, lengthOf, NotThere } from "./download.ts";

/** What is to be downloaded of a model. */
export interface Fetched {
  /** The card beside the network; undefined where there is none, and then the network and the reader are asked. */
  readonly text: string | undefined;
  readonly files: readonly (readonly [name: string, url: string])[];
  /** Bytes of all files together; 0 where a server does not say. */
  readonly total: number;
}

/** Reads the card that lies beside a network, and what it and its files weigh. The network itself is not fetched. */
export async function askBeside(url: string, signal: AbortSignal): Promise<Fetched> {
  const text = await cardAt(url.replace(/(\.onnx)?(\?.*)?$/, ".json$2"), signal);
  const written = writtenCard(text ?? "{}");
  const name = written.file ?? decodeURIComponent(new URL(url).pathname.split("/").at(-1) ?? "");
  const external = written.external_data ?? [];
  const own = written.bytes ?? (await sizeAt(url, signal));
  const total = external.reduce((sum, { bytes }) => sum + (bytes ?? 0), own + (written.vjp?.bytes ?? 0));
  const more = [...external, ...(written.vjp ? [written.vjp] : [])];
  return { text, files: [[name, url], ...more.map(({ file }) => [file, besideOf(file, url)] as const)], total };
}

/** Files of external data that only the network names, with what they weigh. */
export async function withExternal(fetched: Fetched, names: readonly string[], signal: AbortSignal): Promise<Fetched> {
  const [[, url] = ["", ""]] = fetched.files;
  const more = names.map((name) => [name, besideOf(name, url)] as const);
  let { total } = fetched;
  for (const [, address] of more) total += await sizeAt(address, signal);
  return { ...fetched, files: [...fetched.files, ...more], total };
}

/** A server that has nothing there, or a page of words, has no card. */
async function cardAt(url: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const text = await (await ask(url, { signal })).text();
    return /^\s*\{/.test(text) ? text : undefined;
  } catch (error) {
    if (error instanceof NotThere) return undefined;
    throw error;
  }
}

const sizeAt = async (url: string, signal: AbortSignal): Promise<number> =>
  lengthOf(await ask(url, { method: "HEAD", signal }));

/** @throws UserError `model-corrupt` for a name that leads out of the network's folder. */
function besideOf(name: string, url: string): string {
  if (!/^[/.~]|[\\:]|(^|\/)\.\.(\/|$)/.test(name)) return new URL(name, url).href;
  throw new UserError(
    problem(
      "model-corrupt",
      {
        en: `The network names a file outside its own folder, “${name.slice(0, 60)}”; it is not fetched.`,
        zh: `该网络引用了其文件夹之外的文件“${name.slice(0, 60)}”；不会获取。`,
      },
      { en: "Ask who offers the network.", zh: "请向提供者核实。" },
    ),
  );
}
