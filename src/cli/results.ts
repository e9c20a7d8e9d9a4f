import type { GraphFile } from "../runtime/graph/format.ts";
import { serializeGraph } from "../runtime/graph/parse.ts";
import type { Artifact, Registry } from "../runtime/node.ts";
import { expand } from "../runtime/own/expand.ts";
import { registryOf } from "../runtime/own/registry.ts";
import type { Text } from "../runtime/text.ts";
import { sha256Of, writeSafely } from "./disk.ts";
import { gridOf } from "./images.ts";
import { noteText } from "./note-text.ts";
import { encodeAs, splitName, type Ending, type Written } from "./images/write.ts";
import { packageVersion } from "./package.ts";
import type { Prepared } from "./prepare.ts";
import type { OpenedModels } from "./runners.ts";

export interface Times {
  /** Reading the graph and opening the networks. */
  readonly open_s: number;
  readonly run_s: number;
  /** Of `open_s`, what the choice of threads took. */
  readonly trial_s: number;
  readonly calls: number;
}

/** `result.json`: all that is needed to make the same pictures again. */
export interface ResultFile {
  readonly format: "repaint-result";
  readonly version: 1;
  /** Of repaint-graph. */
  readonly product_version: string;
  readonly graph_name: string;
  /** As it ran, with the changes of the command line. */
  readonly graph: unknown;
  /** Of the text that the PNG files carry. */
  readonly graph_sha256: string;
  /** The one seed of the graph; null when it has none, or several that differ. */
  readonly seed: number | null;
  readonly seeds: Readonly<Record<string, number>>;
  readonly models: readonly { readonly reference: string; readonly name: string; readonly sha256: string }[];
  readonly runner: string;
  readonly calls: number;
  readonly times: {
    readonly open_s: number;
    readonly trial_s: number;
    readonly run_s: number;
    readonly call_ms: number | null;
  };
  /** What metrics said, at their last visit. */
  readonly numbers: readonly { readonly node: string; readonly name: string; readonly value: number }[];
  /** What was understood of what was given: how a mask was read, which part of a picture the network sees. */
  readonly notes: readonly { readonly node: string; readonly text: Text }[];
  readonly files: readonly string[];
}

export interface Finished {
  readonly folder: string;
  readonly prepared: Prepared;
  readonly opened: OpenedModels;
  readonly artifacts: readonly Artifact[];
  readonly times: Times;
  readonly registry: Registry;
  /** More files, by name. */
  readonly extra: readonly (readonly [name: string, bytes: Uint8Array])[];
}

/**
 * Writes one file per result (for a batch one each and a grid), then `result.json`. Its name's ending says what it is: PNG,
 * JPEG, WebP or `.npy`; data that are no picture are `.npy` too.
 */
export async function writeResults(finished: Finished): Promise<ResultFile> {
  const { folder, prepared, artifacts, extra } = finished;
  const text = serializeGraph(prepared.graph);
  const taken = extra.map(([file]) => splitName(file)).filter(({ ending }) => ending === "png");
  const pictures = picturesOf(
    artifacts,
    prepared.data,
    taken.map(({ stem }) => stem),
  );
  const made = await Promise.all(
    pictures.map(async ({ name, ending, ...written }): Promise<readonly [string, Uint8Array]> => [
      `${name}.${ending}`,
      await encodeAs(ending, written, text),
    ]),
  );
  const encoded = [...made, ...extra];
  const result = await describe(finished, text, [...encoded.map(([file]) => file), "result.json"]);
  await writeSafely(folder, [...encoded, ["result.json", `${JSON.stringify(result, null, 2)}\n`]]);
  return result;
}

