import { join } from "node:path";
import { problem, UserError } from "../../runtime/problem.ts";
import type { Registry } from "../../runtime/node.ts";
import type { Network } from "../../runtime/model/network.ts";
import { resourcesOf } from "../../runtime/graph/resources.ts";
import { findModel, type FoundModel } from "../models.ts";
import { openModels, type OpenedModels } from "../runners.ts";
import { fillJob, type Filling } from "./fill.ts";
import type { Job, RowResult, SettingTask, StudyTask } from "./tasks.ts";

/** A study's networks, open, and what can be done with them. */
export interface OpenedStudy {
  readonly backend: OpenedModels["backend"];
  /** The networks of each setting, by the reference in its graph. */
  readonly networks: readonly ReadonlyMap<string, Network>[];
  /** Networks that measure: `lpips`, `features`. */
  readonly measuring: ReadonlyMap<string, Network>;
  fill(job: Job, run: Pick<Filling, "signal" | "called" | "batch">): Promise<readonly RowResult[]>;
  close(): Promise<void>;
}

/** Opens each network of a study once, however many settings share it. */
export async function openStudy(study: StudyTask, registry: Registry): Promise<OpenedStudy> {
  const models = new Map<string, FoundModel>();
  const named: (readonly (readonly [reference: string, file: string])[])[] = [];
  const measurers = study.measuring ?? [];
  const all = [...study.settings, ...measurers];
  for (const setting of all) {
    const own: (readonly [string, string])[] = [];
    for (const [reference, found] of await modelsOf(setting, registry)) {
      const file = found.made ? reference : join(found.folder, found.card.file);
      models.set(file, found);
      own.push([reference, file]);
    }
    named.push(own);
  }
  const { device, threads, measures } = study;
  const opened = await openModels({ models, placeOf: () => ({}) }, { device, threads });
  for (const [i, { models: wanted }] of all.entries())
    for (const { reference, sha256 } of wanted) {
      const file = named[i]?.find(([name]) => name === reference)?.[1] ?? "";
      const came = opened.networks.get(file)?.sha256;
      if (came !== sha256) throw new UserError(otherNetwork(reference, sha256, came ?? "–"));
    }
  const found = named.map(
    (own) =>
      new Map(
        own.flatMap(([reference, file]) => {
          const network = opened.networks.get(file);
          return network ? [[reference, network] as const] : [];
        }),
      ),
  );
  const networks = found.slice(0, study.settings.length);
  const measuring = new Map(
    measurers.flatMap(({ name }, i) =>
      [...(found[study.settings.length + i] ?? new Map<string, Network>()).values()].map(
        (network) => [name, network] as const,
      ),
    ),
  );
  return {
    backend: opened.backend,
    networks,
    measuring,
    fill: async (job, run) => {
      const setting = study.settings[job.setting];
      const own = networks[job.setting];
      if (!setting || !own) throw new Error(`a job of setting ${job.setting}, and there are ${study.settings.length}`);
      const { signal, called, batch } = run;
      const wanted = { signal, called, ...(batch !== undefined && { batch }) };
      const lpips = measuring.get("lpips");
      const filling = { ...wanted, setting, networks: own, backend: opened.backend, registry, measures };
      return await fillJob(job, { ...filling, ...(lpips && { lpips }) });
    },
    close: async () => {
      await opened.close();
      opened.backend.dispose();
    },
  };
}

/** Networks of one name may differ from machine to machine. */
function otherNetwork(reference: string, wanted: string, came: string) {
  return problem(
    "network-other",
    {
      en: `The network "${reference}" has SHA-256 ${came.slice(0, 16)}… here, and the study began with ${wanted.slice(0, 16)}….`,
      zh: `网络“${reference}”在此处的 SHA-256 为 ${came.slice(0, 16)}…，而研究开始时为 ${wanted.slice(0, 16)}…。`,
    },
    { en: "Bring the same file here.", zh: "请使用同一文件。" },
  );
}

/** The models that a setting's graph names, found on this machine. */
export async function modelsOf(
  { graph, folder, bound }: Pick<SettingTask, "graph" | "folder" | "bound">,
  registry: Registry,
): Promise<ReadonlyMap<string, FoundModel>> {
  const found = new Map<string, FoundModel>();
  for (const reference of resourcesOf(graph, registry).models)
    found.set(reference, await findModel(reference, { folder, bound: new Map(bound) }));
  return found;
}
