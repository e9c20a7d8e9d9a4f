import type { GraphFile } from "../../runtime/graph/format.ts";
import { execute } from "../../runtime/execute.ts";
import { plan } from "../../runtime/graph/plan.ts";
import { createCpuBackend } from "../../runtime/cpu/backend.ts";
import type { Planes } from "../../runtime/diffusion/planes.ts";
import { windowsOf } from "../../runtime/diffusion/windows.ts";
import type { Registry } from "../../runtime/node.ts";
import { problem, UserError } from "../../runtime/problem.ts";
import type { Console } from "../io.ts";
import { prepare, refuse, type Prepared } from "../prepare.ts";
import { runCommand, type RunOptions } from "./run.ts";

const GRAPH = "fill";

/** Most windows that are laid of themselves: beyond, holes are shown smaller. `--set crop.windows=N` asks for others. */
const MOST_WINDOWS = 96;

export interface FillOptions extends Omit<RunOptions, "graph"> {
  readonly image: string;
  /** Pictures to choose from, each filled from noise of its own. */
  readonly answers: number;
}

/**
 * `repaint fill`: runs the shipped graph `fill` on a photograph, with as many windows as its holes ask for. Whatever
 * else it does is in the graph, where it can be seen and changed.
 */
export async function fillCommand(options: FillOptions, registry: Registry, io: Console): Promise<number> {
  const windows = await countWindows(options, registry, io);
  const set = [`crop.windows=${windows}`, `crop.answers=${options.answers}`, ...options.set];
  return await runCommand({ ...options, graph: GRAPH, set }, registry, io);
}

/** What it reads is let go of when it has counted: a large photograph is held once. */
async function countWindows(options: FillOptions, registry: Registry, io: Console): Promise<number> {
  const prepared = await prepare(GRAPH, registry, options, io.cwd);
  refuse(prepared.problems);
  const mask = prepared.graph.nodes.find(({ type }) => type === "image/mask");
  const id = mask?.id ?? "mask";
  const isAsked = options.set.some((setting) => setting.startsWith(`${id}.`));
  if (mask?.params["preset"] !== "painted" && !isAsked) throw nothingMarked();
  const count = windowsOf(await keepMaskOf(prepared, registry), sizeOf(prepared), MOST_WINDOWS).length;
  if (count === 0) throw nothingToFill(id);
  return count;
}

function sizeOf({ env }: Prepared): readonly [number, number] {
  const [card] = [...env.cards.values()];
  return [card?.image.height ?? 64, card?.image.width ?? 64];
}

/** The mask as the graph reads it: its own picture and mask nodes, run alone. */
async function keepMaskOf(prepared: Prepared, registry: Registry): Promise<Planes> {
  const { graph } = prepared;
  const crop = graph.links.find(([, , , input]) => input === "keep_mask");
  const [from = "", output = ""] = crop ?? [];
  const before = new Set([from, ...graph.links.filter(([, , to]) => to === from).map(([source]) => source)]);
  const save = { id: "seen", type: "image/save", v: 1, pos: [0, 0], params: {} } as const;
  const part: GraphFile = {
    ...graph,
    nodes: [...graph.nodes.filter(({ id }) => before.has(id)), save],
    links: [
      ...graph.links.filter(([source, , to]) => before.has(source) && before.has(to)),
      [from, output, save.id, "image"],
    ],
  };
  const backend = createCpuBackend();
  const planned = plan(part, registry, prepared.env);
  try {
    for await (const { artifacts } of execute(planned, { backend, networks: new Map(), images: prepared.pictures })) {
      for (const artifact of artifacts) {
        if (artifact.kind !== "save") continue;
        const { data, shape } = artifact.picture;
        return { data: data.map((value) => (value + 1) / 2), C: 1, H: shape[2], W: shape[3] };
      }
    }
  } finally {
    backend.dispose();
  }
  throw new Error("the mask was not drawn");
}

/** The graph's own mask draws strokes, which nobody wants in a photograph of theirs. */
function nothingMarked(): UserError {
  return new UserError(
    problem(
      "nothing-marked",
      {
        en: "No mask was given and the photo has no transparent part, so nothing says what is to be filled.",
        zh: "没有给出掩码，照片也没有透明部分，因此无法知道要填充哪里。",
      },
      {
        en: "Give a second picture of the same size: black and white, or a copy of the photo with something painted over what is to be filled.",
        zh: "请再给一张同尺寸的图像：黑白掩码，或在待填充处涂画过的照片副本。",
      },
    ),
  );
}

function nothingToFill(mask: string): UserError {
  return new UserError(
    problem(
      "nothing-to-fill",
      {
        en: "The mask calls every pixel known, so there is nothing to fill.",
        zh: "掩码中所有像素均为已知，没有需要填充的部分。",
      },
      {
        en: `Mark what is to be filled, or turn the mask round with --set ${mask}.invert=true.`,
        zh: `请标出需要填充的部分，或用 --set ${mask}.invert=true 反转掩码。`,
      },
    ),
  );
}