async function describe(finished: Finished, text: string, files: readonly string[]): Promise<ResultFile> {
  const { prepared, opened, times, artifacts, registry } = finished;
  const seeds = seedsOf(prepared.graph, registry);
  const [seed, ...others] = new Set(Object.values(seeds));
  const round = (value: number): number => Math.round(value * 1000) / 1000;
  return {
    format: "repaint-result",
    version: 1,
    product_version: await packageVersion(),
    graph_name: prepared.name,
    graph: JSON.parse(text) as unknown,
    graph_sha256: sha256Of(text),
    seed: seed !== undefined && others.length === 0 ? seed : null,
    seeds,
    models: [...opened.networks].map(([reference, { card, sha256 }]) => ({ reference, name: card.name, sha256 })),
    runner: [...opened.networks.values()][0]?.runner ?? "",
    calls: times.calls,
    times: {
      open_s: round(times.open_s),
      trial_s: round(times.trial_s),
      run_s: round(times.run_s),
      call_ms: times.calls > 0 ? round((1000 * times.run_s) / times.calls) : null,
    },
    numbers: lastNumbers(artifacts),
    notes: artifacts.flatMap((artifact) =>
      artifact.kind === "note" ? [{ node: artifact.node, text: noteText(artifact) }] : [],
    ),
    files,
  };
}

function seedsOf(given: GraphFile, base: Registry): Record<string, number> {
  const { graph } = expand(given);
  const registry = registryOf(graph, base);
  const seeds: Record<string, number> = {};
  for (const { id, type, params } of graph.nodes)
    for (const param of registry.get(type)?.params ?? []) {
      const value = params[param.name] ?? param.default;
      if (param.kind === "seed" && typeof value === "number") seeds[`${id}.${param.name}`] = value;
    }
  return seeds;
}

function lastNumbers(artifacts: readonly Artifact[]): ResultFile["numbers"] {
  const last = new Map<string, ResultFile["numbers"][number]>();
  for (const artifact of artifacts) {
    if (artifact.kind !== "number") continue;
    const { node, name, value } = artifact;
    last.set(`${node}.${name}`, { node, name, value });
  }
  return [...last.values()];
}

interface Named extends Written {
  readonly name: string;
  readonly ending: Ending;
}

/** A larger batch is written as one grid alone. */
const mostFiles = 64;

/**
 * One entry for each file: names are made safe and told apart.
 *
 * @param data whether data were given: then the result is data too, beside the picture of it that carries the graph.
 * @param others names that are taken.
 */
function picturesOf(artifacts: readonly Artifact[], data: boolean, others: readonly string[]): readonly Named[] {
  const taken = new Set<string>(["result.json", ...others.map((name) => name.toLowerCase())]);
  const free = (wanted: string): string => {
    let name = wanted;
    for (let i = 2; taken.has(name.toLowerCase()); i++) name = `${wanted}-${i}`;
    taken.add(name.toLowerCase());
    return name;
  };
  return artifacts.flatMap((artifact): readonly Named[] => {
    if (artifact.kind !== "save") return [];
    const { picture } = artifact;
    const values = artifact.values ?? picture;
    const [N, C] = picture.shape;
    const { stem, ending } = splitName(safeName(artifact.name));
    const name = free(stem);
    const isPicture = ending !== "npy" && (C === 1 || C === 3);
    const one = (file: string, sample: number): Named[] => [
      ...(isPicture ? [{ name: file, ending, picture, values, sample }] : []),
      ...(isPicture && !data ? [] : [{ name: file, ending: "npy" as const, picture, values, sample }]),
    ];
    if (N === 1) return one(name, 0);
    const grid = isPicture ? gridOf(picture) : undefined;
    const all = grid ? [{ name: free(`${name}-grid`), ending, picture: grid, values: grid, sample: 0 }] : [];
    if (N > mostFiles && isPicture && !data) return all;
    return [...Array.from({ length: N }, (_, i) => one(free(`${name}-${i + 1}`), i)).flat(), ...all];
  });
}

/** Letters, digits and a few signs; a name from a graph must not lead into another folder. */
function safeName(name: string): string {
  const safe = name
    .normalize("NFC")
    .replace(/[^\p{L}\p{N} ._()+-]/gu, "-")
    .replace(/^[. ]+|[. ]+$/g, "");
  return safe.slice(0, 100) || "result";
}
