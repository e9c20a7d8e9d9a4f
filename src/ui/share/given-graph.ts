import type { Registry } from "../../runtime/node.ts";
import { problem, UserError } from "../../runtime/problem.ts";
import { readGraph } from "../open-file.ts";
import { problemsOf } from "../problems-of.ts";
import type { GraphTaker, Sharing } from "./sharing.ts";

/** A graph as JSON, a link to one, or the address of one on the page's own server. */
export async function openGiven(
  value: string,
  editor: GraphTaker,
  desk: { readonly sharing: Pick<Sharing, "propose" | "proposeText"> },
  registry: Registry,
): Promise<void> {
  if (/^\s*\{/.test(value) || value.includes("#g=")) return await desk.sharing.proposeText(value, "page");
  try {
    const opened = await readGraph(await fetchedBeside(value), registry);
    if (!opened) throw notHere(value);
    desk.sharing.propose(opened, "page");
  } catch (error) {
    editor.tell(problemsOf(error));
  }
}

/**
 * A file on the page's own server.
 *
 * @throws UserError `graph-not-here`
 */
export async function fetchedBeside(address: string): Promise<File> {
  const url = URL.canParse(address, document.baseURI) ? new URL(address, document.baseURI) : undefined;
  if (url?.origin !== location.origin) throw notHere(address);
  const response = await fetch(url).catch(() => undefined);
  if (!response?.ok) throw notHere(address);
  return new File([await response.blob()], url.pathname.split("/").at(-1) ?? "graph.json");
}

function notHere(address: string): UserError {
  const short = address.slice(0, 80);
  return new UserError(
    problem(
      "graph-not-here",
      { en: `There is no graph or lesson at “${short}”.`, zh: `“${short}”处没有图或课程。` },
      {
        en: "Name one that is here, give the thing itself, or put its file beside the page: nothing is read from other servers.",
        zh: "请给出此处已有的名称、内容本身，或把文件放在同一服务器：不会读取其他服务器的内容。",
      },
    ),
  );
}
